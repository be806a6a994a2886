package dev.firn.storage;

/**
 * How an object is to be thawed.
 *
 * @param days how long it is to stay readable, at least 1; counted from when it is readable, or
 *     from now if it is already
 */
public record ThawRequest(ThawTier tier, int days) {

    /**
     * @throws IllegalArgumentException if it is for less than a day
     */
    public ThawRequest {
        if (days < 1) {
            throw new IllegalArgumentException("%d days are too few for a thaw".formatted(days));
        }
    }
}

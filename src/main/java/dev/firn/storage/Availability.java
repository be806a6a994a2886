package dev.firn.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether an object can be read.
 *
 * @param until when it is frozen again, if it is thawed; the store may be late, never early
 */
public record Availability(State state, Optional<Instant> until) {

    /** How far an object is. */
    public enum State {
        /** Readable at any time: its class is not frozen. */
        AT_HAND,
        /** Readable only after a thaw. */
        FROZEN,
        /** A thaw was asked for and has not ended. */
        THAWING,
        /** Readable for now. */
        THAWED
    }

    public static final Availability AT_HAND = of(State.AT_HAND);
    public static final Availability FROZEN = of(State.FROZEN);
    public static final Availability THAWING = of(State.THAWING);

    /**
     * @throws IllegalArgumentException if there is an end without a thaw, or a thaw without an end
     */
    public Availability {
        if (until.isPresent() != (state == State.THAWED)) {
            throw new IllegalArgumentException("%s until %s".formatted(state, until));
        }
    }

    private static Availability of(State state) {
        return new Availability(state, Optional.empty());
    }

    /** Readable until {@code end}. */
    public static Availability thawed(Instant end) {
        return new Availability(State.THAWED, Optional.of(end));
    }

    /** Whether it can be read at the moment. */
    public boolean isReadable() {
        return state == State.AT_HAND || state == State.THAWED;
    }
}

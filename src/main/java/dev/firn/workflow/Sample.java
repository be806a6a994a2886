package dev.firn.workflow;

import dev.firn.model.Chunk;
import java.util.UUID;

/**
 * Some of the chunks, chosen by lot: each is in it or not, whoever asks and how often.
 *
 * @param salt makes every sample another one
 * @param percent how many of a hundred, about; 100 is all
 */
public record Sample(long salt, double percent) {

    /** All chunks. */
    public static final Sample ALL = new Sample(0, 100);

    private static final double STEPS = 1L << 32;

    public Sample {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException("'%s' is not a percentage".formatted(percent));
        }
    }

    boolean isAll() {
        return percent == 100;
    }

    /** Ids of chunks are random, so any bits of them do. */
    boolean has(Chunk chunk) {
        UUID id = chunk.id().uuid();
        long mixed = (id.getLeastSignificantBits() ^ salt) * 0x9e3779b97f4a7c15L;
        return isAll() || (mixed >>> 32) / STEPS < percent / 100;
    }
}

package dev.firn.model;

import java.util.UUID;

/** Names one sequence of a volume. Made by Firn when the sequence is begun. */
public record SequenceId(UUID uuid) implements Comparable<SequenceId> {

    public SequenceId {
        Uuids.requireNotNil(uuid, "sequence");
    }

    /** The sequence that {@code text}, a UUID in its usual form, names. */
    public static SequenceId parse(String text) {
        return new SequenceId(Uuids.parse(text));
    }

    @Override
    public int compareTo(SequenceId other) {
        return Uuids.compare(uuid, other.uuid);
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}

package dev.firn.iam;

import java.util.Optional;

/** Who works with a vault. */
public enum Role {
    /** Backs up: creates objects, and neither reads, overwrites, lists nor deletes chunks. */
    WRITER,
    /** Restores: reads everything, and has chunks thawed. */
    RESTORER,
    /** Prunes: deletes objects, and reads all but chunks. */
    PRUNER,
    /** Sets up: makes the bucket, the tables and the marker; also what {@code doctor} looks at. */
    OWNER;

    /** The role of this name, in lower case; empty if there is none. */
    public static Optional<Role> of(String name) {
        return switch (name) {
            case "writer" -> Optional.of(WRITER);
            case "restorer" -> Optional.of(RESTORER);
            case "pruner" -> Optional.of(PRUNER);
            case "owner" -> Optional.of(OWNER);
            default -> Optional.empty();
        };
    }
}

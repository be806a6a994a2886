package dev.firn.model;

import java.util.UUID;

/** Names one vault. Made by Firn when the vault is. */
public record VaultId(UUID uuid) implements Comparable<VaultId> {

    public VaultId {
        Uuids.requireNotNil(uuid, "vault");
    }

    /** The vault that {@code text}, a UUID in its usual form, names. */
    public static VaultId parse(String text) {
        return new VaultId(Uuids.parse(text));
    }

    @Override
    public int compareTo(VaultId other) {
        return Uuids.compare(uuid, other.uuid);
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}

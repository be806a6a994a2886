package dev.firn.model;

import java.nio.ByteBuffer;
import java.util.UUID;

/** UUIDs as btrfs and the records spell them: 16 bytes in RFC 9562 order. */
public final class Uuids {

    /** The UUID of all zeros, which btrfs uses for "none". */
    public static final UUID NIL = new UUID(0, 0);

    private Uuids() {}

    /** The UUID in {@code bytes}, which must be 16. */
    public static UUID ofBytes(byte[] bytes) {
        if (bytes.length != 16) {
            throw new IllegalArgumentException("a UUID has 16 bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** The 16 bytes of {@code uuid}. */
    public static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    /** Reads the 36-character form. {@link UUID#fromString} alone also takes shorter ones. */
    public static UUID parse(String text) {
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("'" + text + "' is not a UUID");
        }
        return uuid;
    }

    /** Compares as the printed form does; {@link UUID#compareTo} compares signed. */
    static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    static void requireNotNil(UUID uuid, String noun) {
        if (uuid.equals(NIL)) {
            throw new IllegalArgumentException("the nil UUID names no " + noun);
        }
    }
}

package dev.firn.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * ACLs as text (acl(5), "SHORT TEXT FORM", with numbers for names), made of the value of their
 * attribute (linux/posix_acl_xattr.h).
 */
final class AclText {

    private static final int VERSION = 2;
    private static final int ENTRY_BYTES = 8;
    private static final int PERMISSIONS = 7;

    private AclText() {}

    /** Empty if the value is no ACL. */
    static Optional<String> of(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        if (value.length <= Integer.BYTES
                || value.length % ENTRY_BYTES != Integer.BYTES
                || in.getInt() != VERSION) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        while (in.hasRemaining()) {
            int tag = in.getShort();
            int permissions = in.getShort();
            String id = Integer.toUnsignedString(in.getInt());
            String name =
                    switch (tag) {
                        case 0x01 -> "user::";
                        case 0x02 -> "user:%s:".formatted(id);
                        case 0x04 -> "group::";
                        case 0x08 -> "group:%s:".formatted(id);
                        case 0x10 -> "mask::";
                        case 0x20 -> "other::";
                        default -> "";
                    };
            if (name.isEmpty() || (permissions & ~PERMISSIONS) != 0) {
                return Optional.empty();
            }
            text.append(text.isEmpty() ? "" : ",").append(name);
            text.append((permissions & 4) == 0 ? '-' : 'r');
            text.append((permissions & 2) == 0 ? '-' : 'w');
            text.append((permissions & 1) == 0 ? '-' : 'x');
        }
        return Optional.of(text.toString());
    }
}

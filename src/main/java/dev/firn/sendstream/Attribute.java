package dev.firn.sendstream;

import java.util.Locale;
import java.util.Optional;

/**
 * The attributes of commands, their numbers and lengths (the BTRFS_SEND_A_ enum, fs/btrfs/send.h).
 */
enum Attribute {
    UUID(1, 16),
    CTRANSID(2, 8),
    INO(3, 8),
    SIZE(4, 8),
    MODE(5, 8),
    UID(6, 8),
    GID(7, 8),
    RDEV(8, 8),
    CTIME(9, 12),
    MTIME(10, 12),
    ATIME(11, 12),
    OTIME(12, 12),
    XATTR_NAME(13, 1, 255),
    XATTR_DATA(14, 0, 65_535),
    PATH(15, 0, 4095),
    PATH_TO(16, 1, 4095),
    PATH_LINK(17, 1, 4095),
    FILE_OFFSET(18, 8),
    DATA(19, 0, Integer.MAX_VALUE),
    CLONE_UUID(20, 16),
    CLONE_CTRANSID(21, 8),
    CLONE_PATH(22, 1, 4095),
    CLONE_OFFSET(23, 8),
    CLONE_LEN(24, 8),
    FALLOCATE_MODE(25, 4),
    FILEATTR(26, 8),
    UNENCODED_FILE_LEN(27, 8),
    UNENCODED_LEN(28, 8),
    UNENCODED_OFFSET(29, 8),
    COMPRESSION(30, 4),
    ENCRYPTION(31, 4),
    VERITY_ALGORITHM(32, 1),
    VERITY_BLOCK_SIZE(33, 4),
    VERITY_SALT_DATA(34, 0, 65_535),
    VERITY_SIG_DATA(35, 0, 65_535);

    private static final Attribute[] BY_NUMBER = new Attribute[36];

    static {
        for (Attribute attribute : values()) {
            BY_NUMBER[attribute.number] = attribute;
        }
    }

    private final int number;
    private final int bytesMin;
    private final int bytesMax;

    Attribute(int number, int bytes) {
        this(number, bytes, bytes);
    }

    Attribute(int number, int bytesMin, int bytesMax) {
        this.number = number;
        this.bytesMin = bytesMin;
        this.bytesMax = bytesMax;
    }

    static Optional<Attribute> of(int number) {
        return number > 0 && number < BY_NUMBER.length
                ? Optional.of(BY_NUMBER[number])
                : Optional.empty();
    }

    int number() {
        return number;
    }

    boolean canHave(int bytes) {
        return bytes >= bytesMin && bytes <= bytesMax;
    }

    /** What lengths it can have, for messages. */
    String lengths() {
        return bytesMin == bytesMax
                ? "%d bytes".formatted(bytesMin)
                : "%d to %d bytes".formatted(bytesMin, bytesMax);
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

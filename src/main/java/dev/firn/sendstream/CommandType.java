package dev.firn.sendstream;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The commands and their numbers (enum btrfs_send_cmd, fs/btrfs/send.h). */
@SuppressWarnings("ImmutableEnumChecker") // the sets are never changed
enum CommandType {
    SUBVOL(1, 1, EnumSet.of(Attribute.PATH, Attribute.UUID, Attribute.CTRANSID)),
    SNAPSHOT(
            2,
            1,
            EnumSet.of(
                    Attribute.PATH,
                    Attribute.UUID,
                    Attribute.CTRANSID,
                    Attribute.CLONE_UUID,
                    Attribute.CLONE_CTRANSID)),
    MKFILE(3, 1, EnumSet.of(Attribute.PATH, Attribute.INO)),
    MKDIR(4, 1, EnumSet.of(Attribute.PATH, Attribute.INO)),
    MKNOD(5, 1, EnumSet.of(Attribute.PATH, Attribute.INO, Attribute.RDEV, Attribute.MODE)),
    MKFIFO(6, 1, EnumSet.of(Attribute.PATH, Attribute.INO, Attribute.RDEV, Attribute.MODE)),
    MKSOCK(7, 1, EnumSet.of(Attribute.PATH, Attribute.INO, Attribute.RDEV, Attribute.MODE)),
    SYMLINK(8, 1, EnumSet.of(Attribute.PATH, Attribute.INO, Attribute.PATH_LINK)),
    RENAME(9, 1, EnumSet.of(Attribute.PATH, Attribute.PATH_TO)),
    LINK(10, 1, EnumSet.of(Attribute.PATH, Attribute.PATH_LINK)),
    UNLINK(11, 1, EnumSet.of(Attribute.PATH)),
    RMDIR(12, 1, EnumSet.of(Attribute.PATH)),
    SET_XATTR(13, 1, EnumSet.of(Attribute.PATH, Attribute.XATTR_NAME, Attribute.XATTR_DATA)),
    REMOVE_XATTR(14, 1, EnumSet.of(Attribute.PATH, Attribute.XATTR_NAME)),
    WRITE(15, 1, EnumSet.of(Attribute.PATH, Attribute.FILE_OFFSET, Attribute.DATA)),
    CLONE(
            16,
            1,
            EnumSet.of(
                    Attribute.FILE_OFFSET,
                    Attribute.CLONE_LEN,
                    Attribute.PATH,
                    Attribute.CLONE_UUID,
                    Attribute.CLONE_CTRANSID,
                    Attribute.CLONE_PATH,
                    Attribute.CLONE_OFFSET)),
    TRUNCATE(17, 1, EnumSet.of(Attribute.PATH, Attribute.SIZE)),
    CHMOD(18, 1, EnumSet.of(Attribute.PATH, Attribute.MODE)),
    CHOWN(19, 1, EnumSet.of(Attribute.PATH, Attribute.UID, Attribute.GID)),
    UTIMES(
            20,
            1,
            EnumSet.of(Attribute.PATH, Attribute.ATIME, Attribute.MTIME, Attribute.CTIME),
            EnumSet.of(Attribute.OTIME)),
    END(21, 1, EnumSet.noneOf(Attribute.class)),
    UPDATE_EXTENT(22, 1, EnumSet.of(Attribute.PATH, Attribute.FILE_OFFSET, Attribute.SIZE)),
    FALLOCATE(
            23,
            2,
            EnumSet.of(
                    Attribute.PATH,
                    Attribute.FALLOCATE_MODE,
                    Attribute.FILE_OFFSET,
                    Attribute.SIZE)),
    FILEATTR(24, 2, EnumSet.of(Attribute.PATH, Attribute.FILEATTR)),
    ENCODED_WRITE(
            25,
            2,
            EnumSet.of(
                    Attribute.PATH,
                    Attribute.FILE_OFFSET,
                    Attribute.UNENCODED_FILE_LEN,
                    Attribute.UNENCODED_LEN,
                    Attribute.UNENCODED_OFFSET,
                    Attribute.DATA),
            EnumSet.of(Attribute.COMPRESSION, Attribute.ENCRYPTION)),
    ENABLE_VERITY(
            26,
            3,
            EnumSet.of(
                    Attribute.PATH,
                    Attribute.VERITY_ALGORITHM,
                    Attribute.VERITY_BLOCK_SIZE,
                    Attribute.VERITY_SALT_DATA,
                    Attribute.VERITY_SIG_DATA));

    private static final CommandType[] BY_NUMBER = new CommandType[27];

    static {
        for (CommandType type : values()) {
            BY_NUMBER[type.number] = type;
        }
    }

    private final int number;
    private final int sinceVersion;
    private final Set<Attribute> required;
    private final Set<Attribute> optional;

    CommandType(int number, int sinceVersion, EnumSet<Attribute> required) {
        this(number, sinceVersion, required, EnumSet.noneOf(Attribute.class));
    }

    CommandType(
            int number,
            int sinceVersion,
            EnumSet<Attribute> required,
            EnumSet<Attribute> optional) {
        this.number = number;
        this.sinceVersion = sinceVersion;
        this.required = required;
        this.optional = optional;
    }

    /** The command with {@code number} in a stream of {@code version}; empty if there is none. */
    static Optional<CommandType> of(int number, int version) {
        if (number < 0 || number >= BY_NUMBER.length || BY_NUMBER[number] == null) {
            return Optional.empty();
        }
        CommandType type = BY_NUMBER[number];
        return version < type.sinceVersion ? Optional.empty() : Optional.of(type);
    }

    int number() {
        return number;
    }

    Set<Attribute> required() {
        return required;
    }

    boolean takes(Attribute attribute) {
        return required.contains(attribute) || optional.contains(attribute);
    }

    /** The name as {@code btrfs receive --dump} prints it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

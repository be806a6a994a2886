package dev.firn.tree;

import dev.firn.sendstream.StreamTime;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a tree knows of a node apart from its names, content and extended attributes.
 *
 * @param number of the inode on the host that was backed up
 * @param links how many names it has; 1 for a directory
 * @param mode permissions, without the type
 * @param size in bytes; 0 unless it is a file
 * @param device of a device node, a dev_t in the kernel's "new" encoding; else 0
 * @param created absent in streams of protocol 1
 * @param flags inode flags of btrfs, where a stream gave some
 */
public record Inode(
        Type type,
        long number,
        long links,
        long mode,
        long user,
        long group,
        long size,
        long device,
        StreamTime accessed,
        StreamTime modified,
        StreamTime changed,
        Optional<StreamTime> created,
        OptionalLong flags,
        boolean hasVerity) {

    private static final StreamTime NO_TIME = new StreamTime(0, 0);

    private static final int CREATED = 1;
    private static final int FLAGS = 2;
    private static final int VERITY = 4;

    /** What a node is. */
    public enum Type {
        FILE(1),
        DIRECTORY(2),
        SYMLINK(3),
        CHARACTER_DEVICE(4),
        BLOCK_DEVICE(5),
        FIFO(6),
        SOCKET(7);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        private static Type of(int code) throws DamagedTreeException {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new DamagedTreeException("a node of an unknown type");
        }
    }

    /** A new node, before its attributes are given. */
    static Inode create(Type type, long number, long mode, long device) {
        return new Inode(
                type,
                number,
                0,
                mode,
                0,
                0,
                0,
                device,
                NO_TIME,
                NO_TIME,
                NO_TIME,
                Optional.empty(),
                OptionalLong.empty(),
                false);
    }

    Inode withLinks(long newLinks) {
        return new Inode(
                type, number, newLinks, mode, user, group, size, device, accessed, modified,
                changed, created, flags, hasVerity);
    }

    Inode withMode(long newMode) {
        return new Inode(
                type, number, links, newMode, user, group, size, device, accessed, modified,
                changed, created, flags, hasVerity);
    }

    Inode withOwner(long newUser, long newGroup) {
        return new Inode(
                type, number, links, mode, newUser, newGroup, size, device, accessed, modified,
                changed, created, flags, hasVerity);
    }

    Inode withSize(long newSize) {
        return new Inode(
                type, number, links, mode, user, group, newSize, device, accessed, modified,
                changed, created, flags, hasVerity);
    }

    Inode withTimes(
            StreamTime newAccessed,
            StreamTime newModified,
            StreamTime newChanged,
            Optional<StreamTime> newCreated) {
        return new Inode(
                type,
                number,
                links,
                mode,
                user,
                group,
                size,
                device,
                newAccessed,
                newModified,
                newChanged,
                newCreated.isPresent() ? newCreated : created,
                flags,
                hasVerity);
    }

    Inode withFlags(long newFlags) {
        return new Inode(
                type,
                number,
                links,
                mode,
                user,
                group,
                size,
                device,
                accessed,
                modified,
                changed,
                created,
                OptionalLong.of(newFlags),
                hasVerity);
    }

    Inode withVerity() {
        return new Inode(
                type, number, links, mode, user, group, size, device, accessed, modified, changed,
                created, flags, true);
    }

    byte[] encode(Packed packed) {
        int has =
                (created.isPresent() ? CREATED : 0)
                        | (flags.isPresent() ? FLAGS : 0)
                        | (hasVerity ? VERITY : 0);
        packed.number(type.code).number(has).number(number).number(links);
        packed.number(mode).number(user).number(group).number(size).number(device);
        StreamTime base = modified;
        time(packed, modified, NO_TIME);
        time(packed, changed, base);
        time(packed, accessed, base);
        created.ifPresent(time -> time(packed, time, base));
        flags.ifPresent(packed::number);
        return packed.take();
    }

    private static void time(Packed packed, StreamTime time, StreamTime base) {
        packed.signed(time.seconds() - base.seconds());
        packed.number(Integer.toUnsignedLong(time.nanos()));
    }

    static Inode decode(byte[] bytes) throws DamagedTreeException {
        return decode(new Packed.Reader(bytes));
    }

    static Inode decode(Packed.Reader in) throws DamagedTreeException {
        Type type = Type.of(in.small());
        int has = in.small();
        long number = in.number();
        long links = in.number();
        long mode = in.number();
        long user = in.number();
        long group = in.number();
        long size = in.number();
        long device = in.number();
        StreamTime modified = time(in, NO_TIME);
        StreamTime changed = time(in, modified);
        StreamTime accessed = time(in, modified);
        Optional<StreamTime> created =
                (has & CREATED) != 0 ? Optional.of(time(in, modified)) : Optional.empty();
        OptionalLong flags =
                (has & FLAGS) != 0 ? OptionalLong.of(in.number()) : OptionalLong.empty();
        return new Inode(
                type,
                number,
                links,
                mode,
                user,
                group,
                size,
                device,
                accessed,
                modified,
                changed,
                created,
                flags,
                (has & VERITY) != 0);
    }

    private static StreamTime time(Packed.Reader in, StreamTime base) throws DamagedTreeException {
        return new StreamTime(base.seconds() + in.signed(), in.small());
    }
}

package dev.firn.tree;

import static dev.firn.sendstream.StreamBuilder.attribute;
import static dev.firn.sendstream.StreamBuilder.join;
import static dev.firn.sendstream.StreamBuilder.u16;
import static dev.firn.sendstream.StreamBuilder.u64;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.index.IndexReader;
import dev.firn.index.SampleIndex;
import dev.firn.sendstream.StreamBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.UUID;

/**
 * A stream of protocol 3 by hand, and the tree that it makes. Names of methods are as in send.h.
 */
final class Commands {

    private final StreamBuilder stream = new StreamBuilder(3);

    private Commands() {}

    static UUID id(int number) {
        return new UUID(0, number);
    }

    /** A full of snapshot {@code number}, of generation 7. */
    static Commands full(int number) {
        Commands commands = new Commands();
        commands.stream.command(1, path("s"), uuid(1, number), number(2, 7));
        return commands;
    }

    /** An incremental. */
    static Commands incremental(int number, int parent) {
        Commands commands = new Commands();
        commands.stream.command(
                2, path("s"), uuid(1, number), number(2, 7), uuid(20, parent), number(21, 7));
        return commands;
    }

    /** The tree that the stream makes. */
    Tree in(Trees trees) throws IOException {
        byte[] index = SampleIndex.of(stream.end());
        return trees.add(new IndexReader(new ByteArrayInputStream(index)), SampleIndex.DIGEST);
    }

    private static byte[] path(String path) {
        return text(15, path);
    }

    private static byte[] text(int attribute, String text) {
        return attribute(attribute, text.getBytes(UTF_8));
    }

    private static byte[] number(int attribute, long value) {
        return attribute(attribute, u64(value));
    }

    private static byte[] uuid(int attribute, int number) {
        return attribute(attribute, StreamBuilder.uuid(id(number)));
    }

    private static byte[] u32(long value) {
        return join(u16((int) value & 0xffff), u16((int) (value >> 16)));
    }

    Commands mkfile(String path, long inode) {
        stream.command(3, path(path), number(3, inode));
        return this;
    }

    Commands mkdir(String path, long inode) {
        stream.command(4, path(path), number(3, inode));
        return this;
    }

    /** Command 5, 6 or 7: mknod, mkfifo, mksock. */
    Commands mknod(int command, String path, long device, long mode) {
        stream.command(command, path(path), number(3, 300), number(8, device), number(5, mode));
        return this;
    }

    Commands symlink(String path, String target) {
        stream.command(8, path(path), number(3, 300), text(17, target));
        return this;
    }

    Commands rename(String path, String to) {
        stream.command(9, path(path), text(16, to));
        return this;
    }

    Commands link(String path, String existing) {
        stream.command(10, path(path), text(17, existing));
        return this;
    }

    Commands unlink(String path) {
        stream.command(11, path(path));
        return this;
    }

    Commands rmdir(String path) {
        stream.command(12, path(path));
        return this;
    }

    Commands setXattr(String path, String name, byte[] value) {
        stream.command(13, path(path), text(13, name), attribute(14, value));
        return this;
    }

    Commands removeXattr(String path, String name) {
        stream.command(14, path(path), text(13, name));
        return this;
    }

    Commands write(String path, long offset, int length) {
        stream.command(15, path(path), number(18, offset), join(u16(19), new byte[length]));
        return this;
    }

    Commands encodedWrite(String path, long offset, long length, long decoded, long skip) {
        stream.command(
                25,
                path(path),
                number(18, offset),
                number(27, length),
                number(28, decoded),
                number(29, skip),
                attribute(30, u32(2)),
                join(u16(19), new byte[10]));
        return this;
    }

    Commands clone(String path, long offset, long length, int from, String source, long at) {
        stream.command(
                16,
                number(18, offset),
                number(24, length),
                path(path),
                uuid(20, from),
                number(21, 7),
                text(22, source),
                number(23, at));
        return this;
    }

    Commands truncate(String path, long size) {
        stream.command(17, path(path), number(4, size));
        return this;
    }

    Commands chmod(String path, long mode) {
        stream.command(18, path(path), number(5, mode));
        return this;
    }

    Commands chown(String path, long user, long group) {
        stream.command(19, path(path), number(6, user), number(7, group));
        return this;
    }

    Commands utimes(String path, long accessed, long modified, long changed, long created) {
        stream.command(
                20,
                path(path),
                attribute(11, join(u64(accessed), u32(1))),
                attribute(10, join(u64(modified), u32(2))),
                attribute(9, join(u64(changed), u32(3))),
                attribute(12, join(u64(created), u32(4))));
        return this;
    }

    Commands updateExtent(String path, long offset, long length) {
        stream.command(22, path(path), number(18, offset), number(4, length));
        return this;
    }

    Commands fallocate(String path, int mode, long offset, long length) {
        stream.command(
                23, path(path), attribute(25, u32(mode)), number(18, offset), number(4, length));
        return this;
    }

    Commands fileattr(String path, long flags) {
        stream.command(24, path(path), number(26, flags));
        return this;
    }

    Commands enableVerity(String path) {
        stream.command(
                26,
                path(path),
                attribute(32, new byte[] {1}),
                attribute(33, u32(4096)),
                attribute(34, new byte[0]),
                attribute(35, new byte[0]));
        return this;
    }
}

package dev.firn.files;

import static dev.firn.sendstream.StreamBuilder.attribute;
import static dev.firn.sendstream.StreamBuilder.join;
import static dev.firn.sendstream.StreamBuilder.u16;
import static dev.firn.sendstream.StreamBuilder.u64;

import dev.firn.sendstream.StreamBuilder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A full stream of protocol 2 by hand, with any path and number. Names are ISO 8859-1, a byte a
 * character. Methods are called as commands are in send.h.
 */
final class TestStream {

    final UUID uuid = UUID.randomUUID();
    private final StreamBuilder stream = new StreamBuilder(2);
    private long inode = 257;

    TestStream() {
        stream.command(1, path("s"), attribute(1, StreamBuilder.uuid(uuid)), number(2, 7));
    }

    byte[] end() {
        return stream.end();
    }

    private static byte[] text(int attribute, String text) {
        return attribute(attribute, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] path(String path) {
        return text(15, path);
    }

    private static byte[] number(int attribute, long value) {
        return attribute(attribute, u64(value));
    }

    private static byte[] number32(int attribute, int value) {
        return attribute(attribute, join(u16(value & 0xffff), u16(value >>> 16)));
    }

    private static byte[] data(byte[] bytes) {
        return join(u16(19), bytes);
    }

    TestStream mkfile(String path) {
        stream.command(3, path(path), number(3, inode++));
        return this;
    }

    TestStream mkdir(String path) {
        stream.command(4, path(path), number(3, inode++));
        return this;
    }

    /** Command 5, 6 or 7: mknod, mkfifo, mksock. */
    TestStream mknod(int command, String path, long device, long mode) {
        stream.command(command, path(path), number(3, inode++), number(8, device), number(5, mode));
        return this;
    }

    TestStream symlink(String path, String target) {
        stream.command(8, path(path), number(3, inode++), text(17, target));
        return this;
    }

    TestStream rename(String path, String to) {
        stream.command(9, path(path), text(16, to));
        return this;
    }

    TestStream link(String path, String existing) {
        stream.command(10, path(path), text(17, existing));
        return this;
    }

    TestStream setXattr(String path, String name, byte[] value) {
        stream.command(13, path(path), text(13, name), attribute(14, value));
        return this;
    }

    TestStream write(String path, long offset, byte[] bytes) {
        stream.command(15, path(path), number(18, offset), data(bytes));
        return this;
    }

    TestStream clone(String path, long offset, long length, String from, long fromOffset) {
        stream.command(
                16,
                path(path),
                number(18, offset),
                number(24, length),
                attribute(20, StreamBuilder.uuid(uuid)),
                number(21, 7),
                text(22, from),
                number(23, fromOffset));
        return this;
    }

    TestStream truncate(String path, long size) {
        stream.command(17, path(path), number(4, size));
        return this;
    }

    TestStream chmod(String path, long mode) {
        stream.command(18, path(path), number(5, mode));
        return this;
    }

    TestStream chown(String path, long user, long group) {
        stream.command(19, path(path), number(6, user), number(7, group));
        return this;
    }

    TestStream utimes(String path, long seconds, int nanos) {
        byte[] time = join(u64(seconds), u16(nanos & 0xffff), u16(nanos >>> 16));
        stream.command(
                20, path(path), attribute(11, time), attribute(10, time), attribute(9, time));
        return this;
    }

    TestStream updateExtent(String path, long offset, long size) {
        stream.command(22, path(path), number(18, offset), number(4, size));
        return this;
    }

    TestStream fallocate(String path, int mode, long offset, long size) {
        stream.command(23, path(path), number32(25, mode), number(18, offset), number(4, size));
        return this;
    }

    TestStream fileattr(String path, long flags) {
        stream.command(24, path(path), number(26, flags));
        return this;
    }

    TestStream encoded(
            String path,
            long offset,
            long fileLength,
            long length,
            long skip,
            int compression,
            byte[] bytes) {
        stream.command(
                25,
                path(path),
                number(18, offset),
                number(27, fileLength),
                number(28, length),
                number(29, skip),
                number32(30, compression),
                number32(31, 0),
                data(bytes));
        return this;
    }
}

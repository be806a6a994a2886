package dev.firn.btrfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.Shell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the tests of streams have in common. */
final class BtrfsFixture {

    private BtrfsFixture() {}

    /** A writable subvolume with a file of {@code mib} random MiB and a few small ones. */
    static Path volume(LoopBtrfs btrfs, int mib) throws IOException {
        Path volume = btrfs.subvolume("home");
        Shell.script(
                "head -c $(($2 << 20)) /dev/urandom > \"$1/random\"; seq 20000 > \"$1/numbers\";"
                        + " mkdir \"$1/docs\"; echo text > \"$1/docs/note\"",
                volume,
                mib);
        return volume;
    }

    /** Everything that is left in a channel. */
    static byte[] readAll(ReadableByteChannel channel) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        byte[] copy = new byte[buffer.capacity()];
        while (channel.read(buffer.clear()) >= 0) {
            int count = buffer.flip().remaining();
            buffer.get(copy, 0, count);
            bytes.write(copy, 0, count);
        }
        return bytes.toByteArray();
    }

    static void writeAll(WritableByteChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        for (int start = 0; start < bytes.length; start += buffer.capacity()) {
            int end = Math.min(bytes.length, start + buffer.capacity());
            buffer.clear().put(bytes, start, end - start).flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    /** The stream without its last command, END: ten bytes with no data (fs/btrfs/send.h). */
    static byte[] withoutEnd(byte[] stream) {
        byte[] end = Arrays.copyOfRange(stream, stream.length - 10, stream.length);
        assertThat(end).startsWith(0, 0, 0, 0, 21, 0);
        return Arrays.copyOf(stream, stream.length - 10);
    }

    /** The children of this process that run {@code btrfs}. */
    static List<ProcessHandle> btrfsChildren() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/btrfs"))
                .toList();
    }

    /** Everything a sender or receiver needs while it runs: pipes, threads, processes. */
    static Set<String> resources() throws IOException {
        Set<String> held = new TreeSet<>();
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                held.add(target(descriptor));
            }
        }
        held.removeIf(target -> !target.startsWith("pipe:"));
        btrfsChildren().forEach(child -> held.add("process " + child.pid()));
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("btrfs "))
                .forEach(thread -> held.add("thread " + thread));
        return held;
    }

    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return ""; // closed since it was listed
        }
    }

    /** Everything that is left in {@code from}. */
    static void copy(ReadableByteChannel from, WritableByteChannel to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        while (from.read(buffer.clear()) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                to.write(buffer);
            }
        }
    }
}

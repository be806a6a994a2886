package dev.firn.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A btrfs of a test's own, in a sparse file, mounted through a loop device. Closing it unmounts and
 * deletes it; what a killed test left behind is cleared away by the next.
 */
public final class LoopBtrfs implements AutoCloseable {

    /** One MiB, for sizes. */
    public static final long MIB = 1L << 20;

    private static final String PREFIX = "firn-loop-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-.*");
    private static final int ATTEMPTS = 20;

    private final Path directory;
    private final List<Path> mounts = new ArrayList<>();

    private LoopBtrfs(Path directory) {
        this.directory = directory;
    }

    /**
     * A new, empty file system.
     *
     * @param bytes of its device, at least about 128 MiB; the image is sparse
     * @param options for mount(8) besides {@code loop}, for example {@code compress-force=zstd}
     */
    public static LoopBtrfs create(long bytes, String... options) throws IOException {
        sweep();
        Path directory = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
        LoopBtrfs made = new LoopBtrfs(directory);
        try {
            Shell.run("truncate", "-s", bytes, made.image());
            Shell.run("mkfs.btrfs", "-q", "-f", made.image());
            made.mount("mount", options);
            return made;
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /** Where it is mounted: its top-level subvolume. */
    public Path path() {
        return mounts.getFirst();
    }

    /** The file that holds the file system. */
    public Path image() {
        return directory.resolve("image");
    }

    /**
     * Changes a byte on the device where a block of a file lies, so that only its checksum shows
     * it.
     *
     * @param offset of the block in the file, a multiple of 4096; its bytes occur once
     */
    public void damage(Path file, long offset) throws IOException {
        Shell.run("sync");
        byte[] block = new byte[4096];
        try (RandomAccessFile source = new RandomAccessFile(file.toFile(), "r");
                RandomAccessFile device = new RandomAccessFile(image().toFile(), "rw")) {
            source.seek(offset);
            source.readFully(block);
            byte[] found = new byte[block.length];
            do {
                device.readFully(found);
            } while (!Arrays.equals(found, block));
            device.seek(device.getFilePointer() - block.length);
            device.write(block[0] ^ 1);
        }
        Shell.script("sync; echo 3 > /proc/sys/vm/drop_caches");
    }

    /**
     * Mounts the file system once more, until this is closed.
     *
     * @param name of the mount point, new
     * @param options for mount(8), for example {@code subvol=home}
     */
    public Path mount(String name, String... options) throws IOException {
        Path point = Files.createDirectory(directory.resolve(name));
        String all = options.length == 0 ? "loop" : "loop," + String.join(",", options);
        retryMount(all, image(), point);
        mounts.add(point);
        return point;
    }

    /** Mounts an existing directory at a new mount point, until this is closed. */
    public Path bind(Path source, String name) throws IOException {
        Path point = Files.createDirectory(directory.resolve(name));
        Shell.run("mount", "--bind", source, point);
        mounts.add(point);
        return point;
    }

    /** Mounts it anew, with other options. */
    public void remount(String options) throws IOException {
        Shell.run("mount", "-o", "remount," + options, path());
    }

    /** Others make loop devices at the same time: the free one that mount(8) found may be gone. */
    private static void retryMount(String options, Path image, Path point) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Shell.run("mount", "-o", options, image, point);
                return;
            } catch (IOException e) {
                boolean race = String.valueOf(e.getMessage()).contains("failed to setup loop");
                if (attempt == ATTEMPTS || !race) {
                    throw e;
                }
            }
        }
    }

    /** Makes a subvolume; {@code name} is a path below the top-level one. */
    public Path subvolume(String name) throws IOException {
        Path subvolume = path().resolve(name);
        Shell.run("btrfs", "subvolume", "create", subvolume);
        return subvolume;
    }

    /** Takes a read-only snapshot; {@code name} is a path below the top-level subvolume. */
    public Path snapshot(Path source, String name) throws IOException {
        Path snapshot = path().resolve(name);
        Shell.run("btrfs", "subvolume", "snapshot", "-r", source, snapshot);
        return snapshot;
    }

    @Override
    public void close() throws IOException {
        for (Path point : mounts.reversed()) {
            // Somebody still works there: the test has failed already, or a process is dying. It is
            // not killed: it may be this JVM, or, if nothing is mounted here any more, whoever uses
            // the file system around it.
            Shell.script("! mountpoint -q \"$1\" || umount \"$1\" || umount --lazy \"$1\"", point);
        }
        mounts.clear();
        // Deletes nothing that is mounted still.
        Shell.run("rm", "-rf", "--one-file-system", directory);
    }

    /** Clears away what test processes that are gone left behind. */
    private static void sweep() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path directory : left) {
                Matcher name = NAME.matcher(String.valueOf(directory.getFileName()));
                if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    Shell.script(
                            "cut -d' ' -f5 /proc/self/mountinfo | grep -F \"$1/\" | tac"
                                    + " | while read -r point; do umount --lazy \"$point\" || :;"
                                    + " done; rm -rf --one-file-system \"$1\"",
                            directory);
                }
            }
        }
    }
}

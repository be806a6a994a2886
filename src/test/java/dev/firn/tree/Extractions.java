package dev.firn.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.files.Outcome;
import dev.firn.files.StreamVault;
import dev.firn.testing.Shell;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** File systems other than btrfs, and snapshots brought back onto them. */
final class Extractions implements AutoCloseable {

    private static final String PROGRAM = "src/test/resources/tree/history.py";

    // What ext4 can say of a time (fs/ext4/ext4.h, i_extra).
    private static final long SECONDS_MIN = -(1L << 31);
    private static final long SECONDS_MAX = (1L << 34) - (1L << 31) - 1;

    private final Path directory;

    Extractions(Path directory) throws IOException {
        this.directory = directory;
        Shell.script(
                "mkdir $1/ext4 $1/tmpfs; truncate -s 2G $1/image;"
                        + " mkfs.ext4 -q -O ea_inode $1/image;"
                        + " mount -o loop,noatime $1/image $1/ext4;"
                        + " mount -t tmpfs -o noatime,size=2G firn $1/tmpfs",
                directory);
    }

    /** Brings a snapshot back onto each, and compares it with the real one. */
    void compare(StreamVault vault, UUID stream, Path snapshot) throws IOException {
        for (String name : List.of("ext4", "tmpfs")) {
            Path target = Files.createDirectory(directory.resolve(name).resolve("target"));
            Outcome outcome = vault.extract(stream, target);
            assertThat(outcome.damaged()).isEmpty();
            assertThat(outcome.conflicts()).isZero();
            assertThat(walk(target, false)).as(name).isEqualTo(walk(snapshot, false));
            // Once more: there is nothing left to do.
            assertThat(vault.extract(stream, target).files()).isZero();
            assertThat(walk(target, false)).as(name + ", again").isEqualTo(walk(snapshot, false));
            Shell.run("rm", "-rf", target);
        }
    }

    /** Makes a tar of a snapshot, and has GNU tar bring it back onto each. */
    void compareTar(StreamVault vault, UUID stream, Path snapshot) throws IOException {
        Path file = directory.resolve("tar");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            assertThat(vault.tar(stream, out).damaged()).isEmpty();
        }
        for (String name : List.of("ext4", "tmpfs")) {
            Path target = Files.createDirectory(directory.resolve(name).resolve("target"));
            Shell.script(
                    "tar --xattrs --xattrs-include='user.*' --xattrs-include='trusted.*'"
                            + " --xattrs-include='security.*' --acls --numeric-owner -xpSf $1 -C $2",
                    file,
                    target);
            assertThat(tarWalk(target)).as(name).isEqualTo(tarWalk(snapshot));
            Shell.run("rm", "-rf", target);
        }
        Files.delete(file);
    }

    /** Without what a tar, or GNU tar, cannot keep: sockets and times of access. */
    private static List<String> tarWalk(Path top) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : walk(top, false)) {
            String[] words = line.split(" ", -1);
            int last = words.length - 1;
            if (!words[last - 13].equals("14")) {
                words[last - 5] = "accessed";
                lines.add(String.join(" ", words));
            }
        }
        return lines;
    }

    /**
     * What a program of its own finds, as far as another subvolume can have it, or any file system.
     */
    static List<String> walk(Path top, boolean isBtrfs) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Shell.run("python3", PROGRAM, "walk", top).lines().toList()) {
            String[] words = line.split(" ", -1);
            words[2] = "inode";
            words[11] = "changed";
            words[12] = "created";
            if (!isBtrfs) {
                words[3] = words[1].equals("4") ? "links" : words[3];
                words[9] = time(words[9]);
                words[10] = time(words[10]);
                words[13] = xattrs(words[13]);
            }
            lines.add(Walk.readable(String.join(" ", words)));
        }
        return lines;
    }

    private static String time(String text) {
        int dot = text.indexOf('.');
        long seconds = Long.parseLong(text.substring(0, dot));
        long kept = Math.clamp(seconds, SECONDS_MIN, SECONDS_MAX);
        return kept == seconds ? text : kept + ".000000000";
    }

    /** Without btrfs's own. */
    private static String xattrs(String text) {
        String own = HexFormat.of().formatHex("btrfs.".getBytes(StandardCharsets.US_ASCII));
        return String.join(
                ",",
                Arrays.stream(text.split(","))
                        .filter(one -> !one.startsWith(own) && !one.equals("-"))
                        .toList());
    }

    @Override
    public void close() throws IOException {
        Shell.script("umount $1/ext4; umount $1/tmpfs; rm -rf --one-file-system $1", directory);
    }
}

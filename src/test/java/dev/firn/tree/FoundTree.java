package dev.firn.tree;

import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What a program of its own finds in a file system.
 *
 * @param lines as {@code history.py walk} prints them
 */
record FoundTree(List<String> lines) {

    private static final String PROGRAM = "src/test/resources/tree/history.py";

    // What ext4 can say of a time (fs/ext4/ext4.h, i_extra).
    private static final long SECONDS_MIN = -(1L << 31);
    private static final long SECONDS_MAX = (1L << 34) - (1L << 31) - 1;

    static FoundTree at(Path top) throws IOException {
        return new FoundTree(Shell.run("python3", PROGRAM, "walk", top).lines().toList());
    }

    /** As far as another subvolume can have it. */
    List<String> onBtrfs() {
        return lines.stream().map(line -> Walk.readable(String.join(" ", own(line)))).toList();
    }

    /** As far as any file system can have it. */
    List<String> portable() {
        List<String> kept = new ArrayList<>();
        for (String line : lines) {
            String[] words = own(line);
            words[3] = words[1].equals("4") ? "links" : words[3];
            words[9] = time(words[9]);
            words[10] = time(words[10]);
            words[13] = xattrs(words[13]);
            kept.add(Walk.readable(String.join(" ", words)));
        }
        return kept;
    }

    private static String[] own(String line) {
        String[] words = line.split(" ", -1);
        words[2] = "inode";
        words[11] = "changed";
        words[12] = "created";
        return words;
    }

    /** Without what a tar, or GNU tar, cannot keep: sockets and times of access. */
    List<String> fromTar() {
        List<String> kept = new ArrayList<>();
        for (String line : portable()) {
            String[] words = line.split(" ", -1);
            int last = words.length - 1;
            if (!words[last - 13].equals("14")) {
                words[last - 5] = "accessed";
                kept.add(String.join(" ", words));
            }
        }
        return kept;
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
}

package dev.firn.btrfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Where a path's file system is mounted, from /proc/self/mountinfo (proc(5)). */
record MountPoint(Path path, String type, String options) {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    /** The mount that holds {@code path}, which must exist. */
    static MountPoint of(Path path) throws IOException {
        Path real = path.toRealPath();
        MountPoint found = new MountPoint(Path.of("/"), "", "");
        // Not a file of text: mount points are bytes. ISO 8859-1 keeps them as they are.
        String text = new String(Files.readAllBytes(MOUNTS), StandardCharsets.ISO_8859_1);
        for (String line : text.lines().toList()) {
            String[] fields = line.split(" ");
            int separator = Arrays.asList(fields).indexOf("-");
            Path mount = Path.of(decode(fields[4]));
            // The last of several mounts at one place is the one that is seen.
            if (real.startsWith(mount) && mount.getNameCount() >= found.path().getNameCount()) {
                found = new MountPoint(mount, fields[separator + 1], fields[5]);
            }
        }
        return found;
    }

    /** Space, tab, newline and backslash are octal in mountinfo. */
    private static String decode(String field) {
        String bytes =
                field.replace("\\040", " ")
                        .replace("\\011", "\t")
                        .replace("\\012", "\n")
                        .replace("\\134", "\\");
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    boolean isBtrfs() {
        return type.equals("btrfs");
    }

    boolean isReadOnly() {
        return List.of(options.split(",")).contains("ro");
    }
}

package dev.firn.btrfs;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of {@code /proc/self/mountinfo} (proc(5)).
 *
 * @param root what of the file system is mounted: a path below its top, in bytes
 * @param path where
 * @param options of this mount
 * @param superOptions of the file system
 */
record MountPoint(byte[] root, Path path, String type, String options, String superOptions) {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    private static final int ROOT = 3;
    private static final int PATH = 4;
    private static final int OPTIONS = 5;

    /** Everything that is mounted and whose path Java can spell, in the order of mounting. */
    static List<MountPoint> all() throws IOException {
        List<MountPoint> mounts = new ArrayList<>();
        // Not a file of text: names are bytes. ISO 8859-1 keeps them as they are.
        String text = new String(Files.readAllBytes(MOUNTS), StandardCharsets.ISO_8859_1);
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty()) {
                parse(line).ifPresent(mounts::add);
            }
        }
        return mounts;
    }

    /**
     * The mount among {@code mounts} that is seen at {@code real}, a path without links.
     *
     * @throws UserException if there is none, as in a chroot whose root is not a mount
     */
    static MountPoint holding(Path real, List<MountPoint> mounts) {
        // The last of several mounts at one place is the one that is seen.
        return mounts.stream()
                .filter(mount -> real.startsWith(mount.path))
                .reduce((one, other) ->
                        other.path.getNameCount() >= one.path.getNameCount() ? other : one)
                .orElseThrow(() ->
                        new UserException(
                                ErrorKind.FAILED,
                                "cannot tell which file system '%s' is on: %s names no mount above it"
                                        .formatted(real, MOUNTS),
                                "in a chroot, make its root a mount: 'mount --bind DIR DIR' before it is entered"));
    }

    /** A line of the file, its bytes as characters. Empty if Java has no path for the place. */
    static Optional<MountPoint> parse(String line) {
        List<String> fields = Arrays.asList(line.split(" ", -1));
        int separator = fields.indexOf("-");
        return NativePath.decode(decode(fields.get(PATH)))
                .map(path ->
                        new MountPoint(
                                decode(fields.get(ROOT)),
                                path,
                                fields.get(separator + 1),
                                fields.get(OPTIONS),
                                fields.get(separator + 3)));
    }

    /** Space, tab, newline and backslash are octal in mountinfo. */
    private static byte[] decode(String field) {
        Matcher octal = OCTAL.matcher(field);
        return octal.replaceAll(code ->
                        Matcher.quoteReplacement(
                                String.valueOf((char) Integer.parseInt(code.group(1), 8))))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean isBtrfs() {
        return type.equals("btrfs");
    }

    boolean isReadOnly() {
        return hasOption(options, "ro") || hasOption(superOptions, "ro");
    }

    private static boolean hasOption(String options, String option) {
        return Arrays.asList(options.split(",", -1)).contains(option);
    }
}

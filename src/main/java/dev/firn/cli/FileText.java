package dev.firn.cli;

import dev.firn.sendstream.StreamPath;
import dev.firn.sendstream.StreamTime;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import dev.firn.workflow.Paths;
import dev.firn.workflow.Sizes;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What is known of a file, for people and for scripts. Paths are escaped as StreamPath says. */
final class FileText {

    private static final String PERMISSIONS = "rwxrwxrwx";
    private static final int SET_USER = 04000;
    private static final int SET_GROUP = 02000;
    private static final int STICKY = 01000;
    private static final int YEAR_MAX = 9999;

    private FileText() {}

    /** Type, permissions, owner, size and time in columns, before a name. */
    static String columns(Inode inode) {
        String size =
                switch (inode.type()) {
                    case FILE -> Sizes.text(inode.size());
                    case CHARACTER_DEVICE, BLOCK_DEVICE -> device(inode.device());
                    default -> "-";
                };
        return String.format(
                Locale.ROOT,
                "%s  %5s %5s  %9s  %s",
                mode(inode),
                Long.toUnsignedString(inode.user()),
                Long.toUnsignedString(inode.group()),
                size,
                time(inode.modified()));
    }

    /** As {@code ls} shows it. */
    static String mode(Inode inode) {
        StringBuilder text = new StringBuilder().append(letter(inode.type()));
        long mode = inode.mode();
        for (int i = 0; i < PERMISSIONS.length(); i++) {
            boolean isSet = (mode >> (PERMISSIONS.length() - 1 - i) & 1) == 1;
            text.append(isSet ? PERMISSIONS.charAt(i) : '-');
        }
        special(text, 3, (mode & SET_USER) != 0, 's');
        special(text, 6, (mode & SET_GROUP) != 0, 's');
        special(text, 9, (mode & STICKY) != 0, 't');
        return text.toString();
    }

    private static void special(StringBuilder text, int at, boolean isSet, char letter) {
        if (isSet) {
            boolean isExecutable = text.charAt(at) == 'x';
            text.setCharAt(at, isExecutable ? letter : Character.toUpperCase(letter));
        }
    }

    private static char letter(Inode.Type type) {
        return switch (type) {
            case FILE -> '-';
            case DIRECTORY -> 'd';
            case SYMLINK -> 'l';
            case CHARACTER_DEVICE -> 'c';
            case BLOCK_DEVICE -> 'b';
            case FIFO -> 'p';
            case SOCKET -> 's';
        };
    }

    /** For example {@code character-device}. */
    static String type(Inode.Type type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Major and minor number, from the kernel's "new" encoding (new_decode_dev, linux/kdev_t.h).
     */
    static String device(long device) {
        return (device >> 8 & 0xfff) + ", " + ((device & 0xff) | (device >> 12 & 0xfff00));
    }

    /** To the second; what no calendar has, as the seconds since the epoch. */
    static String time(StreamTime time) {
        return instant(time).map(Times::text).orElse("@" + time.seconds());
    }

    /** A snapshot can have any number there; empty if it is none of the years 0 to 9999. */
    static Optional<Instant> instant(StreamTime time) {
        try {
            Instant instant = Instant.ofEpochSecond(time.seconds(), time.nanos());
            int year = instant.atZone(ZoneOffset.UTC).get(ChronoField.YEAR);
            return year < 0 || year > YEAR_MAX ? Optional.empty() : Optional.of(instant);
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** With nanoseconds, for scripts. */
    static String exact(StreamTime time) {
        return instant(time).map(Instant::toString).orElse("@" + time.seconds());
    }

    /** A path for people: that of the root would be nothing. */
    static String path(StreamPath path) {
        return path.length() == 0 ? "." : path.toString();
    }

    /** A name for people, with a slash if it is that of a directory, and what a link says. */
    static String name(StreamPath name, Tree tree, long node, Inode inode) throws IOException {
        return switch (inode.type()) {
            case DIRECTORY -> name + "/";
            case SYMLINK -> name + " -> " + tree.target(node);
            default -> name.toString();
        };
    }

    static ObjectNode json(StreamPath path, Tree tree, long node, Inode inode) throws IOException {
        ObjectNode json = json(path, inode);
        if (inode.type() == Inode.Type.SYMLINK) {
            json.put("target", tree.target(node).toString());
        }
        return json;
    }

    static ObjectNode json(StreamPath path, Inode inode) {
        ObjectNode json = Json.object();
        json.put("path", path.toString());
        json.put("name", Paths.name(path).toString());
        json.put("type", type(inode.type()));
        json.put("inode", inode.number());
        json.put("links", inode.links());
        json.put("mode", "%04o".formatted(inode.mode()));
        json.put("user", inode.user());
        json.put("group", inode.group());
        json.put("size", inode.size());
        json.put("modified", exact(inode.modified()));
        return json;
    }
}

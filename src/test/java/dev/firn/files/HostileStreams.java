package dev.firn.files;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What somebody could put into a stream who wants a restore to do harm. The destination is {@code
 * dest}, and beside it is {@code outside}. In the destination there already are {@code planted} and
 * {@code planted-dir}, links to what is outside; {@code pipe}, {@code busy} (a directory) and
 * {@code there} (a file).
 */
final class HostileStreams {

    private static final long HUGE = Long.MAX_VALUE - 4096;
    private static final byte[] BYTES = "hostile".getBytes(StandardCharsets.US_ASCII);

    private final Map<String, UnaryOperator<TestStream>> cases = new LinkedHashMap<>();

    private HostileStreams() {}

    static Map<String, UnaryOperator<TestStream>> all() {
        HostileStreams streams = new HostileStreams();
        streams.paths();
        streams.links();
        streams.planted();
        streams.names();
        streams.nodes();
        streams.attributes();
        streams.sizes();
        streams.contents();
        return streams.cases;
    }

    private void add(String name, UnaryOperator<TestStream> stream) {
        if (cases.put(name, stream) != null) {
            throw new IllegalArgumentException(name);
        }
    }

    private static TestStream file(TestStream stream, String path) {
        return stream.mkfile(path).write(path, 0, BYTES);
    }

    private void paths() {
        add("a file above the root", s -> file(s, "../outside/new"));
        add("a file above a directory", s -> file(s.mkdir("d"), "d/../../outside/new"));
        add("an absolute file", s -> file(s, "/tmp/firn-hostile"));
        add("an absolute directory", s -> s.mkdir("/tmp/firn-hostile-directory"));
        add("a directory named ..", s -> s.mkdir(".."));
        add("a file named .", s -> file(s, "."));
        add("an empty name", s -> file(s.mkdir("d"), "d//f"));
        add("a slash at the end", s -> s.mkdir("d/"));
        add("a NUL in a name", s -> file(s, "a\0/../outside/new"));
        add("a rename to above", s -> file(s, "f").rename("f", "../outside/new"));
        add("a rename of what is above", s -> s.rename("../outside/canary", "f"));
        add("a directory into itself", s -> s.mkdir("a").mkdir("a/b").rename("a", "a/b/a"));
        add("attributes of what is above", s -> s.chmod("../outside/canary", 0777));
        add("truncation of what is above", s -> s.truncate("../outside/canary", 0));
        add("a rename over a directory", s -> file(s.mkdir("d"), "f").rename("f", "d"));
        add("a directory over a file", s -> file(s.mkdir("d"), "f").rename("d", "f"));
        add(
                "directories that change places for ever",
                s -> {
                    s.mkdir("a").mkdir("b");
                    for (int i = 0; i < 5000; i++) {
                        s.rename("a", "t").rename("b", "a").rename("t", "b");
                    }
                    return file(s, "a/f");
                });
        add(
                "a cycle of directories",
                s -> s.mkdir("a").mkdir("b").rename("a", "b/a").rename("b", "b/a/b"));
        add("the root renamed", s -> s.mkdir("a").rename("", "a/root"));
        add("a path through a file", s -> file(file(s, "f"), "f/x"));
    }

    private void links() {
        add("a file through a link", s -> file(s.symlink("l", "../outside"), "l/new"));
        add(
                "a write through a link",
                s -> s.symlink("l", "../outside/canary").write("l", 0, BYTES));
        add(
                "a truncation through a link",
                s -> s.symlink("l", "../outside/canary").truncate("l", 0));
        add(
                "permissions through a link",
                s -> s.symlink("l", "../outside/canary").chmod("l", 0777));
        add("an owner through a link", s -> s.symlink("l", "../outside/canary").chown("l", 9, 9));
        add("times through a link", s -> s.symlink("l", "../outside/canary").utimes("l", 9, 9));
        add(
                "an attribute through a link",
                s -> s.symlink("l", "../outside/canary").setXattr("l", "user.x", BYTES));
        add("a hard link to what is above", s -> s.link("h", "../outside/canary"));
        add(
                "a hard link to a link, written to",
                s -> s.symlink("l", "../outside/canary").link("h", "l").write("h", 0, BYTES));
        add(
                "a directory that becomes a link",
                s ->
                        file(s.mkdir("d"), "d/canary")
                                .rename("d", "e")
                                .symlink("d", "../outside")
                                .truncate("d/canary", 0));
        add(
                "a link and a file of one name",
                s -> file(s.symlink("canary", "../outside/canary"), "canary"));
        add("a file through a link to /", s -> file(s.symlink("l", "/"), "l/tmp/firn-hostile"));
        add(
                "a file through two links",
                s -> file(s.symlink("k", "../outside").symlink("l", "k"), "l/new"));
        add(
                "a link that takes the place of a directory",
                s ->
                        file(s.mkdir("d").symlink("l", "../outside").rename("d", "e"), "e/f")
                                .rename("l", "d"));
        add("a link to itself", s -> file(s.symlink("l", "l"), "l/new"));
        add("a link to nothing", s -> s.symlink("l", ""));
        add("a hard link to a directory", s -> s.mkdir("d").link("h", "d"));
        add("a clone from above", s -> s.mkfile("f").clone("f", 0, 10, "../outside/canary", 0));
        add(
                "a clone through a link",
                s -> s.mkfile("f").symlink("l", "../outside/canary").clone("f", 0, 10, "l", 0));
    }

    private void planted() {
        add("a file where a link is", s -> file(s, "planted"));
        add("attributes where a link is", s -> file(s, "planted").chmod("planted", 0777));
        add("a directory where a link is", s -> file(s.mkdir("planted-dir"), "planted-dir/new"));
        add(
                "a known file behind a link",
                s -> file(s.mkdir("planted-dir"), "planted-dir/canary").chmod("planted-dir", 0777));
        add(
                "a hard link behind a link",
                s -> file(s, "f").mkdir("planted-dir").link("planted-dir/h", "f"));
        add(
                "a link behind a link",
                s -> s.mkdir("planted-dir").symlink("planted-dir/l", "/etc/passwd"));
        add("a file where a pipe is", s -> file(s, "pipe"));
        add("a file where a directory is", s -> file(s, "busy"));
        add("a link where a directory is", s -> s.symlink("busy", "../outside"));
        add("a directory where a file is", s -> file(s.mkdir("there"), "there/f"));
    }

    private void names() {
        add("a name that is too long", s -> file(s, "n".repeat(256)));
        add("a directory whose name is too long", s -> file(s.mkdir("n".repeat(4000)), "f"));
        add("a hard link whose name is too long", s -> file(s, "f").link("n".repeat(300), "f"));
        add("a link whose name is too long", s -> s.symlink("n".repeat(1000), "x"));
        add("a longest path", s -> s.mkdir("d").symlink("d/l", "x".repeat(4095)));
        add("names that are no text", s -> file(s, "\u0001\u001b[2J\u00ff\u00fe\n"));
        add(
                "the name of a file under way",
                s ->
                        file(
                                file(file(s, ".firn-partial-mark-2"), ".firn-partial-mark-3"),
                                ".firn-partial-mark-4"));
        add("a directory under way", s -> file(s.mkdir(".firn-partial-mark-3"), "f"));
        add(
                "many levels",
                s -> {
                    StringBuilder path = new StringBuilder("d");
                    for (int i = 0; i < 1000; i++) {
                        s.mkdir(path.toString());
                        path.append("/d");
                    }
                    return s;
                });
    }

    private void nodes() {
        add("a disk", s -> s.mknod(5, "disk", 0x800, 0x6000 | 0666));
        add("memory", s -> s.mknod(5, "mem", 0x101, 0x2000 | 0666));
        add("a device of no type", s -> s.mknod(5, "n", 0x101, 0666));
        add("a device that is a directory", s -> s.mknod(5, "n", 0x101, 0x4000 | 0777));
        add("a pipe that is a device", s -> s.mknod(6, "n", 0x101, 0x2000 | 0666));
        add(
                "a pipe that is written to",
                s -> s.mknod(6, "n", 0, 0x1000 | 0666).write("n", 0, BYTES));
        add("a socket", s -> s.mknod(7, "n", 0, 0xc000 | 0666));
    }

    private void attributes() {
        add("set-user-ID", s -> file(s, "f").chown("f", 0, 0).chmod("f", 04755));
        add("set-group-ID", s -> file(s, "f").chown("f", 0, 0).chmod("f", 02755));
        add("every bit of a mode", s -> file(s, "f").chmod("f", -1));
        add("a type in a mode", s -> file(s, "f").chmod("f", 0x6000 | 06777));
        add("a capability", s -> file(s, "f").setXattr("f", "security.capability", new byte[20]));
        add("an attribute of SELinux", s -> file(s, "f").setXattr("f", "security.selinux", BYTES));
        add(
                "an attribute of overlayfs",
                s -> file(s, "f").setXattr("f", "trusted.overlay.redirect", BYTES));
        add(
                "an ACL that is none",
                s -> file(s, "f").setXattr("f", "system.posix_acl_access", BYTES));
        add("an attribute of no kind", s -> file(s, "f").setXattr("f", "nothing", BYTES));
        add("an attribute without a name", s -> file(s, "f").setXattr("f", "", BYTES));
        add("an attribute of user alone", s -> file(s, "f").setXattr("f", "user.", BYTES));
        add(
                "an attribute with a long name",
                s -> file(s, "f").setXattr("f", "user." + "x".repeat(5000), BYTES));
        add(
                "an attribute that ends in the middle",
                s -> file(s, "f").setXattr("f", "user.x\0trusted.y", BYTES));
        add(
                "an attribute that is a line of a tar",
                s -> file(s, "f").setXattr("f", "user.x=y\n30 path=../outside/new\n", BYTES));
        add(
                "an attribute of a link",
                s -> s.symlink("l", "../outside/canary").setXattr("l", "trusted.x", BYTES));
        add(
                "many attributes",
                s -> {
                    s.mkfile("f");
                    for (int i = 0; i < 500; i++) {
                        s.setXattr("f", "user.x" + i, new byte[4000]);
                    }
                    return s;
                });
        add("set-ID bits of a directory", s -> s.mkdir("d").chmod("d", 07777));
        add(
                "an ACL for everybody, and the type of a disk",
                s -> s.mknod(6, "n", 0x800, 0x6000 | 0777).chmod("n", 0x6000 | 07777));
        add("times with too many nanoseconds", s -> file(s, "f").utimes("f", 0, (1 << 30) - 1));
        add("a huge attribute", s -> file(s, "f").setXattr("f", "user.x", new byte[65_535]));
        add("owners beyond 32 bits", s -> file(s, "f").chown("f", 1L << 32, -1));
        add("owner -1", s -> file(s, "f").chown("f", 0xffff_ffffL, 0xffff_ffffL));
        add("times beyond the world's", s -> file(s, "f").utimes("f", Long.MIN_VALUE, -1));
        add("immutable", s -> file(s, "f").fileattr("f", -1));
    }

    private void sizes() {
        add("a huge file", s -> s.mkfile("f").truncate("f", Long.MAX_VALUE));
        add("a huge file with data", s -> file(s, "f").truncate("f", HUGE));
        add("data at the end of the world", s -> s.mkfile("f").write("f", HUGE, BYTES));
        add("room without end", s -> s.mkfile("f").fallocate("f", 0, 0, HUGE));
        add("a range that wraps around", s -> s.mkfile("f").write("f", Long.MAX_VALUE, BYTES));
        add("data that was left out", s -> s.mkfile("f").updateExtent("f", 0, HUGE));
        add("a clone of itself", s -> file(s, "f").clone("f", 0, 7, "f", 0));
        add(
                "a clone that doubles",
                s -> {
                    file(s, "f").truncate("f", 4096);
                    for (int i = 0; i < 14; i++) {
                        s.clone("f", 4096L << i, 4096L << i, "f", 0);
                    }
                    return s;
                });
        add(
                "a clone that explodes",
                s -> {
                    s.mkfile("f");
                    for (int i = 0; i < 64; i++) {
                        s.write("f", 8192L * i, BYTES);
                    }
                    for (int i = 0; i < 40; i++) {
                        s.clone("f", (1L << 19) << i, (1L << 19) << i, "f", 0);
                    }
                    return s;
                });
        add(
                "commands that do nothing",
                s -> {
                    s.mkfile("f");
                    for (int i = 0; i < 50_000; i++) {
                        s.truncate("f", 0);
                    }
                    return s;
                });
        add("a negative length", s -> file(s, "f").truncate("f", -1));
        add("a hole without end", s -> file(s, "f").fallocate("f", 3, 0, Long.MAX_VALUE));
        add("room from behind the end", s -> file(s, "f").fallocate("f", 1, HUGE, HUGE));
        add(
                "one file many times",
                s -> {
                    file(s, "f");
                    for (int i = 0; i < 2000; i++) {
                        s.link("link" + i, "f");
                    }
                    return s;
                });
        add("a clone of what is not there", s -> file(s, "f").clone("f", 0, HUGE, "f", 0));
    }

    private void contents() {
        for (int compression = 0; compression <= 9; compression++) {
            int kind = compression;
            add(
                    "nonsense, compressed by method " + kind,
                    s -> s.mkfile("f").encoded("f", 0, 4096, 4096, 0, kind, new byte[100]));
        }
        add(
                "compressed, and huge",
                s -> s.mkfile("f").encoded("f", 0, HUGE, HUGE, 0, 2, new byte[100]));
        add(
                "compressed, and from behind its end",
                s -> s.mkfile("f").encoded("f", 0, 4096, 4096, 1L << 40, 1, new byte[100]));
    }
}

package dev.firn.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A destination, what is beside it, and whether that is as it was. */
final class Surroundings {

    final Path destination;
    private final Path base;
    private final Map<String, String> before;

    Surroundings(Path base) throws IOException {
        this.base = base;
        Path outside = Files.createDirectories(base.resolve("outside"));
        Files.writeString(outside.resolve("canary"), "untouched");
        destination = Files.createDirectory(base.resolve("dest"));
        Files.createSymbolicLink(destination.resolve("planted"), outside.resolve("canary"));
        Files.createSymbolicLink(destination.resolve("planted-dir"), outside);
        Files.createDirectories(destination.resolve("busy/inside"));
        Files.writeString(destination.resolve("there"), "mine");
        before = outside();
    }

    /** Everything below the base that is not in the destination. */
    private Map<String, String> outside() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(base)) {
            for (Path path : paths.filter(p -> !p.startsWith(destination)).toList()) {
                Map<String, Object> status =
                        Files.readAttributes(
                                path,
                                "unix:mode,ino,nlink,uid,gid,size,ctime",
                                LinkOption.NOFOLLOW_LINKS);
                boolean isOurs = path.equals(base);
                String content = Files.isRegularFile(path) ? Files.readString(path) : "";
                found.put(path.toString(), (isOurs ? "" : new TreeMap<>(status)) + content);
            }
        }
        return found;
    }

    /** Nothing was touched outside, and nothing inside can do harm. */
    void check(String what) throws IOException {
        assertThat(outside()).as(what).isEqualTo(before);
        assertThat(Path.of("/tmp/firn-hostile")).as(what).doesNotExist();
        assertThat(Path.of("/tmp/firn-hostile-directory")).as(what).doesNotExist();
        for (Path path : all()) {
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            int type = mode & 0xf000;
            assertThat(type).as("%s: type of %s", what, path).isNotIn(0x2000, 0x6000);
            if (type == 0x8000) {
                assertThat(mode & 06000).as("%s: mode of %s", what, path).isZero();
            }
        }
    }

    /** What was there before is as it was. */
    void checkKept(String what) throws IOException {
        assertThat(destination.resolve("there")).as(what).hasContent("mine");
        assertThat(destination.resolve("busy/inside")).as(what).isDirectory();
        assertThat(Files.isSymbolicLink(destination.resolve("planted"))).as(what).isTrue();
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> paths = Files.walk(destination, 30)) {
            return paths.toList();
        }
    }
}

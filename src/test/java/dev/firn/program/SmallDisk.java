package dev.firn.program;

import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Path;

/** A disk of limited size at the place of a directory, whose content is copied to it. */
final class SmallDisk implements AutoCloseable {

    private final Path place;

    private SmallDisk(Path place) {
        this.place = place;
    }

    static SmallDisk mount(Path place, String size) throws IOException {
        Shell.script(
                "mv \"$1\" \"$1.was\"; mkdir \"$1\"; mount -t tmpfs -o size=$2 none \"$1\";"
                        + " cp -a \"$1.was/.\" \"$1/\"; rm -rf \"$1.was\"",
                place.toString(),
                size);
        return new SmallDisk(place);
    }

    void resize(String size) throws IOException {
        Shell.run("mount", "-o", "remount,size=" + size, place.toString());
    }

    @Override
    public void close() throws IOException {
        Shell.run("umount", "-l", place.toString());
    }
}

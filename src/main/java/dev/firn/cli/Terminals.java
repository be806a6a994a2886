package dev.firn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which of the process's standard streams are terminals. */
final class Terminals {

    private Terminals() {}

    /** Whether a descriptor, 0 to 2, is a terminal. {@link java.io.Console} tells of two only. */
    static boolean isOne(int descriptor) {
        try {
            String target =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }
}

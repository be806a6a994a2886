package dev.firn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this host, from the kernel: no look-up in any network. */
final class HostName {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    static String read() throws IOException {
        String name = Files.readString(KERNEL).strip();
        return name.isEmpty() ? "localhost" : name;
    }
}

package dev.firn.cli;

import dev.firn.model.HostName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this host, from the kernel: no look-up in any network. */
final class KernelHostName {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private KernelHostName() {}

    static String read() throws IOException {
        return orLocalhost(Files.readString(KERNEL).strip());
    }

    /**
     * The kernel takes any bytes for a name; those that records do not take are no reason to fail.
     */
    static String orLocalhost(String name) {
        return HostName.isValid(name) ? name : "localhost";
    }
}

package dev.firn.btrfs;

import dev.firn.volume.HostVersions;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Versions of kernel and tools, and what send streams both can do. Read once. */
final class BtrfsVersions {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/osrelease");
    private static final Path STREAM = Path.of("/sys/fs/btrfs/features/send_stream_version");
    private static final Pattern TOOLS = Pattern.compile("btrfs-progs v((\\d+)\\.(\\d+)\\S*)");

    /** Protocol 2 came to btrfs-progs with 5.19, and --compressed-data with it. */
    private static final int TOOLS_MAJOR_V2 = 5;

    private static final int TOOLS_MINOR_V2 = 19;

    private static volatile @Nullable HostVersions known;

    private BtrfsVersions() {}

    static HostVersions read() throws IOException {
        HostVersions versions = known;
        if (versions == null) {
            versions = probe();
            known = versions;
        }
        return versions;
    }

    private static HostVersions probe() throws IOException {
        String kernel = Files.readString(KERNEL).strip();
        Matcher tools = TOOLS.matcher(toolsVersion());
        if (!tools.find()) {
            throw new IOException("cannot understand what 'btrfs --version' says");
        }
        int stream = Math.min(kernelStream(), toolsStream(tools));
        return new HostVersions(kernel, tools.group(1), stream);
    }

    private static int kernelStream() throws IOException {
        if (!Files.exists(STREAM)) {
            return 1;
        }
        // Protocol 3 is still behind a debug option of the kernel.
        return Math.min(2, Integer.parseInt(Files.readString(STREAM).strip()));
    }

    private static int toolsStream(Matcher tools) {
        int major = Integer.parseInt(tools.group(2));
        int minor = Integer.parseInt(tools.group(3));
        boolean two =
                major > TOOLS_MAJOR_V2 || (major == TOOLS_MAJOR_V2 && minor >= TOOLS_MINOR_V2);
        return two ? 2 : 1;
    }

    private static String toolsVersion() throws IOException {
        Process process;
        try {
            process = new ProcessBuilder("btrfs", "--version").redirectErrorStream(true).start();
        } catch (IOException e) {
            throw ChildProcess.notInstalled("btrfs", e);
        }
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking btrfs for its version");
        }
    }
}

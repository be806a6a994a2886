package dev.firn.testing;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** See {@link RequiresBtrfs}. */
final class BtrfsCondition implements ExecutionCondition {

    private static final List<String> TOOLS =
            List.of("btrfs", "mkfs.btrfs", "mount", "umount", "python3", "age", "zstd");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> missing = missing();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("btrfs can be used");
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError("in CI no test may be skipped, but " + missing.get());
        }
        return ConditionEvaluationResult.disabled(missing.get());
    }

    private static Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("this test needs root to mount a file system");
        }
        for (String tool : TOOLS) {
            if (!isInstalled(tool)) {
                return Optional.of("'%s' is not installed".formatted(tool));
            }
        }
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup("libbtrfsutil.so.1", arena);
        } catch (IllegalArgumentException e) {
            return Optional.of("libbtrfsutil1 is not installed");
        }
        return kernelHasBtrfs() ? Optional.empty() : Optional.of("the kernel has no btrfs");
    }

    private static boolean isInstalled(String tool) {
        String path = System.getenv("PATH") + ":/usr/sbin:/sbin";
        for (String directory : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(directory, tool))) {
                return true;
            }
        }
        return false;
    }

    private static boolean kernelHasBtrfs() {
        try {
            // A module that mount(8) would load is not in the list before.
            if (!Files.readString(Path.of("/proc/filesystems")).contains("\tbtrfs\n")) {
                Shell.run("modprobe", "btrfs");
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

package dev.firn.btrfs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.posix.NativeCall;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;

/** {@code btrfs_util_set_subvolume_read_only}, as anybody may call it. */
final class Writability {

    private Writability() {}

    static void set(Path subvolume, boolean readOnly) {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup library = SymbolLookup.libraryLookup("libbtrfsutil.so.1", arena);
            NativeCall call =
                    new NativeCall(
                            library, "btrfs_util_set_subvolume_read_only", ADDRESS, JAVA_BOOLEAN);
            assertThat(call.call(NativePath.of(subvolume, arena), readOnly).value()).isZero();
        }
    }
}

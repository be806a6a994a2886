package dev.firn.storage.directory;

import java.nio.file.OpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The option that opens a file past the page cache, O_DIRECT of open(2). The JDK has it in {@code
 * com.sun.nio.file.ExtendedOpenOption}, of module jdk.unsupported: supported, but the compiler
 * warns of the name and cannot be told not to, so it is looked up.
 */
final class Unbuffered {

    private static final @Nullable OpenOption OPTION = find();

    private Unbuffered() {}

    /** The option; empty where this JDK has none. */
    static Optional<OpenOption> option() {
        return Optional.ofNullable(OPTION);
    }

    private static @Nullable OpenOption find() {
        try {
            Object[] options =
                    Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants();
            for (Object option : options) {
                if (option.toString().equals("DIRECT")) {
                    return (OpenOption) option;
                }
            }
        } catch (ClassNotFoundException e) {
            // Then everything goes through the page cache.
        }
        return null;
    }
}

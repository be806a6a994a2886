package dev.firn.program;

import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.Assertions;

/** Test trees and their comparison: tools/make-tree and tools/compare-trees, not Firn's code. */
final class Trees {

    private Trees() {}

    /** Makes a tree with everything that can go wrong. */
    static void make(Path folder, long seed, int files) throws IOException {
        Shell.run(
                "tools/make-tree",
                "--seed",
                Long.toString(seed),
                "--files",
                Integer.toString(files),
                folder.toString());
    }

    /** Takes the tree a step further. */
    static void step(Path folder, long seed, int files, int step) throws IOException {
        Shell.run(
                "tools/make-tree",
                "--seed",
                Long.toString(seed),
                "--files",
                Integer.toString(files),
                "--step",
                Integer.toString(step),
                folder.toString());
    }

    /** Asserts that two trees are equal in all that btrfs send keeps. */
    static void assertSame(Path a, Path b) throws IOException {
        Shell.Result result =
                Shell.result(
                        Map.of(), "tools/compare-trees", "--as-sent", a.toString(), b.toString());
        Assertions.assertThat(result.status())
                .as("%s and %s: %s%s", a, b, result.out(), result.err())
                .isZero();
    }
}

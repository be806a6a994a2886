package dev.firn.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.index.DamagedIndexException;
import dev.firn.index.IndexReader;
import dev.firn.index.SampleIndex;
import dev.firn.model.Sha256;
import dev.firn.sendstream.StreamPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the cache is right or it is empty. */
class TreesTest {

    @TempDir Path directory;

    private Trees open() throws IOException {
        return Trees.open(directory, Trees.Settings.DEFAULT, () -> {});
    }

    @Test
    void treesAreThereAfterwards() throws IOException {
        try (Trees trees = open()) {
            Commands.full(1).mkfile("a", 257).in(trees);
            Commands.incremental(2, 1).rename("a", "b").in(trees);
        }

        try (Trees trees = open()) {
            assertThat(exists(trees, 1, "a")).isTrue();
            assertThat(exists(trees, 2, "b")).isTrue();
            assertThat(exists(trees, 2, "a")).isFalse();
            Commands.incremental(3, 2).mkfile("c", 258).in(trees);
        }

        try (Trees trees = open()) {
            assertThat(exists(trees, 3, "b")).isTrue();
            assertThat(exists(trees, 3, "c")).isTrue();
            assertThat(exists(trees, 2, "c")).isFalse();
        }
    }

    private static boolean exists(Trees trees, int snapshot, String path) throws IOException {
        Tree tree = trees.tree(Commands.id(snapshot)).orElseThrow();
        return tree.find(StreamPath.parse(path)).isPresent();
    }

    @Test
    void whatFailedLeavesNothing() throws IOException {
        byte[] index = SampleIndex.of(SampleIndex.golden("v1-full.stream"));
        try (Trees trees = open()) {
            Commands.full(1).mkfile("a", 257).in(trees);
            for (int length = 20; length < index.length; length += 7) {
                byte[] cut = Arrays.copyOf(index, length);
                assertThatThrownBy(() ->
                                trees.add(
                                        new IndexReader(new ByteArrayInputStream(cut)),
                                        SampleIndex.DIGEST))
                        .isInstanceOf(DamagedIndexException.class);
            }
            trees.add(new IndexReader(new ByteArrayInputStream(index)), SampleIndex.DIGEST);
            assertThat(exists(trees, 1, "a")).isTrue();
        }
    }

    @Test
    void aBrokenListIsAnEmptyCache() throws IOException {
        try (Trees trees = open()) {
            Commands.full(1).mkfile("a", 257).in(trees);
        }
        Path list = directory.resolve(TreeList.NAME);
        Files.writeString(list, Files.readString(list).replace("00000001", "00000002"));

        try (Trees trees = open()) {
            assertThat(trees.tree(Commands.id(1))).isEmpty();
            assertThat(trees.tree(Commands.id(2))).isEmpty();
            Commands.full(1).mkfile("b", 257).in(trees);
            assertThat(exists(trees, 1, "b")).isTrue();
        }
        try (var files = Files.list(directory)) {
            assertThat(files.filter(f -> f.getFileName().toString().startsWith("pages-")))
                    .hasSize(1);
        }
    }

    @Test
    void nobodyElseSeesTheNames() throws IOException {
        Path own = Files.createDirectories(directory.resolve("a/b"));

        Trees.open(own, Trees.Settings.DEFAULT, () -> {}).close();

        assertThat(Files.getPosixFilePermissions(own))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void isOpenOnce() throws IOException {
        Trees first = open();
        try (first) {
            assertThatThrownBy(this::open).isInstanceOf(Exception.class);
        }
        open().close();
    }

    @Test
    void othersLookWhileTreesAreAdded() throws IOException {
        assertThat(view()).isEmpty();
        try (Trees trees = open()) {
            Commands.full(1).mkfile("a", 257).in(trees);
            try (TreeView view = view().orElseThrow()) {
                Commands.incremental(2, 1).rename("a", "b").in(trees);

                assertThat(view.tree(Commands.id(2), SampleIndex.DIGEST)).isEmpty();
                assertThat(Shapes.names(first(view), "")).isEqualTo("a");
            }
            try (TreeView view = view().orElseThrow()) {
                assertThat(view.tree(Commands.id(2), SampleIndex.DIGEST)).isPresent();
            }
        }
    }

    private Optional<TreeView> view() throws IOException {
        return TreeView.open(directory, Trees.Settings.DEFAULT);
    }

    private static Tree first(TreeView view) {
        return view.tree(Commands.id(1), SampleIndex.DIGEST).orElseThrow();
    }

    @Test
    void whatIsForgottenStaysForThoseWhoLookAtIt() throws IOException {
        try (Trees trees = open()) {
            Commands.full(1).mkfile("a", 257).in(trees);
        }
        try (TreeView view = view().orElseThrow()) {
            Trees.forget(directory, () -> {});
            assertThat(view()).isEmpty();
            try (Trees trees = open()) {
                Commands.full(1).mkfile("b", 257).in(trees);
            }

            assertThat(Shapes.names(first(view), "")).isEqualTo("a");
        }
        try (TreeView view = view().orElseThrow()) {
            assertThat(Shapes.names(first(view), "")).isEqualTo("b");
        }
    }

    @Test
    void aTreeOfAnotherOriginIsNone() throws IOException {
        try (Trees trees = open()) {
            Commands.full(1).mkfile("a", 257).in(trees);

            assertThat(trees.tree(Commands.id(1), SampleIndex.DIGEST)).isPresent();
            assertThat(trees.tree(Commands.id(1), Sha256.of(new byte[2]))).isEmpty();
        }
    }

    @Test
    void aTreeIsAddedAgain() throws IOException {
        try (Trees trees = open()) {
            Commands.full(1).mkfile("a", 257).in(trees);
            Commands.full(1).mkfile("a", 257).in(trees);

            assertThat(exists(trees, 1, "a")).isTrue();
            assertThat(trees.tree(new UUID(5, 5))).isEmpty();
        }
    }

    /** That of a restored copy is the generation it has where it was restored to. */
    @Test
    void theParentIsTheSameWhateverItsGenerationWasOnTheHost() throws IOException {
        byte[] full = SampleIndex.of(SampleIndex.golden("v1-full.stream"));
        byte[] incremental = SampleIndex.of(SampleIndex.golden("v1-incremental.stream"));
        try (Trees trees = open()) {
            trees.add(new IndexReader(new ByteArrayInputStream(full)), SampleIndex.DIGEST);
            Tree expected =
                    trees.add(
                            new IndexReader(new ByteArrayInputStream(incremental)),
                            SampleIndex.DIGEST);
            byte[] other = incremental.clone();
            // The snapshot record: magic, version, code, path of "s2", uuid, generation, uuid.
            int generation = 12 + 1 + 4 + 16 + 1 + 16;
            other[generation]++;

            Tree same =
                    trees.add(new IndexReader(new ByteArrayInputStream(other)), SampleIndex.DIGEST);

            assertThat(same.sources()).isEqualTo(expected.sources()).hasSize(2);
        }
    }
}

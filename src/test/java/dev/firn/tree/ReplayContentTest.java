package dev.firn.tree;

import static dev.firn.tree.Shapes.at;
import static dev.firn.tree.Shapes.base;
import static dev.firn.tree.Shapes.extents;
import static dev.firn.tree.Shapes.inode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: commands that change ranges of files do to a tree what they do to a file system. */
class ReplayContentTest {

    @TempDir Path directory;
    private Trees trees;

    @BeforeEach
    void open() throws IOException {
        trees = Trees.open(directory, Trees.Settings.DEFAULT, () -> {});
    }

    @AfterEach
    void close() throws IOException {
        trees.close();
    }

    @Test
    void aWriteSplitsWhatIsThere() throws IOException {
        base(trees);

        Tree tree = Commands.incremental(2, 1).write("g", 1500, 100).in(trees);

        assertThat(extents(tree, "g")).isEqualTo("0+1500d0 1500+100d0 1600+1400d600");
        assertThat(inode(tree, "g").size()).isEqualTo(3000);
        List<Extent> all = new ArrayList<>();
        tree.extents(at(tree, "g"), 2999, (_, e) -> all.add(e));
        Extent.Data rest = (Extent.Data) all.getFirst();
        assertThat(all).hasSize(1);
        // The piece from 1,000 on: byte 600 of the second one of the run.
        assertThat(rest.stride()).isGreaterThan(1000);
        assertThat(rest.part(500, 10))
                .isEqualTo(
                        new Extent.Data(
                                rest.source(),
                                rest.offset() + rest.stride(),
                                1000,
                                rest.stride(),
                                100,
                                10));
        assertThat(tree.source(rest.source()).uuid()).isEqualTo(Commands.id(1));
    }

    @Test
    void rangesAreCutByTruncate() throws IOException {
        base(trees);

        Tree tree = Commands.incremental(2, 1).truncate("g", 700).truncate("g", 5000).in(trees);

        assertThat(extents(tree, "g")).isEqualTo("0+700d0");
        assertThat(inode(tree, "g").size()).isEqualTo(5000);
    }

    @Test
    void fallocateDoesWhatTheKernelDoes() throws IOException {
        base(trees);

        Tree tree =
                Commands.incremental(2, 1)
                        .fallocate("g", 3, 500, 1000) // punch a hole
                        .fallocate("g", 0, 1000, 3000) // fill holes, grow
                        .fallocate("g", 0x10, 2000, 500) // zeros
                        .fallocate("g", 1, 4000, 1000) // beyond the end
                        .in(trees);

        assertThat(extents(tree, "g"))
                .isEqualTo(
                        "0+500d0 1000+500p 1500+500d500 2000+500p 2500+500d500 3000+1000p 4000+1000p");
        assertThat(inode(tree, "g").size()).isEqualTo(4000);
    }

    @Test
    void anUnknownFallocateIsRefused() throws IOException {
        base(trees);
        Commands commands = Commands.incremental(2, 1).fallocate("g", 8, 0, 4096);

        assertThatThrownBy(() -> commands.in(trees))
                .isInstanceOf(ReplayException.class)
                .hasMessage("an unknown fallocate mode: 8");
    }

    /** What btrfs sends of a file that was cut to 1,022 bytes and made longer again. */
    @Test
    void behindAnEncodedInlineExtentAreZeros() throws IOException {
        base(trees);

        Tree tree = Commands.incremental(2, 1).encodedWrite("g", 0, 1022, 1022, 0).in(trees);

        assertThat(extents(tree, "g")).isEqualTo("0+1022e0");
        assertThat(inode(tree, "g").size()).isEqualTo(3000);
    }

    @Test
    void encodedExtentsAreUsedInPart() throws IOException {
        Tree tree =
                Commands.full(1)
                        .mkfile("f", 257)
                        .encodedWrite("f", 0, 100_000, 131_072, 8192)
                        .write("f", 50_000, 1)
                        .updateExtent("f", 100_000, 77)
                        .in(trees);

        assertThat(extents(tree, "f"))
                .isEqualTo("0+50000e8192 50000+1d0 50001+49999e58193 100000+77u");
        assertThat(inode(tree, "f").size()).isEqualTo(100_077);
    }

    @Test
    void aCloneComesFromWhereTheParentHasIt() throws IOException {
        base(trees);

        Tree tree =
                Commands.incremental(2, 1)
                        .rename("d/f", "moved")
                        .write("moved", 0, 3000) // in the child the source changed
                        .mkfile("d/f", 260) // and another file has its name
                        .mkfile("copy", 261)
                        .clone("copy", 4096, 1500, 1, "d/f", 500)
                        .in(trees);

        assertThat(extents(tree, "copy")).isEqualTo("4096+1500d500");
        List<Extent> all = new ArrayList<>();
        tree.extents(at(tree, "copy"), 0, (_, e) -> all.add(e));
        assertThat(tree.source(((Extent.Data) all.getFirst()).source()).uuid())
                .isEqualTo(Commands.id(1));
        assertThat(inode(tree, "copy").size()).isEqualTo(5596);
    }

    @Test
    void aCloneComesFromTheStreamItself() throws IOException {
        base(trees);

        Tree tree =
                Commands.incremental(2, 1)
                        .write("g", 0, 10)
                        .clone("g", 3000, 1000, 2, "g", 0)
                        .in(trees);

        assertThat(extents(tree, "g")).isEqualTo("0+10d0 10+2990d10 3000+10d0 3010+990d10");
        Commands onto = Commands.incremental(3, 1).clone("g", 100, 200, 3, "g", 0);
        assertThatThrownBy(() -> onto.in(trees))
                .isInstanceOf(ReplayException.class)
                .hasMessage("a clone onto itself");
    }

    @Test
    void aCloneComesFromAnotherStoredSnapshot() throws IOException {
        base(trees);
        Commands.full(9).mkfile("other", 257).write("other", 0, 50).in(trees);

        Tree tree =
                Commands.incremental(2, 1)
                        .mkfile("copy", 300)
                        .write("copy", 0, 10)
                        .clone("copy", 10, 50, 9, "other", 0)
                        .in(trees);

        List<Integer> sources = new ArrayList<>();
        tree.extents(at(tree, "copy"), 0, (_, e) -> sources.add(((Extent.Data) e).source()));
        assertThat(tree.source(sources.get(0)).uuid()).isEqualTo(Commands.id(2));
        assertThat(tree.source(sources.get(1)).uuid()).isEqualTo(Commands.id(9));
        Commands lost = Commands.incremental(3, 1).mkfile("x", 1).clone("x", 0, 1, 8, "y", 0);
        assertThatThrownBy(() -> lost.in(trees))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("there is no tree of snapshot " + Commands.id(8));
    }
}

package dev.firn.tree;

import static dev.firn.tree.Shapes.at;
import static dev.firn.tree.Shapes.extents;
import static dev.firn.tree.Shapes.inode;
import static dev.firn.tree.Shapes.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.sendstream.StreamPath;
import dev.firn.sendstream.StreamTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: commands that change names and attributes do to a tree what they do to a file system. */
class ReplayTest {

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

    private Tree base() throws IOException {
        return Shapes.base(trees);
    }

    @Test
    void aFullMakesATree() throws IOException {
        Tree tree = base();

        assertThat(names(tree, "")).isEqualTo("d g");
        assertThat(names(tree, "d")).isEqualTo("f");
        assertThat(at(tree, "g")).isEqualTo(at(tree, "d/f"));
        assertThat(inode(tree, "g").links()).isEqualTo(2);
        assertThat(inode(tree, "g").number()).isEqualTo(258);
        assertThat(inode(tree, "g").size()).isEqualTo(3000);
        assertThat(extents(tree, "g")).isEqualTo("0+3000d0");
        assertThat(tree.links(at(tree, "g")))
                .containsExactly(
                        new Tree.Link(Tree.ROOT, StreamPath.parse("g")),
                        new Tree.Link(at(tree, "d"), StreamPath.parse("f")));
        assertThat(tree.find(StreamPath.parse("d/x"))).isEqualTo(OptionalLong.empty());
        assertThat(tree.source(0)).isEqualTo(new StreamId(Commands.id(1), 7));
    }

    @Test
    void nodesOfAllKindsAreMade() throws IOException {
        Tree tree =
                Commands.full(1)
                        .mknod(5, "c", 0x103, 0020600)
                        .mknod(5, "b", 0x7c8, 0060640)
                        .mknod(6, "fifo", 0, 0010600)
                        .mknod(7, "sock", 0, 0140777)
                        .symlink("l", "../no/where")
                        .in(trees);

        assertThat(inode(tree, "c").type()).isEqualTo(Inode.Type.CHARACTER_DEVICE);
        assertThat(inode(tree, "c").device()).isEqualTo(0x103);
        assertThat(inode(tree, "b").type()).isEqualTo(Inode.Type.BLOCK_DEVICE);
        assertThat(inode(tree, "b").mode()).isEqualTo(0640);
        assertThat(inode(tree, "fifo").type()).isEqualTo(Inode.Type.FIFO);
        assertThat(inode(tree, "sock").type()).isEqualTo(Inode.Type.SOCKET);
        assertThat(inode(tree, "l").type()).isEqualTo(Inode.Type.SYMLINK);
        assertThat(tree.target(at(tree, "l"))).hasToString("../no/where");
    }

    @Test
    void attributesAreSet() throws IOException {
        base();
        byte[] large = new byte[12_001];
        large[12_000] = 1;

        Tree tree =
                Commands.incremental(2, 1)
                        .chmod("g", 0104755)
                        .chown("g", 1000, 4_000_000_000L)
                        .utimes("g", -5, 6, 7, 8)
                        .fileattr("g", 16)
                        .enableVerity("g")
                        .setXattr("g", "user.a", large)
                        .setXattr("g", "user.ab", new byte[0])
                        .setXattr("g", "user.ab", new byte[] {1})
                        .setXattr("g", "user.gone", new byte[5000])
                        .removeXattr("g", "user.gone")
                        .setXattr("", "user.root", new byte[] {2})
                        .in(trees);

        Inode inode = inode(tree, "d/f");
        assertThat(inode.mode()).isEqualTo(04755);
        assertThat(inode.user()).isEqualTo(1000);
        assertThat(inode.group()).isEqualTo(4_000_000_000L);
        assertThat(inode.accessed()).isEqualTo(new StreamTime(-5, 1));
        assertThat(inode.modified()).isEqualTo(new StreamTime(6, 2));
        assertThat(inode.changed()).isEqualTo(new StreamTime(7, 3));
        assertThat(inode.created()).isEqualTo(Optional.of(new StreamTime(8, 4)));
        assertThat(inode.flags()).hasValue(16);
        assertThat(inode.hasVerity()).isTrue();
        assertThat(tree.xattrs(at(tree, "g")))
                .containsOnlyKeys(StreamPath.parse("user.a"), StreamPath.parse("user.ab"))
                .containsEntry(StreamPath.parse("user.a"), large)
                .containsEntry(StreamPath.parse("user.ab"), new byte[] {1});
        assertThat(tree.xattrs(Tree.ROOT)).hasSize(1);
    }

    @Test
    void theTreeOfTheParentStaysAsItWas() throws IOException {
        Tree parent = base();

        Tree child =
                Commands.incremental(2, 1)
                        .rename("d", "e")
                        .unlink("g")
                        .truncate("e/f", 10)
                        .chmod("e/f", 0600)
                        .in(trees);

        assertThat(names(child, "")).isEqualTo("e");
        assertThat(extents(child, "e/f")).isEqualTo("0+10d0");
        assertThat(inode(child, "e/f").links()).isEqualTo(1);
        assertThat(names(parent, "")).isEqualTo("d g");
        assertThat(extents(parent, "d/f")).isEqualTo("0+3000d0");
        assertThat(inode(parent, "d/f").links()).isEqualTo(2);
    }

    @Test
    void namesChangePlacesThroughOrphans() throws IOException {
        Commands.full(1).mkdir("a", 257).mkfile("b", 258).mkfile("a/x", 259).in(trees);

        Tree tree =
                Commands.incremental(2, 1)
                        .rename("a", "o257-7-0")
                        .rename("b", "a")
                        .rename("o257-7-0/x", "x")
                        .rename("o257-7-0", "b")
                        .in(trees);

        assertThat(inode(tree, "a").number()).isEqualTo(258);
        assertThat(inode(tree, "b").number()).isEqualTo(257);
        assertThat(names(tree, "b")).isEmpty();
        assertThat(inode(tree, "x").number()).isEqualTo(259);
    }

    @Test
    void aRecreatedInodeIsAnotherNode() throws IOException {
        Commands.full(1).mkfile("a", 257).setXattr("a", "user.a", new byte[1]).in(trees);

        Tree tree =
                Commands.incremental(2, 1)
                        .rename("a", "o257-7-0")
                        .mkdir("a", 257)
                        .mkfile("a/in", 258)
                        .unlink("o257-7-0")
                        .in(trees);

        assertThat(inode(tree, "a").type()).isEqualTo(Inode.Type.DIRECTORY);
        assertThat(tree.xattrs(at(tree, "a"))).isEmpty();
        assertThat(names(tree, "")).isEqualTo("a");
    }

    @Test
    void aRenameReplacesWhatIsThere() throws IOException {
        Commands.full(1)
                .mkfile("a", 257)
                .mkfile("b", 258)
                .mkdir("c", 259)
                .mkdir("d", 260)
                .link("b2", "b")
                .in(trees);

        Tree tree =
                Commands.incremental(2, 1)
                        .rename("a", "b")
                        .rename("c", "d")
                        .link("again", "b")
                        .rename("again", "b") // two names of one file stay
                        .in(trees);

        assertThat(names(tree, "")).isEqualTo("again b b2 d");
        assertThat(inode(tree, "b").number()).isEqualTo(257);
        assertThat(inode(tree, "b2").links()).isEqualTo(1);
        assertThat(inode(tree, "d").number()).isEqualTo(259);
    }

    @Test
    void whatDoesNotFitTheTreeIsRefused() throws IOException {
        base();

        refuses(Commands.incremental(2, 5), "no tree of the parent");
        refuses(Commands.incremental(2, 1).mkfile("g", 1), "there is a 'g' already");
        refuses(Commands.incremental(2, 1).unlink("x"), "there is no 'x'");
        refuses(Commands.incremental(2, 1).unlink("d"), "'d' is a directory");
        refuses(Commands.incremental(2, 1).rmdir("g"), "'g' is not a directory");
        refuses(Commands.incremental(2, 1).rmdir("d"), "'d' has 'f' in it");
        refuses(Commands.incremental(2, 1).mkfile("g/x", 1), "'g' is not a directory");
        refuses(Commands.incremental(2, 1).link("x", "d"), "'d' is a directory");
        refuses(Commands.incremental(2, 1).write("d", 0, 1), "'d' is not a file");
        refuses(Commands.incremental(2, 1).rename("d", "d/x"), "'d/x' would be in itself");
        refuses(Commands.incremental(2, 1).mkdir("d/e", 1).rename("d", "d/e/x"), "in itself");
        refuses(Commands.incremental(2, 1).mknod(5, "n", 1, 0600), "a device node of mode 600");
        refuses(
                Commands.incremental(2, 1).symlink("l", "d").mkfile("l/x", 1),
                "'l' is not a directory");

        assertThat(trees.tree(Commands.id(2))).isEmpty();
        assertThat(names(Commands.incremental(2, 1).in(trees), "")).isEqualTo("d g");
    }

    private void refuses(Commands commands, String message) {
        assertThatThrownBy(() -> commands.in(trees))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining(message);
    }

    @Test
    void allNamesAreSeen() throws IOException {
        Tree tree = base();
        List<String> seen = new ArrayList<>();

        tree.names((parent, name, _, inode) -> seen.add("" + parent + name + inode.number()));

        assertThat(seen).containsExactly("1d257", "1g258", at(tree, "d") + "f258");
    }
}

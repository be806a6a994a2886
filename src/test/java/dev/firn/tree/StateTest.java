package dev.firn.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.index.IndexReader;
import dev.firn.index.SampleIndex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a state gives the tree back to the last bit, or says that it cannot. */
class StateTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());
    private static final int ROUNDS = Boolean.getBoolean("firn.long") ? 200_000 : 4_000;
    private static final long GENERATION = 7;

    @TempDir Path directory;

    private final Random random = new Random(SEED);

    private Trees open(String name) throws IOException {
        Path place = directory.resolve(name);
        return Trees.open(place, new Trees.Settings(1 << 20, 1 << 30), () -> {});
    }

    private static StreamId id(int number) {
        return new StreamId(Commands.id(number), GENERATION);
    }

    private static byte[] state(Tree tree, StreamId id) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Trees.writeState(tree, id, out);
        return out.toByteArray();
    }

    private static Tree add(Trees trees, byte[] state, StreamId id) throws IOException {
        return trees.addState(new ByteArrayInputStream(state), id, SampleIndex.DIGEST);
    }

    /** Every entry that a tree has, as text. */
    private static List<String> entries(Tree tree) throws IOException {
        List<String> all = new ArrayList<>(List.of("next " + tree.nextNode()));
        tree.sources().forEach(source -> all.add(source.toString()));
        HexFormat hex = HexFormat.of();
        tree.entries((key, value) -> all.add(hex.formatHex(key) + " " + hex.formatHex(value)));
        return all;
    }

    private void requireSame(Tree tree, StreamId id) throws IOException {
        byte[] state = state(tree, id);
        try (Trees others = open("other")) {
            Tree again = add(others, state, id);
            assertThat(entries(again)).isEqualTo(entries(tree));
            assertThat(state(again, id)).isEqualTo(state);
        }
    }

    /** Of everything that a tree can have. */
    private static Tree rich(Trees trees) throws IOException {
        Shapes.base(trees);
        return Commands.incremental(2, 1)
                .mkdir("e", 300)
                .rename("d", "e/d")
                .mknod(5, "null", 0x103, 020666)
                .symlink("there", "e/d/f")
                .mkfile("z", 301)
                .truncate("z", 1 << 20)
                .write("z", 4096, 100)
                .encodedWrite("z", 8192, 4096, 8192, 100)
                .updateExtent("z", 40960, 100)
                .mkfile("v", 302)
                .enableVerity("v")
                .fallocate("z", 0, 65536, 4096)
                .clone("z", 16384, 1500, 1, "d/f", 500)
                .setXattr("z", "user.large", new byte[9000])
                .setXattr("z", "user.none", new byte[0])
                .setXattr("e", "user.a", new byte[] {1})
                .chown("z", 1000, 100)
                .chmod("z", 04755)
                .utimes("z", -5, 3, 4, 2)
                .fileattr("z", 16)
                .unlink("g")
                .in(trees);
    }

    @Test
    void isTheWholeTree() throws IOException {
        try (Trees trees = open("trees")) {
            Tree tree = rich(trees);
            requireSame(tree, id(2));
        }
    }

    @Test
    void anIncrementalGoesOnFromIt() throws IOException {
        try (Trees trees = open("trees");
                Trees others = open("other")) {
            add(others, state(rich(trees), id(2)), id(2));
            assertThat(entries(next().in(others))).isEqualTo(entries(next().in(trees)));
        }
    }

    private static Commands next() {
        return Commands.incremental(3, 2).mkfile("n", 400).rename("e", "f");
    }

    @Test
    void realSnapshotsToo() throws IOException {
        for (String stream : List.of("v1", "v2")) {
            try (Trees trees = open(stream)) {
                for (String kind : List.of("full", "incremental")) {
                    byte[] index =
                            SampleIndex.of(SampleIndex.golden(stream + "-" + kind + ".stream"));
                    Tree tree =
                            trees.add(
                                    new IndexReader(new ByteArrayInputStream(index)),
                                    SampleIndex.DIGEST);
                    requireSame(tree, tree.sources().getLast());
                }
            }
        }
    }

    /** What an older Firn wrote is read for ever; the document shows the same bytes. */
    @Test
    void theFormatStays() throws IOException {
        Path file = Path.of("src/test/resources/golden/state/file.hex");
        byte[] golden = HexFormat.of().parseHex(Files.readString(file).strip());
        try (Trees trees = open("trees");
                Trees others = open("other")) {
            Tree tree =
                    Commands.full(1)
                            .mkfile("ice", 257)
                            .write("ice", 0, 1000)
                            .chown("ice", 1000, 100)
                            .chmod("ice", 0644)
                            .utimes("ice", 1_600_000_000, 1_600_000_001, 1_600_000_001, 1)
                            .in(trees);
            assertThat(state(tree, id(1))).isEqualTo(golden);
            assertThat(entries(add(others, golden, id(1)))).isEqualTo(entries(tree));
        }
        String text = Files.readString(Path.of("docs/format-state.md"));
        String block = text.substring(text.indexOf("\n6669") + 1, text.lastIndexOf("\n```"));
        StringBuilder hex = new StringBuilder();
        block.lines().forEach(line -> hex.append(line.strip().split(" {2,}", 2)[0]));
        assertThat(HexFormat.of().parseHex(hex.toString().replace(" ", ""))).isEqualTo(golden);
    }

    @Test
    void oneOfAnotherSnapshotIsRefused() throws IOException {
        try (Trees trees = open("trees");
                Trees others = open("other")) {
            byte[] state = state(rich(trees), id(2));
            assertThatThrownBy(() -> add(others, state, id(3)))
                    .isInstanceOf(DamagedStateException.class)
                    .hasMessageContaining("another snapshot");
            assertThat(others.tree(new UUID(0, 2))).isEmpty();
        }
    }

    @Test
    void oneThatEndsEarlyIsRefused() throws IOException {
        try (Trees trees = open("trees");
                Trees others = open("other")) {
            byte[] state = state(rich(trees), id(2));
            for (int length = 0; length < state.length; length++) {
                byte[] cut = Arrays.copyOf(state, length);
                assertThatThrownBy(() -> add(others, cut, id(2)))
                        .isInstanceOf(DamagedStateException.class);
            }
            byte[] more = Arrays.copyOf(state, state.length + 1);
            assertThatThrownBy(() -> add(others, more, id(2)))
                    .isInstanceOf(DamagedStateException.class);
        }
    }

    /** Most of it is the value of an attribute, which may be anything. */
    private int anyButZero(byte[] state) {
        int at = random.nextInt(state.length);
        while (state[at] == 0) {
            at = random.nextInt(state.length);
        }
        return at;
    }

    /** What is taken is a tree, with no directory in itself and no name out of it. */
    @Test
    void nothingComesOfBytesThatWereChangedButATreeOrARefusal() throws IOException {
        System.out.println("seed " + SEED);
        int refused = 0;
        try (Trees trees = open("trees");
                Trees others = open("other")) {
            byte[] state = state(rich(trees), id(2));
            for (int round = 0; round < ROUNDS; round++) {
                byte[] changed = state.clone();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    changed[anyButZero(state)] ^= (byte) (1 << random.nextInt(8));
                }
                try {
                    Walk.shape(add(others, changed, id(2)));
                } catch (DamagedStateException e) {
                    refused++;
                } catch (IOException | RuntimeException e) {
                    throw new AssertionError("seed %d, round %d".formatted(SEED, round), e);
                }
            }
        }
        assertThat(refused).isBetween(ROUNDS / 4, ROUNDS - 1);
    }
}

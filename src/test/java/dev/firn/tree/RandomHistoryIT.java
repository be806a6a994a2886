package dev.firn.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.index.IndexReader;
import dev.firn.index.IndexWriter;
import dev.firn.index.SampleIndex;
import dev.firn.model.Sha256;
import dev.firn.sendstream.SendStreamParser;
import dev.firn.sendstream.StreamSummary;
import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the tree that follows from the indexes of a chain is that of the snapshot, in every
 * attribute, and its extents are its content. Method: change a subvolume at random, send it in
 * every way that btrfs can, and compare with what a program of its own finds in the file system.
 */
@RequiresBtrfs
class RandomHistoryIT {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());
    private static final int HISTORIES = Boolean.getBoolean("firn.long") ? 200 : 3;
    private static final int INCREMENTALS = 11;
    private static final String PROGRAM = "src/test/resources/tree/history.py";

    @TempDir Path directory;

    @Test
    void treesAreThoseOfTheSnapshots() throws IOException {
        for (int i = 0; i < HISTORIES; i++) {
            long seed = SEED + i;
            System.out.println("seed " + seed);
            try (LoopBtrfs btrfs = LoopBtrfs.create(3072 * LoopBtrfs.MIB);
                    Trees trees = Trees.open(directory.resolve("trees" + i), SMALL, () -> {})) {
                new History(btrfs.path(), seed, trees).run();
            }
        }
    }

    /** So little memory that pages are written and read again. */
    private static final Trees.Settings SMALL = new Trees.Settings(1 << 20, 1L << 30);

    private static final class History {

        private final Path top;
        private final long seed;
        private final Random random;
        private final Trees trees;
        private final Streams streams = new Streams();
        private final List<Path> snapshots = new ArrayList<>();
        private final List<UUID> uuids = new ArrayList<>();

        History(Path top, long seed, Trees trees) {
            this.top = top;
            this.seed = seed;
            this.random = new Random(seed);
            this.trees = trees;
        }

        void run() throws IOException {
            Path volume = top.resolve("volume");
            Shell.run("btrfs", "subvolume", "create", volume);
            for (int step = 0; step <= INCREMENTALS; step++) {
                int changes = step == 0 ? 120 : 1 + random.nextInt(60);
                Shell.run("python3", PROGRAM, "change", volume, seed * 100 + step, changes);
                Path snapshot = top.resolve("snapshot" + step);
                Shell.run("btrfs", "subvolume", "snapshot", "-r", volume, snapshot);
                add(snapshot, step);
                compare(step);
            }
            for (int step = 0; step <= INCREMENTALS; step++) {
                compare(step);
            }
        }

        private void add(Path snapshot, int step) throws IOException {
            Path stream = top.resolve("stream" + step);
            List<Object> send = new ArrayList<>(List.of("btrfs", "-q", "send", "-f", stream));
            switch (random.nextInt(3)) {
                case 0 -> send.addAll(List.of("--proto", "1"));
                case 1 -> send.addAll(List.of("--proto", "2"));
                default -> send.addAll(List.of("--proto", "2", "--compressed-data"));
            }
            if (step > 0 && random.nextInt(15) > 0) {
                boolean isChain = random.nextInt(5) > 0;
                send.add("-p");
                send.add(snapshots.get(isChain ? step - 1 : random.nextInt(step)));
                if (random.nextInt(3) == 0) {
                    send.add("-c");
                    send.add(snapshots.get(random.nextInt(step)));
                }
            }
            send.add(snapshot);
            Shell.run(send.toArray());
            ByteArrayOutputStream index = new ByteArrayOutputStream();
            StreamSummary summary = index(stream, index);
            trees.add(
                    new IndexReader(new ByteArrayInputStream(index.toByteArray())),
                    SampleIndex.DIGEST);
            streams.add(summary.uuid(), stream);
            snapshots.add(snapshot);
            uuids.add(summary.uuid());
        }

        private static StreamSummary index(Path stream, ByteArrayOutputStream index)
                throws IOException {
            IndexWriter writer = new IndexWriter(index);
            SendStreamParser parser = new SendStreamParser(writer);
            byte[] buffer = new byte[1 << 16];
            try (InputStream in = Files.newInputStream(stream)) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    parser.feed(ByteBuffer.wrap(buffer, 0, count));
                }
            }
            StreamSummary summary = parser.finish();
            writer.finish(summary, Sha256.of(new byte[0]));
            return summary;
        }

        private void compare(int step) throws IOException {
            Tree tree = trees.tree(uuids.get(step)).orElseThrow();
            List<String> found = Walk.lines(tree, streams);
            List<String> expected =
                    Shell.run("python3", PROGRAM, "walk", snapshots.get(step)).lines().toList();
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < Math.max(found.size(), expected.size()); i++) {
                String here = i < found.size() ? found.get(i) : ". nothing";
                String there = i < expected.size() ? expected.get(i) : ". nothing";
                if (!comparable(here, here).equals(comparable(there, here))) {
                    wrong.add("tree   " + Walk.readable(here) + "\nbtrfs  " + Walk.readable(there));
                }
            }
            assertThat(wrong.stream().limit(10).toList())
                    .as("seed %d, snapshot %d: %d names", seed, step, wrong.size())
                    .isEmpty();
        }

        /** Without what a stream does not say: the time of birth in protocol 1. */
        private static String comparable(String line, String tree) {
            String[] words = line.split(" ", -1);
            if (words.length > 12 && tree.split(" ", -1)[12].equals("-")) {
                words[12] = "-";
            }
            return String.join(" ", words);
        }
    }
}

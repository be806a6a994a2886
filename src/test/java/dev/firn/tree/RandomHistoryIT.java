package dev.firn.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.files.StreamVault;
import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the tree that follows from the indexes of a chain is that of the snapshot, in every
 * attribute, and its extents are its content. And what is brought back of it, onto other file
 * systems and as one stream, is the same. Method: change a subvolume at random, send it in every
 * way that btrfs can, and compare with what a program of its own finds in the file system.
 */
@RequiresBtrfs
class RandomHistoryIT {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());
    private static final boolean LONG = Boolean.getBoolean("firn.long");
    private static final int HISTORIES = Integer.getInteger("firn.histories", LONG ? 200 : 3);
    private static final int INCREMENTALS = 11;
    private static final String PROGRAM = "src/test/resources/tree/history.py";

    @TempDir Path directory;

    /** The long form has a history for each processor at a time. */
    @Test
    void treesAreThoseOfTheSnapshots() throws Exception {
        int workers = LONG ? Runtime.getRuntime().availableProcessors() : 1;
        AtomicInteger begun = new AtomicInteger();
        Callable<Void> worker =
                () -> {
                    runSome(begun);
                    return null;
                };
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            for (Future<Void> done : threads.invokeAll(Collections.nCopies(workers, worker))) {
                done.get();
            }
        }
    }

    private void runSome(AtomicInteger begun) throws IOException {
        try (Extractions extractions = new Extractions(Files.createTempDirectory("firn-ext-"))) {
            for (int i = begun.getAndIncrement(); i < HISTORIES; i = begun.getAndIncrement()) {
                Path vault = Files.createDirectory(directory.resolve("v" + i));
                runOne(SEED + i, vault, extractions);
            }
        }
    }

    private static void runOne(long seed, Path directory, Extractions extractions)
            throws IOException {
        System.out.println("seed " + seed);
        try (LoopBtrfs btrfs = LoopBtrfs.create(3072 * LoopBtrfs.MIB);
                StreamVault vault = new StreamVault(directory)) {
            new History(btrfs.path(), seed, vault, extractions).run();
        } catch (IOException | RuntimeException e) {
            throw new IOException("seed " + seed, e);
        }
        System.out.println("done " + seed);
    }

    private static final class History {

        private final Path top;
        private final long seed;
        private final Random random;
        private final StreamVault vault;
        private final Extractions extractions;
        private final List<Path> snapshots = new ArrayList<>();
        private final List<FoundTree> found = new ArrayList<>();
        private final List<UUID> uuids = new ArrayList<>();

        History(Path top, long seed, StreamVault vault, Extractions extractions) {
            this.top = top;
            this.seed = seed;
            this.random = new Random(seed);
            this.vault = vault;
            this.extractions = extractions;
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
                if (LONG || step == INCREMENTALS) {
                    extractions.compare(vault, uuids.get(step), found.get(step));
                    extractions.compareTar(vault, uuids.get(step), found.get(step));
                    compareReceived(step);
                }
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
            uuids.add(vault.store(Files.readAllBytes(stream)).streamUuid());
            Files.delete(stream);
            snapshots.add(snapshot);
            found.add(FoundTree.at(snapshot));
        }

        /** The whole snapshot as one stream, taken by btrfs receive. */
        private void compareReceived(int step) throws IOException {
            Path stream = top.resolve("stream");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(stream))) {
                vault.synthesize(uuids.get(step), out);
            }
            Path received = Files.createDirectory(top.resolve("received"));
            Shell.run("btrfs", "receive", "-q", "-f", stream, received);
            assertThat(FoundTree.at(received.resolve("synthetic")).onBtrfs())
                    .as("seed %d, snapshot %d as one stream", seed, step)
                    .isEqualTo(found.get(step).onBtrfs());
            Shell.run("btrfs", "subvolume", "delete", received.resolve("synthetic"));
            Files.delete(received);
        }

        private void compare(int step) throws IOException {
            Tree tree = vault.tree(uuids.get(step));
            List<String> own = Walk.lines(tree, vault.digests(tree));
            List<String> expected = found.get(step).lines();
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < Math.max(own.size(), expected.size()); i++) {
                String here = i < own.size() ? own.get(i) : ". nothing";
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

package dev.firn.btrfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is read ahead of the sender and what is dropped behind it, as fincore(1) of util-linux sees
 * it. A prefetch that did nothing would make these tests wait for ever: the limit ends them.
 */
@RequiresBtrfs
@Timeout(60)
class PrefetchIT {

    private static final int SMALL = 100_000;

    private final BtrfsSource source = new BtrfsSource();
    private LoopBtrfs btrfs;
    private Subvolume volume;

    @BeforeEach
    void open() throws IOException {
        btrfs = LoopBtrfs.create(256 * LoopBtrfs.MIB);
        Shell.run("btrfs", "-q", "subvolume", "create", btrfs.path().resolve("v"));
        volume = source.inspect(btrfs.path().resolve("v"));
    }

    @AfterEach
    void close() throws IOException {
        btrfs.close();
    }

    private void write(String name, int bytes) throws IOException {
        byte[] random = new byte[bytes];
        new Random(name.hashCode()).nextBytes(random);
        Files.write(volume.path().resolve(name), random);
    }

    private Subvolume snapshot(String name) throws IOException {
        return source.takeSnapshot(volume, btrfs.path().resolve(name));
    }

    private static void drop(Path file) throws IOException {
        Shell.run("dd", "status=none", "if=" + file, "iflag=nocache", "count=0");
    }

    private static long cached(Path file) throws IOException {
        return Long.parseLong(Shell.script("fincore -n -b -o RES \"$1\"", file).strip());
    }

    @SuppressWarnings("EmptyBlock") // looking takes a process, which is a pause
    private static void awaitCached(Path file, boolean expected) throws IOException {
        while (cached(file) > 0 != expected) {}
    }

    @Test
    void readsSmallFilesAheadAndDropsThemBehind() throws IOException {
        for (String name : new String[] {"a", "b", "large", "z"}) {
            write(name, name.equals("large") ? 2_000_000 : SMALL);
        }
        Subvolume snapshot = snapshot("s");
        for (String name : new String[] {"a", "b", "large", "z"}) {
            drop(snapshot.path().resolve(name));
        }

        try (Prefetch prefetch = Prefetch.begin(snapshot, Optional.empty())) {
            awaitCached(snapshot.path().resolve("z"), true);

            assertThat(cached(snapshot.path().resolve("a"))).isGreaterThanOrEqualTo(SMALL);
            assertThat(cached(snapshot.path().resolve("large"))).isZero();

            prefetch.passed(2 * SMALL + (4 << 20));
            awaitCached(snapshot.path().resolve("a"), false);
            awaitCached(snapshot.path().resolve("b"), false);
            assertThat(cached(snapshot.path().resolve("z"))).isGreaterThanOrEqualTo(SMALL);
        }
        assertThat(cached(snapshot.path().resolve("z"))).isZero();
    }

    @Test
    void whatSomebodyElseHasInTheCacheStaysThere() throws IOException {
        write("a", SMALL);
        write("z", SMALL);
        Subvolume snapshot = snapshot("s");
        drop(snapshot.path().resolve("z"));
        Files.readAllBytes(snapshot.path().resolve("a"));

        try (Prefetch prefetch = Prefetch.begin(snapshot, Optional.empty())) {
            awaitCached(snapshot.path().resolve("z"), true);
            prefetch.passed(1 << 30);
            awaitCached(snapshot.path().resolve("z"), false);
        }

        assertThat(cached(snapshot.path().resolve("a"))).isGreaterThanOrEqualTo(SMALL);
    }

    @Test
    void whatTheParentHasIsNotRead() throws IOException {
        write("old", SMALL);
        Subvolume parent = snapshot("s1");
        write("z", SMALL);
        Subvolume snapshot = snapshot("s2");
        drop(snapshot.path().resolve("old"));
        drop(snapshot.path().resolve("z"));

        try (Prefetch prefetch = Prefetch.begin(snapshot, Optional.of(parent))) {
            awaitCached(snapshot.path().resolve("z"), true);
            assertThat(cached(snapshot.path().resolve("old"))).isZero();
            prefetch.passed(0);
        }
    }

    /** More files than descriptors may be open: it has to wait for the reader, and goes on then. */
    @Test
    void goesOnWhenTheReaderHasCaughtUp() throws IOException {
        for (int i = 1000; i < 1700; i++) {
            write("f" + i, 5_000);
        }
        Subvolume snapshot = snapshot("s");
        Path last = snapshot.path().resolve("f1699");
        Shell.script(
                "for f in \"$1\"/*; do dd status=none if=$f iflag=nocache count=0; done",
                snapshot.path());

        try (Prefetch prefetch = Prefetch.begin(snapshot, Optional.empty())) {
            awaitCached(snapshot.path().resolve("f1511"), true);
            assertThat(cached(last)).isZero();
            prefetch.passed(300 * 5_000 + (4 << 20));
            awaitCached(last, true);
        }
    }
}

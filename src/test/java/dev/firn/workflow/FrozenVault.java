package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.Snapshot;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import dev.firn.storage.glacier.Request;
import dev.firn.storage.glacier.SimulatedGlacier;
import dev.firn.storage.glacier.Usage;
import dev.firn.thaw.ThawPlan;
import dev.firn.thaw.ThawSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A vault in a simulated glacier with a full and an incremental in it, and a place to restore to.
 */
final class FrozenVault implements Closeable {

    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final int STREAM_BYTES = 3 << 20;
    private static final Duration POLL = Duration.ofMinutes(15);

    final World world;
    final SimulatedGlacier glacier;
    final Path directory;
    final List<ThawPlan> agreedTo = new ArrayList<>();
    FakeDestination destination = new FakeDestination();

    /** What pauses come to, after which something happens. */
    private Runnable inPause = () -> {};

    FrozenVault(Path home) throws IOException {
        this.world = new World(home, STREAM_BYTES);
        this.directory = Files.createDirectory(home.resolve("back"));
        this.glacier =
                new SimulatedGlacier(
                        world.objects, home.resolve("ledger"), InstantSource.fixed(START));
        world.chunkClass = StorageClass.DEEP_ARCHIVE;
        world.backUp(glacier, world.records);
        world.volume.change();
        world.backUp(glacier, world.records);
    }

    Snapshot newest() throws IOException {
        return world.stored().getLast();
    }

    long chunks() throws IOException {
        return world.stored().stream().mapToLong(s -> s.stream().chunks()).sum();
    }

    long storedBytes() throws IOException {
        return world.stored().stream().mapToLong(s -> s.stream().storedBytes()).sum();
    }

    void pass(Duration time) throws IOException {
        glacier.pass(time);
    }

    void inPause(Runnable does) {
        inPause = does;
    }

    ThawSettings settings() {
        return settings(Optional.empty(), ThawSettings.Wait.NO, 1L << 60, 1L << 60);
    }

    ThawSettings settings(
            Optional<ThawTier> tier, ThawSettings.Wait waiting, long window, long spool) {
        return new ThawSettings(
                tier,
                ThawTier.BULK,
                2,
                window,
                spool,
                waiting,
                POLL,
                this::now,
                time -> {
                    try {
                        glacier.pass(time);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    inPause.run();
                },
                (plan, _) -> agreedTo.add(plan));
    }

    Instant now() {
        try {
            return glacier.now();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Restore.Outcome restore() throws IOException {
        return restore(glacier, settings());
    }

    Restore.Outcome restore(ThawSettings settings) throws IOException {
        return restore(glacier, settings);
    }

    Restore.Outcome restore(ObjectStore store, ThawSettings settings) throws IOException {
        return world.restore(store, destination, settings)
                .run(world.found(newest()), directory, Restore.SpaceCheck.ON);
    }

    /** All is received, and not a chunk was thawed or fetched that need not have been. */
    void requireRestoredOnce(Restore.Outcome outcome) throws IOException {
        assertThat(outcome.pending()).isEmpty();
        assertThat(destination.received).hasSize(2);
        Usage usage = glacier.usage();
        assertThat(usage.thawedBytes().values()).containsExactly(storedBytes());
        assertThat(gets()).isEqualTo(chunks());
    }

    /** How many chunks were read. */
    long gets() throws IOException {
        return requests(Request.GET, StorageClass.DEEP_ARCHIVE);
    }

    /** Requests to thaw that began one. */
    long thaws(ThawTier tier) throws IOException {
        return glacier.usage()
                .requests()
                .getOrDefault(
                        new Usage.RequestKind(
                                Request.THAW, StorageClass.DEEP_ARCHIVE, Optional.of(tier)),
                        0L);
    }

    /** All requests to thaw, also those that changed nothing. */
    long thawRequests() throws IOException {
        return requests(Request.THAW, StorageClass.DEEP_ARCHIVE);
    }

    private long requests(Request request, StorageClass storageClass) throws IOException {
        return glacier.usage().requests().entrySet().stream()
                .filter(entry -> entry.getKey().request() == request)
                .filter(entry -> entry.getKey().storageClass() == storageClass)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Override
    public void close() throws IOException {
        glacier.close();
    }
}

package dev.firn.storage.glacier;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.storage.Availability;
import dev.firn.storage.ColdObjectStoreContract;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawAnswer;
import dev.firn.storage.ThawRequest;
import dev.firn.storage.ThawTier;
import dev.firn.storage.memory.MemoryObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedGlacierColdTest extends ColdObjectStoreContract {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final ObjectKey KEY = new ObjectKey("chunks/one");
    private static final Content CONTENT = Content.of(new byte[1000]);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    private final MemoryObjectStore objects = new MemoryObjectStore();

    @SuppressWarnings("NullAway.Init") // set before each test
    private SimulatedGlacier glacier;

    private SimulatedGlacier open() throws IOException {
        return new SimulatedGlacier(
                objects, directory.resolve("ledger"), InstantSource.fixed(START));
    }

    @Override
    protected ObjectStore newStore() throws IOException {
        glacier = open();
        return glacier;
    }

    @Override
    protected ObjectStore secondView(ObjectStore store) throws IOException {
        return open();
    }

    @Override
    protected Instant now() {
        try {
            return glacier.now();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void pass(Duration time) {
        try {
            glacier.pass(time);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aProcessThatComesLaterFindsWhatWasDone() throws IOException {
        glacier.put(KEY, CONTENT, StorageClass.DEEP_ARCHIVE);
        glacier.thaw(KEY, new ThawRequest(ThawTier.BULK, 1));
        pass(Duration.ofDays(2));

        try (SimulatedGlacier later = open()) {
            assertThat(later.now()).isEqualTo(START.plus(Duration.ofDays(2)));
            assertThat(later.info(KEY).orElseThrow().availability())
                    .isEqualTo(Availability.thawed(Instant.parse("2026-11-27T00:00:00Z")));
        }
    }

    @Test
    void aLineThatWasNotFinishedDoesNotCount() throws IOException {
        glacier.put(KEY, CONTENT, StorageClass.DEEP_ARCHIVE);
        Files.write(
                directory.resolve("ledger"),
                "thaw 2026-11-23T10:00:00Z BULK 1 chun".getBytes(US_ASCII),
                StandardOpenOption.APPEND);

        try (SimulatedGlacier later = open()) {
            assertThat(later.info(KEY).orElseThrow().availability()).isEqualTo(Availability.FROZEN);
            assertThat(later.thaw(KEY, new ThawRequest(ThawTier.BULK, 1)))
                    .isEqualTo(ThawAnswer.REQUESTED);
        }
        assertThat(glacier.info(KEY).orElseThrow().availability()).isEqualTo(Availability.THAWING);
    }

    @Test
    void expeditedThawsMayFindNoRoom() throws IOException {
        glacier.put(KEY, CONTENT, StorageClass.GLACIER);
        glacier.setExpeditedCapacity(false);
        ThawRequest expedited = new ThawRequest(ThawTier.EXPEDITED, 1);

        assertThat(glacier.thaw(KEY, expedited)).isEqualTo(ThawAnswer.NO_CAPACITY);
        assertThat(glacier.info(KEY).orElseThrow().availability()).isEqualTo(Availability.FROZEN);

        glacier.setExpeditedCapacity(true);
        assertThat(glacier.thaw(KEY, expedited)).isEqualTo(ThawAnswer.REQUESTED);
        pass(Duration.ofMinutes(5));
        assertThat(glacier.info(KEY).orElseThrow().availability().isReadable()).isTrue();
    }

    @Test
    void everythingThatCostsIsOnTheAccount() throws IOException {
        glacier.put(KEY, CONTENT, StorageClass.DEEP_ARCHIVE);
        glacier.put(new ObjectKey("vault.json"), CONTENT);
        glacier.thaw(KEY, new ThawRequest(ThawTier.BULK, 1));
        glacier.thaw(KEY, new ThawRequest(ThawTier.STANDARD, 1));
        pass(Duration.ofDays(1));
        glacier.thaw(KEY, new ThawRequest(ThawTier.BULK, 2));
        try (InputStream in = glacier.open(KEY, 100, 300)) {
            assertThat(in.readAllBytes()).hasSize(300);
        }
        glacier.list("", Optional.empty());
        pass(Duration.ofDays(9));
        glacier.delete(List.of(KEY));

        Usage usage = glacier.usage();

        assertThat(usage.requests())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                kind(Request.PUT, StorageClass.DEEP_ARCHIVE), 1L,
                                kind(Request.PUT, StorageClass.STANDARD), 1L,
                                kind(Request.GET, StorageClass.DEEP_ARCHIVE), 1L,
                                kind(Request.LIST, StorageClass.STANDARD), 1L,
                                kind(Request.DELETE, StorageClass.STANDARD), 1L,
                                kind(Request.THAW, StorageClass.DEEP_ARCHIVE), 1L,
                                thaw(ThawTier.BULK), 1L,
                                thaw(ThawTier.STANDARD), 1L));
        assertThat(usage.thawedBytes())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                new Usage.ThawKind(StorageClass.DEEP_ARCHIVE, ThawTier.BULK),
                                1000L,
                                new Usage.ThawKind(StorageClass.DEEP_ARCHIVE, ThawTier.STANDARD),
                                1000L));
        assertThat(usage.downloadedBytes()).isEqualTo(Map.of(StorageClass.DEEP_ARCHIVE, 300L));
        assertThat(usage.stays())
                .containsExactlyInAnyOrder(
                        new Usage.Stay(StorageClass.DEEP_ARCHIVE, 1000, Duration.ofDays(10), true),
                        new Usage.Stay(StorageClass.STANDARD, 1000, Duration.ofDays(10), false));
        // Readable from 22:00 on; kept on the 24th at 10:00 for two days, to the next midnight.
        assertThat(usage.thawedCopies())
                .containsExactly(new Usage.Copy(1000, Duration.ofHours(74)));
    }

    @Test
    void whatWasSentIsChargedForThoughNobodyLivedToCloseIt() throws IOException {
        glacier.put(KEY, CONTENT, StorageClass.STANDARD);
        InputStream in = glacier.open(KEY, 0, 1000);

        assertThat(in.readNBytes(1)).hasSize(1);

        assertThat(glacier.usage().downloadedBytes())
                .isEqualTo(Map.of(StorageClass.STANDARD, 1000L));
        in.close();
        assertThat(glacier.usage().downloadedBytes())
                .isEqualTo(Map.of(StorageClass.STANDARD, 1000L));
    }

    private static Usage.RequestKind kind(Request request, StorageClass storageClass) {
        return new Usage.RequestKind(request, storageClass, Optional.empty());
    }

    private static Usage.RequestKind thaw(ThawTier tier) {
        return new Usage.RequestKind(Request.THAW, StorageClass.DEEP_ARCHIVE, Optional.of(tier));
    }
}

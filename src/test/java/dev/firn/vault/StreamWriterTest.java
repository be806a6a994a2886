package dev.firn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import dev.firn.model.Layout;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import dev.firn.storage.StorageClass;
import dev.firn.storage.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StreamWriterTest {

    /** Frames as small as they can be, so that the stages meet as often as possible. */
    private static final Layout SMALL = new Layout(64L << 20, 1 << 20);

    private static final int FRAMES = 5_000;

    @TempDir private Path directory;

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void everyFrameGetsItsTurnHoweverTheWorkersOvertakeOneAnother() throws IOException {
        SnapshotId snapshot = new SnapshotId(UUID.randomUUID());
        Recipients recipients = Recipients.of(Identity.generate().recipient());
        Journal.Attempt attempt =
                new Journal.Attempt(snapshot, Optional.empty(), SMALL, recipients.texts());
        try (Journal journal = Journal.open(directory.resolve("journal"), attempt);
                StreamWriter writer = writer(snapshot, recipients, journal)) {
            Random random = new Random(1);
            byte[] noise = new byte[SMALL.frameBytes()];
            random.nextBytes(noise);
            for (int i = 0; i < FRAMES; i++) {
                ByteBuffer frame = writer.nextFrame();
                // Frames that take long and frames that take no time, so that workers overtake.
                frame.put(random.nextInt(32) == 0 ? noise : new byte[SMALL.frameBytes()]);
                writer.write(frame);
            }

            StreamWriter.Totals totals = writer.finish();

            assertThat(totals.streamBytes()).isEqualTo((long) FRAMES * SMALL.frameBytes());
        }
    }

    private StreamWriter writer(SnapshotId snapshot, Recipients recipients, Journal journal) {
        MemoryObjectStore store = new MemoryObjectStore();
        return new StreamWriter(
                SMALL,
                new StreamWriter.Compression(1, 4),
                new ChunkAssembler(
                        new ChunkAssembler.Target(
                                new VaultId(UUID.randomUUID()), snapshot, recipients),
                        new StoredBytesFactory(16 << 20, SMALL.chunkBytes(), directory),
                        new ChunkUploads(
                                store,
                                new EarlierObjects(store, Instant.EPOCH, Clock.systemUTC()),
                                _ -> StorageClass.STANDARD,
                                snapshot,
                                journal,
                                2)));
    }
}

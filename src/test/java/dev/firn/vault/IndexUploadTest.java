package dev.firn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import dev.firn.model.Layout;
import dev.firn.model.SnapshotId;
import dev.firn.sendstream.StreamSummary;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.memory.MemoryObjectStore;
import dev.firn.testing.FailingObjectStore;
import dev.firn.testing.Failure;
import dev.firn.testing.Failure.Kind;
import dev.firn.testing.Failure.When;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IndexUploadTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    private final SnapshotId snapshot = new SnapshotId(UUID.randomUUID());
    private final Recipients recipients = Recipients.of(Identity.generate().recipient());
    private final MemoryObjectStore store = new MemoryObjectStore();

    /** An object may be seen and not be durable yet, and the manifest is to name it. */
    @ParameterizedTest
    @EnumSource(When.class)
    void aPutOfUnknownOutcomeIsRepeated(When when) throws IOException {
        Failure failure = new Failure(0, when, Kind.UNKNOWN);
        Journal.Attempt attempt =
                new Journal.Attempt(
                        snapshot,
                        Optional.empty(),
                        new Layout(8 << 20, 1 << 20),
                        recipients.texts());
        try (Journal journal = Journal.open(directory.resolve("journal"), attempt);
                IndexUpload index =
                        new IndexUpload(
                                new FailingObjectStore(store, failure),
                                IndexUploadTest::key,
                                recipients,
                                directory.resolve("spool"))) {
            StoredPart stored =
                    index.store(
                            new StreamSummary(1, 17, 0, snapshot.uuid(), 7, Optional.empty()),
                            journal);

            assertThat(failure.calls()).isEqualTo(2);
            assertThat(store.info(key(stored.id())).orElseThrow().bytes())
                    .isEqualTo(stored.bytes());
        }
    }

    private static ObjectKey key(UUID id) {
        return new ObjectKey("snapshots/a/index-" + id);
    }
}

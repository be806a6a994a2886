package dev.firn.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectExistsException;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.testing.Fault;
import dev.firn.testing.FaultyProxy;
import dev.firn.testing.S3MockServer;
import dev.firn.vault.VaultMarkers;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that ignores {@code If-None-Match}: a proxy takes it out of every request. */
class S3UnconditionalIT {

    private static final ObjectKey KEY = new ObjectKey("chunks/one");

    private final FaultyProxy server =
            new FaultyProxy(S3MockServer.endpoint(), _ -> new Fault.Unconditional());
    private final String prefix = S3MockServer.newPrefix();

    S3UnconditionalIT() throws IOException {}

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private ObjectStore store(boolean believesInConditions) {
        S3ObjectSettings usual = S3Faults.settings(server.endpoint(), S3MockServer.BUCKET, prefix);
        return S3ObjectStore.open(
                new S3ObjectSettings(
                        usual.region(),
                        usual.endpoint(),
                        usual.hasPathStyle(),
                        usual.bucket(),
                        usual.prefix(),
                        usual.patience(),
                        usual.answerTimeout(),
                        usual.bytesPerSecondMin(),
                        believesInConditions));
    }

    @Test
    void looksBeforeItWrites() throws IOException {
        try (ObjectStore store = store(false)) {
            store.put(KEY, Content.of(new byte[] {1}));

            assertThatThrownBy(() -> store.put(KEY, Content.of(new byte[] {2})))
                    .isInstanceOf(ObjectExistsException.class);

            try (InputStream in = store.open(KEY, 0, 1)) {
                assertThat(in.read()).isEqualTo(1);
            }
        }
    }

    /** How 'firn init' finds out. */
    @Test
    void aMarkerShowsThatTheServerOverwrites() throws IOException {
        try (ObjectStore believing = store(true);
                ObjectStore looking = store(false)) {
            VaultMarkers.create(
                    believing, Recipients.of(Identity.generate().recipient()), Instant.EPOCH);
            byte[] before = marker(looking);

            assertThat(VaultMarkers.refusesToOverwrite(believing)).isFalse();
            assertThat(VaultMarkers.refusesToOverwrite(looking)).isTrue();

            assertThat(marker(looking)).isEqualTo(before);
        }
    }

    private static byte[] marker(ObjectStore store) throws IOException {
        long bytes = store.info(VaultMarkers.KEY).orElseThrow().bytes();
        try (InputStream in = store.open(VaultMarkers.KEY, 0, bytes)) {
            return in.readAllBytes();
        }
    }
}

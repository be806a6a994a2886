package dev.firn.kv.s3;

import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStoreContract;
import dev.firn.testing.RealAws;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract on S3 itself. */
@RealAws
class RealS3KeyValueStoreIT extends KeyValueStoreContract {

    private final S3RecordSettings settings =
            new S3RecordSettings(
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    System.getenv("FIRN_AWS_BUCKET"),
                    "firn-test-%s/".formatted(UUID.randomUUID()),
                    S3RecordSettings.PATIENCE,
                    S3RecordSettings.ANSWER_TIMEOUT);

    @Override
    protected KeyValueStore newStore() {
        return S3KeyValueStore.open(settings);
    }

    @Override
    protected KeyValueStore secondView(KeyValueStore store) {
        return S3KeyValueStore.open(settings);
    }

    @Override
    protected int manyRecords() {
        return 1100; // two pages
    }

    @Test
    void theServerHeedsConditions() throws IOException {
        try (S3KeyValueStore store = S3KeyValueStore.open(settings)) {
            store.requireConditions();
        }
    }

    @AfterEach
    void deleteAll() {
        try (S3Client client = S3Client.create()) {
            client.listObjectsV2Paginator(
                            r -> r.bucket(settings.bucket()).prefix(settings.prefix()))
                    .contents()
                    .forEach(object ->
                            client.deleteObject(
                                    r -> r.bucket(settings.bucket()).key(object.key())));
        }
    }
}

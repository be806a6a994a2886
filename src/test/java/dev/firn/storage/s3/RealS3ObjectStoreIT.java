package dev.firn.storage.s3;

import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.ObjectStoreContract;
import dev.firn.testing.RealAws;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** The contract on S3 itself. */
@RealAws
class RealS3ObjectStoreIT extends ObjectStoreContract {

    private final S3ObjectSettings settings =
            new S3ObjectSettings(
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    System.getenv("FIRN_AWS_BUCKET"),
                    "firn-test-%s/".formatted(UUID.randomUUID()),
                    S3ObjectSettings.PATIENCE,
                    S3ObjectSettings.ANSWER_TIMEOUT);

    @Override
    protected ObjectStore newStore() {
        return S3ObjectStore.open(settings);
    }

    @Override
    protected ObjectStore secondView(ObjectStore store) {
        return S3ObjectStore.open(settings);
    }

    @Override
    protected int manyEntries() {
        return 1100; // two pages
    }

    @AfterEach
    void deleteAll() throws IOException {
        try (ObjectStore store = S3ObjectStore.open(settings)) {
            for (List<ObjectInfo> page = store.list("", Optional.empty());
                    !page.isEmpty();
                    page = store.list("", Optional.empty())) {
                store.delete(page.stream().map(ObjectInfo::key).toList());
            }
        }
    }
}

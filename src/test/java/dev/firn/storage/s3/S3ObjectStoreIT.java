package dev.firn.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.aws.Patience;
import dev.firn.report.UserException;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.ObjectStoreContract;
import dev.firn.testing.Fault;
import dev.firn.testing.FaultyProxy;
import dev.firn.testing.S3MockServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The contract on S3Mock, and what only a store in S3 has.
 *
 * <p>Of several creations at once S3Mock accepts several; S3 orders them, and here a proxy does.
 */
class S3ObjectStoreIT extends ObjectStoreContract {

    /** S3Mock takes 15 ms and more for an object. */
    private static final int PAGE = Boolean.getBoolean("firn.long") ? 1000 : 100;

    private final FaultyProxy proxy =
            new FaultyProxy(S3MockServer.endpoint(), _ -> new Fault.None());

    private final S3ObjectSettings settings =
            S3Faults.settings(proxy.endpoint(), S3MockServer.BUCKET, S3MockServer.newPrefix());

    S3ObjectStoreIT() throws IOException {}

    @Override
    protected ObjectStore newStore() {
        return new S3ObjectStore(settings, Patience.of(settings.patience()), PAGE);
    }

    @Override
    protected ObjectStore secondView(ObjectStore store) {
        return newStore();
    }

    @AfterEach
    void closeProxy() throws IOException {
        proxy.close();
    }

    @Override
    protected int manyEntries() {
        return PAGE + 50;
    }

    @Override
    protected int moreThanAPage() {
        return PAGE + 10;
    }

    @Test
    void passesOverWhatIsNoObjectOfFirn() throws IOException {
        S3ObjectSettings direct =
                S3Faults.settings(S3MockServer.endpoint(), settings.bucket(), settings.prefix());
        try (S3Client client = S3Faults.client(direct);
                ObjectStore store = newStore()) {
            IntStream.range(0, PAGE + 1)
                    .parallel()
                    .mapToObj(i -> settings.prefix() + "a!%04d".formatted(i))
                    .forEach(key ->
                            client.putObject(
                                    r -> r.bucket(settings.bucket()).key(key),
                                    RequestBody.fromString("x")));
            store.put(new ObjectKey("b"), Content.of(new byte[1]));

            assertThat(store.list("", Optional.empty()))
                    .extracting(info -> info.key().name())
                    .containsExactly("b");
        }
    }

    @Test
    void saysThatTheBucketIsMissing() throws IOException {
        S3ObjectSettings missing = S3Faults.settings(proxy.endpoint(), "no-such-bucket", "");
        ObjectKey key = new ObjectKey("a");
        try (ObjectStore store = S3ObjectStore.open(missing)) {
            assertThatThrownBy(() -> store.put(key, Content.of(new byte[1])))
                    .isInstanceOf(UserException.class)
                    .hasMessage(
                            "cannot write 'a' in bucket 'no-such-bucket': there is no such bucket");
            assertThatThrownBy(() -> store.list("", Optional.empty()))
                    .hasMessageEndingWith("there is no such bucket");
            assertThatThrownBy(() -> store.delete(List.of(key)))
                    .hasMessageEndingWith("there is no such bucket");
        }
    }

    @Test
    void givesALargeObjectMoreTime() {
        assertThat(settings.timeout(64_000_000))
                .isEqualTo(settings.answerTimeout().plus(Duration.ofSeconds(1000)));
    }
}

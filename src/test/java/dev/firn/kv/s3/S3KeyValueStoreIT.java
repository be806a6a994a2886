package dev.firn.kv.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.aws.Patience;
import dev.firn.aws.S3Clients;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStore.Version;
import dev.firn.kv.KeyValueStoreContract;
import dev.firn.kv.RecordKey;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.testing.Fault;
import dev.firn.testing.FaultyProxy;
import dev.firn.testing.S3MockServer;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The contract on S3Mock, and what only a store in S3 has.
 *
 * <p>S3Mock looks at a condition and writes in two steps, and of several creations at once it
 * accepts several; a read during a write mixes old and new. S3 orders the requests for one object.
 * Here a proxy does: one request at a time.
 */
class S3KeyValueStoreIT extends KeyValueStoreContract {

    /** S3Mock takes 15 ms and more for a record. */
    private static final int PAGE = Boolean.getBoolean("firn.long") ? 1000 : 100;

    private static final RecordKey KEY = new RecordKey("snapshots", "volume", "a");

    private final FaultyProxy proxy =
            new FaultyProxy(S3MockServer.endpoint(), _ -> new Fault.None());

    private final S3RecordSettings settings =
            S3MockServer.settings(proxy.endpoint(), S3MockServer.newPrefix());

    S3KeyValueStoreIT() throws IOException {}

    @Override
    protected KeyValueStore newStore() {
        return new S3KeyValueStore(settings, Patience.of(settings.patience()), PAGE);
    }

    @AfterEach
    void closeProxy() throws IOException {
        proxy.close();
    }

    @Override
    protected KeyValueStore secondView(KeyValueStore store) {
        return newStore();
    }

    @Override
    protected int manyRecords() {
        return PAGE + 50;
    }

    @Test
    void goesOnToTheNextPageWhenOneHasTombstonesOnly() throws IOException {
        try (KeyValueStore store = newStore()) {
            for (int i = 0; i < PAGE + 10; i++) {
                RecordKey key = new RecordKey("snapshots", "volume", "%06d".formatted(i));
                Version version = store.create(key, new byte[1]);
                if (i < PAGE + 9) {
                    store.delete(key, version);
                }
            }
            assertThat(store.list("snapshots", "volume", "", Optional.empty()))
                    .extracting(entry -> entry.key().sort())
                    .containsExactly("%06d".formatted(PAGE + 9));
        }
    }

    @Test
    void aPartitionIsNoPartOfAnother() throws IOException {
        try (KeyValueStore store = S3KeyValueStore.open(settings)) {
            store.create(new RecordKey("t", "a", "b/c"), new byte[1]);
            store.create(new RecordKey("t", "a/b", "c"), new byte[2]);

            assertThat(store.list("t", "a", "", Optional.empty())).hasSize(1);
            assertThat(store.get(new RecordKey("t", "a/b", "c")).orElseThrow().value()).hasSize(2);
        }
    }

    @Test
    void findsThatTheServerHeedsConditionsAgainAndAgain() throws IOException {
        try (S3KeyValueStore store = S3KeyValueStore.open(settings)) {
            store.requireConditions();
            store.requireConditions();
            // One that was broken off has left its record.
            store.create(new RecordKey("probe", "conditions", "1"), new byte[1]);
            store.requireConditions();
        }
    }

    @Test
    void saysThatAnObjectIsNoRecord() throws IOException {
        try (S3Client client =
                        S3Clients.open(
                                settings.region(),
                                settings.endpoint(),
                                settings.hasPathStyle(),
                                settings.answerTimeout());
                KeyValueStore store = S3KeyValueStore.open(settings)) {
            String key = settings.prefix() + "meta/snapshots/volume/_a";
            client.putObject(
                    r -> r.bucket(settings.bucket()).key(key),
                    RequestBody.fromString("this is no record, it is a shopping list"));

            assertThatThrownBy(() -> store.get(KEY))
                    .isInstanceOfSatisfying(
                            UserException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.VAULT_DAMAGED))
                    .hasMessage(
                            "cannot read '%s' in bucket 'firn-test': it is no record of Firn", key);

            client.putObject(
                    r -> r.bucket(settings.bucket()).key(key + " copy"),
                    RequestBody.fromString("this is no record either"));
            assertThatThrownBy(() -> store.list("snapshots", "volume", "a ", Optional.empty()))
                    .hasMessage(
                            "cannot read '%s copy' in bucket 'firn-test': it is no record of Firn",
                            key);
        }
    }

    @Test
    void saysThatTheBucketIsMissing() {
        S3RecordSettings missing =
                new S3RecordSettings(
                        settings.region(),
                        settings.endpoint(),
                        true,
                        "no-such-bucket",
                        "",
                        settings.patience(),
                        settings.answerTimeout());
        try (S3KeyValueStore store = S3KeyValueStore.open(missing)) {
            assertThatThrownBy(() -> store.create(KEY, new byte[1]))
                    .isInstanceOf(UserException.class)
                    .hasMessage(
                            "cannot write 'meta/snapshots/volume/_a' in bucket 'no-such-bucket':"
                                    + " there is no such bucket");
            assertThatThrownBy(() -> store.list("snapshots", "volume", "", Optional.empty()))
                    .hasMessageEndingWith("there is no such bucket");
        }
    }
}

package dev.firn.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.storage.Availability;
import dev.firn.storage.ColdObjectStoreContract;
import dev.firn.storage.Content;
import dev.firn.storage.FrozenObjectException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawAnswer;
import dev.firn.storage.ThawRequest;
import dev.firn.storage.ThawTier;
import dev.firn.testing.Fault;
import dev.firn.testing.FrozenS3;
import dev.firn.testing.S3MockServer;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frozen objects in S3Mock, as {@link FrozenS3} answers for them. */
class S3ColdObjectStoreIT extends ColdObjectStoreContract {

    private static final ObjectKey KEY = new ObjectKey("chunks/one");
    private static final Content ICE = Content.of(new byte[] {1, 2, 3});
    private static final ThawRequest EXPEDITED = new ThawRequest(ThawTier.EXPEDITED, 1);

    private final FrozenS3 server = new FrozenS3(S3MockServer.endpoint());

    private final S3ObjectSettings settings =
            S3Faults.settings(server.endpoint(), S3MockServer.BUCKET, S3MockServer.newPrefix());

    S3ColdObjectStoreIT() throws IOException {}

    @Override
    protected ObjectStore newStore() {
        return S3ObjectStore.open(settings);
    }

    @Override
    protected ObjectStore secondView(ObjectStore store) {
        return S3ObjectStore.open(settings);
    }

    @Override
    protected Instant now() {
        return server.now();
    }

    @Override
    protected void pass(Duration time) {
        server.pass(time);
    }

    @AfterEach
    void closeServer() throws IOException {
        server.close();
    }

    private static Availability listed(ObjectStore store) throws IOException {
        return store.list("", Optional.empty()).getFirst().availability();
    }

    /** No room for the fast tier is an answer, and nothing to try again for half an hour. */
    @Test
    void saysAtOnceThatThereIsNoRoomForAnExpeditedThaw() throws IOException {
        try (ObjectStore store = newStore()) {
            store.put(KEY, ICE, StorageClass.GLACIER);
            server.endCapacity();

            assertThat(store.thaw(KEY, EXPEDITED)).isEqualTo(ThawAnswer.NO_CAPACITY);
            assertThat(listed(store)).isEqualTo(Availability.FROZEN);
            assertThat(store.thaw(KEY, new ThawRequest(ThawTier.STANDARD, 1)))
                    .isEqualTo(ThawAnswer.REQUESTED);
        }
    }

    @Test
    void aRequestWhoseAnswerWasLostIsUnderWay() throws IOException {
        try (ObjectStore store = newStore()) {
            store.put(KEY, ICE, StorageClass.GLACIER);
            server.harmNext(new Fault.LostAnswer());

            assertThat(store.thaw(KEY, new ThawRequest(ThawTier.BULK, 1)))
                    .isEqualTo(ThawAnswer.UNDER_WAY);
        }
    }

    @Test
    void aRequestThatIsThrottledIsRepeated() throws IOException {
        try (ObjectStore store = newStore()) {
            store.put(KEY, ICE, StorageClass.GLACIER);
            server.harmNext(S3Faults.error(503, "SlowDown", false));

            assertThat(store.thaw(KEY, EXPEDITED)).isNotEqualTo(ThawAnswer.NO_CAPACITY);
            assertThat(listed(store)).isEqualTo(Availability.THAWING);
        }
    }

    /** S3 has two names for it, and which it sends depends on the class. */
    @Test
    void knowsBothNamesOfWhatIsNotFrozen() throws IOException {
        try (ObjectStore store = newStore()) {
            store.put(KEY, ICE);
            server.harmNext(S3Faults.error(403, "ObjectAlreadyInActiveTierError", false));

            assertThat(store.thaw(KEY, EXPEDITED)).isEqualTo(ThawAnswer.NOT_FROZEN);
        }
    }

    /** The rest of an answer that broke off is asked for, and by then it may be too late. */
    @Test
    void whatFreezesWhileItIsReadIsFrozen() throws IOException {
        byte[] large = new byte[1_000_000];
        new Random(1).nextBytes(large);
        try (ObjectStore store = newStore()) {
            store.put(KEY, Content.of(large), StorageClass.GLACIER);
            store.thaw(KEY, EXPEDITED);
            pass(Duration.ofMinutes(5));
            server.harmNext(new Fault.HalfAnAnswer());
            try (InputStream in = store.open(KEY, 0, large.length)) {
                pass(Duration.ofDays(3));

                assertThatThrownBy(in::readAllBytes).isInstanceOf(FrozenObjectException.class);
            }
        }
    }

    @Test
    void looksAtFrozenObjectsOneByOneWhereListingsDoNotSay() throws IOException {
        server.endStatusInLists();
        try (ObjectStore store = newStore()) {
            store.put(KEY, ICE, StorageClass.GLACIER);
            store.put(new ObjectKey("chunks/two"), ICE);
            store.thaw(KEY, EXPEDITED);
            assertThat(listed(store)).isEqualTo(Availability.THAWING);

            pass(Duration.ofMinutes(5));

            assertThat(listed(store).state()).isEqualTo(Availability.State.THAWED);
            assertThat(server.heads()).isEqualTo(2);
        }
    }

    @Test
    void looksAtNoObjectOnceAListingHasSaidSomething() throws IOException {
        try (ObjectStore store = newStore()) {
            store.put(KEY, ICE, StorageClass.GLACIER);
            store.put(new ObjectKey("chunks/two"), ICE, StorageClass.GLACIER);
            store.thaw(KEY, EXPEDITED);

            assertThat(store.list("", Optional.empty()))
                    .extracting(ObjectInfo::availability)
                    .containsExactly(Availability.THAWING, Availability.FROZEN);
            assertThat(server.heads()).isZero();
        }
    }
}

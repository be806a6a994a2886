package dev.firn.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The promises of {@link ObjectStore} about frozen objects, for stores that have them. Each has a
 * test that extends this, beside the one that extends {@link ObjectStoreContract}.
 */
public abstract class ColdObjectStoreContract {

    private static final ObjectKey KEY = new ObjectKey("chunks/one");
    private static final Duration DAY = Duration.ofDays(1);

    @SuppressWarnings("NullAway.Init") // set before each test
    private ObjectStore store;

    /** A new, empty store. */
    protected abstract ObjectStore newStore() throws IOException;

    /** Another way into the data of {@code store}, as another process has it. */
    protected abstract ObjectStore secondView(ObjectStore store) throws IOException;

    /** What the store takes for now. */
    protected abstract Instant now();

    /** Lets time pass for the store. */
    protected abstract void pass(Duration time);

    @BeforeEach
    void open() throws IOException {
        store = newStore();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(UTF_8));
    }

    private void put(StorageClass storageClass) throws IOException {
        store.put(KEY, content("0123456789"), storageClass);
    }

    private static ThawRequest bulk(int days) {
        return new ThawRequest(ThawTier.BULK, days);
    }

    private Availability availability() throws IOException {
        ObjectInfo info = store.info(KEY).orElseThrow();
        assertThat(store.list("", Optional.empty())).contains(info);
        return info.availability();
    }

    private void assertReadable() throws IOException {
        try (InputStream in = store.open(KEY, 2, 3)) {
            assertThat(in.readAllBytes()).asString().isEqualTo("234");
        }
    }

    private void assertFrozen() {
        assertThatThrownBy(
                        () -> {
                            try (InputStream in = store.open(KEY, 2, 3)) {
                                in.readAllBytes();
                            }
                        })
                .isInstanceOf(FrozenObjectException.class);
    }

    private Instant thawedUntil() throws IOException {
        assertThat(availability().state()).isEqualTo(Availability.State.THAWED);
        return availability().until().orElseThrow();
    }

    /** S3 rounds up to the next midnight. */
    private void assertAbout(Instant actual, Duration fromNow) {
        Instant expected = now().plus(fromNow);
        assertThat(actual).isBetween(expected.minusSeconds(60), expected.plus(DAY));
    }

    @Test
    void keepsTheClassOfEachObject() throws IOException {
        for (StorageClass storageClass : StorageClass.values()) {
            store.put(new ObjectKey("in/" + storageClass), content("x"), storageClass);
        }

        List<ObjectInfo> listed = store.list("in/", Optional.empty());

        assertThat(listed).hasSize(StorageClass.values().length);
        for (ObjectInfo info : listed) {
            assertThat(info.key().name()).isEqualTo("in/" + info.storageClass());
            assertThat(info.availability())
                    .isEqualTo(
                            info.storageClass().isFrozen()
                                    ? Availability.FROZEN
                                    : Availability.AT_HAND);
            assertThat(store.info(info.key())).contains(info);
        }
    }

    @Test
    void aFrozenObjectCannotBeRead() throws IOException {
        put(StorageClass.GLACIER);
        assertFrozen();
    }

    @Test
    void aThawTakesItsTime() throws IOException {
        put(StorageClass.DEEP_ARCHIVE);

        assertThat(store.thaw(KEY, bulk(3))).isEqualTo(ThawAnswer.REQUESTED);
        assertThat(availability()).isEqualTo(Availability.THAWING);
        assertFrozen();
        pass(Duration.ofHours(1));
        assertThat(availability()).isEqualTo(Availability.THAWING);
        pass(Duration.ofHours(47));

        assertReadable();
        assertAbout(thawedUntil(), DAY.multipliedBy(3));
        assertThat(store.info(KEY).orElseThrow().storageClass())
                .isEqualTo(StorageClass.DEEP_ARCHIVE);
    }

    @Test
    void anotherProcessSeesTheThaw() throws IOException {
        put(StorageClass.GLACIER);
        store.thaw(KEY, bulk(1));

        try (ObjectStore other = secondView(store)) {
            assertThat(other.info(KEY).orElseThrow().availability())
                    .isEqualTo(Availability.THAWING);
            assertThat(other.thaw(KEY, bulk(1))).isEqualTo(ThawAnswer.UNDER_WAY);
        }
    }

    @Test
    void whatWasThawedFreezesAgain() throws IOException {
        put(StorageClass.GLACIER);
        store.thaw(KEY, bulk(1));
        pass(Duration.ofHours(12));
        assertReadable();

        pass(DAY.multipliedBy(2));

        assertThat(availability()).isEqualTo(Availability.FROZEN);
        assertFrozen();
        assertThat(store.thaw(KEY, bulk(1))).isEqualTo(ThawAnswer.REQUESTED);
    }

    @Test
    void aThawedObjectCanBeKeptLonger() throws IOException {
        put(StorageClass.GLACIER);
        store.thaw(KEY, bulk(1));
        pass(Duration.ofHours(12));

        assertThat(store.thaw(KEY, bulk(10))).isEqualTo(ThawAnswer.EXTENDED);

        assertAbout(thawedUntil(), DAY.multipliedBy(10));
        pass(DAY.multipliedBy(9));
        assertReadable();
    }

    @Test
    void onlyAFasterTierChangesAThawUnderWay() throws IOException {
        put(StorageClass.DEEP_ARCHIVE);
        store.thaw(KEY, bulk(1));
        assertThat(store.thaw(KEY, bulk(5))).isEqualTo(ThawAnswer.UNDER_WAY);

        assertThat(store.thaw(KEY, new ThawRequest(ThawTier.STANDARD, 1)))
                .isEqualTo(ThawAnswer.REQUESTED);
        assertThat(store.thaw(KEY, bulk(1))).isEqualTo(ThawAnswer.UNDER_WAY);
        pass(Duration.ofHours(12));

        assertReadable();
        assertAbout(thawedUntil(), DAY);
    }

    @Test
    void whatIsNotFrozenNeedsNoThaw() throws IOException {
        put(StorageClass.STANDARD);

        assertThat(store.thaw(KEY, bulk(1))).isEqualTo(ThawAnswer.NOT_FROZEN);
        assertReadable();
    }

    @Test
    void whatIsNotThereCannotBeThawed() {
        assertThatThrownBy(() -> store.thaw(KEY, bulk(1)))
                .isInstanceOf(NoSuchObjectException.class);
    }

    @Test
    void aTierThatTheClassLacksIsRefused() throws IOException {
        put(StorageClass.DEEP_ARCHIVE);

        assertThatThrownBy(() -> store.thaw(KEY, new ThawRequest(ThawTier.EXPEDITED, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(availability()).isEqualTo(Availability.FROZEN);
    }

    @Test
    void aFrozenObjectIsNotReplaced() throws IOException {
        put(StorageClass.DEEP_ARCHIVE);

        assertThatThrownBy(() -> store.put(KEY, content("other"), StorageClass.STANDARD))
                .isInstanceOf(ObjectExistsException.class);
        assertThat(availability()).isEqualTo(Availability.FROZEN);
    }

    @Test
    void aFrozenObjectCanBeDeletedAndPutAnew() throws IOException {
        put(StorageClass.DEEP_ARCHIVE);
        store.thaw(KEY, bulk(1));

        store.delete(List.of(KEY));

        assertThat(store.info(KEY)).isEmpty();
        put(StorageClass.GLACIER);
        assertThat(availability()).isEqualTo(Availability.FROZEN);
    }
}

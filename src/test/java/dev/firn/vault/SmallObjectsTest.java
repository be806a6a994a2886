package dev.firn.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.storage.ObjectKey;
import dev.firn.storage.OutcomeUnknownException;
import dev.firn.storage.memory.MemoryObjectStore;
import dev.firn.testing.FailingObjectStore;
import dev.firn.testing.Failure;
import dev.firn.testing.Failure.Kind;
import dev.firn.testing.Failure.When;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SmallObjectsTest {

    private static final ObjectKey KEY = new ObjectKey("snapshots/a/manifest.json");
    private static final byte[] BYTES = {'i', 'c', 'e'};

    private final MemoryObjectStore store = new MemoryObjectStore();

    @ParameterizedTest
    @EnumSource(When.class)
    void aPutOfUnknownOutcomeIsRepeatedOnce(When when) throws IOException {
        Failure failure = new Failure(0, when, Kind.UNKNOWN);

        new SmallObjects(new FailingObjectStore(store, failure)).putSame(KEY, BYTES);

        assertThat(failure.calls()).isEqualTo(2);
        assertThat(new SmallObjects(store).read(KEY)).contains(BYTES);
    }

    @Test
    void aSecondUnknownOutcomeIsReported() throws IOException {
        var first = new FailingObjectStore(store, new Failure(0, When.BEFORE, Kind.UNKNOWN));
        var second = new FailingObjectStore(first, new Failure(1, When.BEFORE, Kind.UNKNOWN));

        assertThatThrownBy(() -> new SmallObjects(second).putSame(KEY, BYTES))
                .isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void otherBytesUnderTheKeyAreDamage() throws IOException {
        new SmallObjects(store).putSame(KEY, new byte[] {1});

        assertThatThrownBy(() -> new SmallObjects(store).putSame(KEY, BYTES))
                .isInstanceOf(DamagedVaultException.class);
    }
}

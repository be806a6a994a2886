package dev.firn.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStore.Version;
import dev.firn.kv.KeyValueStoreContract;
import dev.firn.kv.OutcomeUnknownException;
import dev.firn.kv.RecordKey;
import dev.firn.kv.memory.MemoryKeyValueStore;
import dev.firn.testing.Failure.Kind;
import dev.firn.testing.Failure.When;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** As long as no call fails, the contract holds. */
class FailingKeyValueStoreTest extends KeyValueStoreContract {

    private static final RecordKey KEY = new RecordKey("heads", "volumes", "one");

    private final MemoryKeyValueStore memory = new MemoryKeyValueStore();

    @Override
    protected KeyValueStore newStore() {
        return new FailingKeyValueStore(
                memory, new Failure(Integer.MAX_VALUE, When.BEFORE, Kind.FAILED));
    }

    @Override
    protected KeyValueStore secondView(KeyValueStore store) {
        return memory;
    }

    @Test
    void failsTheNthWriteBeforeItIsSent() throws IOException {
        Failure failure = new Failure(1, When.BEFORE, Kind.FAILED);
        KeyValueStore store = new FailingKeyValueStore(memory, failure);
        Version version = store.create(KEY, new byte[1]);
        assertThat(failure.hasHappened()).isFalse();

        assertThatThrownBy(() -> store.replace(KEY, new byte[2], version))
                .hasMessage("injected: replace of heads:volumes:one BEFORE it was carried out");

        assertThat(failure.hasHappened()).isTrue();
        assertThat(memory.get(KEY).orElseThrow().version()).isEqualTo(version);
        store.delete(KEY, version);
        assertThat(failure.calls()).isEqualTo(3);
    }

    @Test
    void failsAWriteAfterItTookEffect() throws IOException {
        KeyValueStore store =
                new FailingKeyValueStore(memory, new Failure(0, When.AFTER, Kind.UNKNOWN));

        assertThatThrownBy(() -> store.create(KEY, new byte[1]))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessage("it is unknown whether record 'heads:volumes:one' was written");

        assertThat(memory.get(KEY)).isPresent();
    }
}

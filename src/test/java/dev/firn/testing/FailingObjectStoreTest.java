package dev.firn.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.storage.Content;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.ObjectStoreContract;
import dev.firn.storage.OutcomeUnknownException;
import dev.firn.storage.memory.MemoryObjectStore;
import dev.firn.testing.Failure.Kind;
import dev.firn.testing.Failure.When;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** As long as no call fails, the contract holds. */
class FailingObjectStoreTest extends ObjectStoreContract {

    private static final ObjectKey A = new ObjectKey("a");
    private static final ObjectKey B = new ObjectKey("b");
    private static final Content ICE = Content.of(new byte[3]);

    private final MemoryObjectStore memory = new MemoryObjectStore();

    @Override
    protected ObjectStore newStore() {
        return failing(Integer.MAX_VALUE, When.BEFORE, Kind.FAILED);
    }

    @Override
    protected ObjectStore secondView(ObjectStore store) {
        return memory;
    }

    private ObjectStore failing(int call, When when, Kind kind) {
        return new FailingObjectStore(memory, new Failure(call, when, kind));
    }

    @Test
    void failsTheNthPutBeforeItIsSent() throws IOException {
        ObjectStore store = failing(1, When.BEFORE, Kind.FAILED);
        store.put(A, ICE);

        assertThatThrownBy(() -> store.put(B, ICE))
                .isInstanceOf(IOException.class)
                .hasMessage("injected: put of b BEFORE it was carried out");
        assertThat(memory.info(B)).isEmpty();

        store.put(B, ICE);
        assertThat(memory.info(B)).isPresent();
    }

    @Test
    void failsAPutAfterItTookEffect() throws IOException {
        ObjectStore store = failing(0, When.AFTER, Kind.UNKNOWN);

        assertThatThrownBy(() -> store.put(A, ICE))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessage("it is unknown whether object 'a' was stored");

        assertThat(memory.info(A)).isPresent();
    }

    @Test
    void failsADeleteHalfWay() throws IOException {
        memory.put(A, ICE);
        memory.put(B, ICE);
        ObjectStore store = failing(0, When.AFTER, Kind.FAILED);

        assertThatThrownBy(() -> store.delete(List.of(A, B))).hasMessageStartingWith("injected");

        assertThat(memory.list("", Optional.empty())).hasSize(1);
    }
}

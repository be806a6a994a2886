package dev.firn.storage.glacier;

import dev.firn.storage.ObjectStore;
import dev.firn.storage.ObjectStoreContract;
import dev.firn.storage.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class SimulatedGlacierTest extends ObjectStoreContract {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    private final MemoryObjectStore objects = new MemoryObjectStore();

    @Override
    protected ObjectStore newStore() throws IOException {
        return new SimulatedGlacier(objects, directory.resolve("ledger"), InstantSource.system());
    }

    @Override
    protected ObjectStore secondView(ObjectStore store) throws IOException {
        return newStore();
    }

    /** Each put waits for the ledger of all processes. */
    @Override
    protected int manyEntries() {
        return 2_500;
    }
}

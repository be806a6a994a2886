package dev.firn.thaw;

import dev.firn.model.Chunk;
import java.io.IOException;
import java.util.BitSet;

/** Finds chunks by their number again: only their states are kept in memory. */
final class Numbered {

    private Numbered() {}

    /** What is done with a chunk. */
    @FunctionalInterface
    interface Use {
        void on(int number, Chunk chunk) throws IOException;
    }

    /** Passes the chunks of {@code part} whose numbers are in {@code wanted}, in their order. */
    static void forEach(ChunkSupply.Part part, BitSet wanted, Use use) throws IOException {
        if (wanted.isEmpty()) {
            return;
        }
        int[] number = {0};
        part.chunks()
                .forEach(chunk -> {
                    if (wanted.get(number[0])) {
                        use.on(number[0], chunk);
                    }
                    number[0]++;
                });
    }
}

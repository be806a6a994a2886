package dev.firn.thaw;

import dev.firn.concurrent.Tasks;
import dev.firn.model.Chunk;
import dev.firn.report.Progress;
import dev.firn.thaw.ChunkStates.State;
import dev.firn.vault.ChunkObjects;
import dev.firn.vault.FetchedChunks;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Fetches chunks that were thawed, and keeps them until they are read. */
final class Fetches {

    /** Chunks at a time. */
    private static final int PARALLEL = 4;

    /** After so long, or so much of the window, more is asked for before the rest is fetched. */
    private static final Duration PASS = Duration.ofHours(1);

    private static final int PASS_PARTS_OF_WINDOW = 4;

    private final ChunkObjects objects;
    private final List<ChunkSupply.Part> parts;
    private final Optional<FetchedChunks> fetched;
    private final ThawSettings settings;
    private final Progress progress;

    Fetches(
            ChunkObjects objects,
            List<ChunkSupply.Part> parts,
            Optional<FetchedChunks> fetched,
            ThawSettings settings,
            Progress progress)
            throws IOException {
        this.objects = objects;
        this.parts = parts;
        this.fetched = fetched;
        this.settings = settings;
        this.progress = progress;
        if (fetched.isPresent()) {
            fetched.get().clean();
        }
    }

    /** How many bytes more may be kept. */
    long room() throws IOException {
        return fetched.isEmpty() ? 0 : Math.max(0, settings.spoolBytes() - fetched.get().bytes());
    }

    /**
     * Fetches what can be read and kept, of the parts from {@code first} on, whose chunks come
     * before all others. Not everything at once: there is more to be asked for by then.
     *
     * @return whether anything has changed
     */
    boolean fetch(List<ChunkStates> states, int first) throws IOException {
        if (fetched.isEmpty()) {
            return false;
        }
        Pass pass = new Pass(fetched.get(), room());
        for (int part = first; part < states.size() && !pass.isOver(); part++) {
            ChunkStates of = states.get(part);
            pass.fetch(parts.get(part), of);
            // What is left of a part that is read before the others must find room, too.
            pass.reserve(of.bytes(State.FROZEN, State.THAWING, State.THAWED));
        }
        return pass.changes > 0;
    }

    private final class Pass {

        private final FetchedChunks target;
        private final Instant end = settings.clock().instant().plus(PASS);
        private long room;
        private long left = settings.windowBytes() / PASS_PARTS_OF_WINDOW;
        private int changes;

        Pass(FetchedChunks target, long room) {
            this.target = target;
            this.room = room;
        }

        /** Never before something was fetched: else a small window would hold everything up. */
        boolean isOver() {
            return changes > 0 && (left <= 0 || settings.clock().instant().isAfter(end));
        }

        void reserve(long bytes) {
            room -= bytes;
        }

        void fetch(ChunkSupply.Part part, ChunkStates of) throws IOException {
            BitSet wanted = select(of);
            if (wanted.isEmpty()) {
                return;
            }
            long bytes = wanted.stream().mapToLong(of::bytes).sum();
            progress.begin("fetch", OptionalLong.of(bytes));
            try (Tasks tasks = new Tasks("fetch", PARALLEL)) {
                Numbered.forEach(
                        part,
                        wanted,
                        (number, chunk) -> {
                            if (!isOver()) {
                                changes++;
                                left -= chunk.storedBytes();
                                tasks.submit(() -> fetch(part, of, number, chunk));
                                progress.advance(chunk.storedBytes());
                            }
                        });
                tasks.await();
            } finally {
                progress.end();
            }
        }

        private BitSet select(ChunkStates of) {
            BitSet wanted = new BitSet();
            for (int i = 0; i < of.count(); i++) {
                if (of.state(i) == State.THAWED && of.bytes(i) <= room) {
                    wanted.set(i);
                    room -= of.bytes(i);
                }
            }
            return wanted;
        }

        private void fetch(ChunkSupply.Part part, ChunkStates of, int number, Chunk chunk)
                throws IOException {
            boolean isHere = objects.fetch(part.snapshot(), chunk, target);
            of.set(number, isHere ? State.FETCHED : State.FROZEN);
        }
    }
}

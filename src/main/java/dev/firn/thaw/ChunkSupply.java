package dev.firn.thaw;

import dev.firn.model.Chunk;
import dev.firn.model.SnapshotId;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.storage.ThawTier;
import dev.firn.thaw.ChunkStates.State;
import dev.firn.vault.ChunkObjects;
import dev.firn.vault.ChunkRead;
import dev.firn.vault.ChunkWalk;
import dev.firn.vault.FetchedChunks;
import dev.firn.vault.ThawJob;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Brings the chunks of several snapshots within reach, one snapshot after the other. Chunks are
 * asked for in the order in which they are read, as many at a time as the window allows, and
 * fetched as they become readable. For one thread.
 */
public final class ChunkSupply {

    private final ChunkObjects objects;
    private final List<Part> parts;
    private final Optional<FetchedChunks> fetched;
    private final ThawSettings settings;
    private final Progress progress;
    private final Thaws thaws;
    private final Fetches fetches;
    private List<ChunkStates> states = List.of();
    private ThawPlan.Amount told = ThawPlan.Amount.NONE;

    /**
     * The chunks that are needed of one snapshot.
     *
     * @param reading what is read of each
     */
    public record Part(SnapshotId snapshot, ChunkWalk chunks, Function<Chunk, ChunkRead> reading) {

        /** Chunks that are read whole. */
        public Part(SnapshotId snapshot, ChunkWalk chunks) {
            this(snapshot, chunks, ChunkRead::whole);
        }
    }

    /**
     * For {@code parts}, in the order in which they are read.
     *
     * @param fetched where chunks that were thawed are put; empty if they are read where they are,
     *     and then those of all parts are in reach together
     */
    public ChunkSupply(
            ChunkObjects objects,
            List<Part> parts,
            Optional<FetchedChunks> fetched,
            ThawSettings settings,
            ThawNotes notes,
            Progress progress)
            throws IOException {
        this.objects = objects;
        this.parts = List.copyOf(parts);
        this.fetched = fetched;
        this.settings = settings;
        this.progress = progress;
        this.thaws = new Thaws(objects, this.parts, settings, notes, progress);
        this.fetches = new Fetches(objects, this.parts, fetched, settings, progress);
        observe(0);
        requireRoom();
        thaws.hasten(states);
    }

    /** Asks the store how far the chunks are, of the parts from {@code first} on. */
    private void observe(int first) throws IOException {
        List<ChunkStates> seen = new ArrayList<>(states.subList(0, Math.min(first, states.size())));
        for (Part part : parts.subList(first, parts.size())) {
            ChunkStates of = new ChunkStates();
            ChunkObjects.Listing listing = objects.list(part.snapshot());
            part.chunks().forEach(chunk -> observe(part, chunk, listing, of));
            seen.add(of);
        }
        states = seen;
    }

    private void observe(Part part, Chunk chunk, ChunkObjects.Listing listing, ChunkStates of)
            throws IOException {
        if (fetched.isPresent() && fetched.get().has(part.snapshot(), chunk)) {
            of.addFetched(chunk.storedBytes());
        } else {
            of.add(listing.find(chunk), part.reading().apply(chunk));
        }
    }

    /** What it takes to read what is needed, as things are now. */
    public ThawPlan plan() {
        return thaws.plan(states);
    }

    /** The tier that chunks are asked for with. */
    public ThawTier tier() {
        return thaws.tier();
    }

    /**
     * Brings the chunks of a part within reach; those of the parts before it are not needed any
     * more. False if they are being thawed, and are not to be waited for.
     */
    public boolean bringIn(int part) throws IOException {
        while (true) {
            thaws.ask(states, part);
            boolean moved = fetches.fetch(states, part);
            if (isInReach(part) && (!moved || states.get(part).bytes(State.THAWED) == 0)) {
                return true;
            }
            if (moved) {
                continue;
            }
            thaws.extend(states, part);
            if (settings.waiting() == ThawSettings.Wait.NO) {
                return false;
            }
            await();
            observe(part);
        }
    }

    private boolean isInReach(int part) {
        return readTogether(part).stream().allMatch(ChunkStates::isInReach);
    }

    /** What has to be readable before a part is read. */
    private List<ChunkStates> readTogether(int part) {
        return fetched.isPresent()
                ? states.subList(part, part + 1)
                : states.subList(part, states.size());
    }

    /** In a window that is too small for it, what is read together would never be in reach. */
    private void requireRoom() {
        long room = settings.windowBytes() + (fetched.isPresent() ? settings.spoolBytes() : 0);
        int last = fetched.isPresent() ? parts.size() - 1 : Math.min(0, parts.size() - 1);
        for (int i = 0; i <= last; i++) {
            long frozen = bytes(i, State.FROZEN, State.THAWING);
            long needed = frozen + bytes(i, State.THAWED, State.FETCHED);
            if (frozen > 0 && needed > room) {
                throw new UserException(
                        ErrorKind.USAGE,
                        ("cannot thaw snapshot %s: its chunks have %d bytes, and only %d may be"
                                        + " thawed and kept at a time")
                                .formatted(parts.get(i).snapshot(), needed, room),
                        fetched.isPresent()
                                ? "raise restore.thaw-window or restore.fetched-size, or make room"
                                        + " at the destination"
                                : "raise restore.thaw-window, or restore less at a time");
            }
        }
    }

    private long bytes(int part, State... wanted) {
        return readTogether(part).stream().mapToLong(of -> of.bytes(wanted)).sum();
    }

    /** However long the host slept meanwhile, and whatever its clock says: it is asked again. */
    private void await() throws IOException {
        ThawPlan.Amount thawing = pending().thawing();
        if (!thawing.equals(told)) {
            told = thawing;
            progress.note(
                    "%d chunks are being thawed with tier %s"
                            .formatted(thawing.chunks(), Tiers.name(tier())));
        }
        try {
            settings.pause().pause(settings.poll());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** What is waited for. */
    public Pending pending() {
        return thaws.pending(states);
    }

    /** Forgets the chunks of a part that was read. */
    public void received(int part) throws IOException {
        if (fetched.isPresent()) {
            fetched.get().drop(parts.get(part).snapshot());
        }
    }

    /** All parts were read. */
    public void done() throws IOException {
        thaws.forget();
    }

    /** What was noted of this thaw before. */
    public Optional<ThawJob> job() {
        return thaws.job();
    }
}

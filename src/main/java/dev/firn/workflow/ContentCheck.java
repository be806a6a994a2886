package dev.firn.workflow;

import dev.firn.index.IndexReader;
import dev.firn.model.Chunk;
import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.vault.FrameReader;
import dev.firn.vault.FrameReader.Part;
import dev.firn.vault.Manifests;
import dev.firn.vault.NeededFrames;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.util.BitSet;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads what is stored of snapshots: each chunk is fetched whole, compared with what the host
 * signed, decrypted and decompressed. Where all of a stream is read, its commands are checked, too.
 */
final class ContentCheck {

    private final Vault vault;
    private final SnapshotReader.Settings settings;
    private final Sample sample;
    private final Progress progress;

    ContentCheck(Vault vault, SnapshotReader.Settings settings, Sample sample, Progress progress) {
        this.vault = vault;
        this.settings = settings;
        this.sample = sample;
        this.progress = progress;
    }

    /** How many bytes of the stream were read. */
    long run(SnapshotCheck check) throws IOException {
        if (check.manifest().isEmpty()) {
            return 0;
        }
        index(check, check.manifest().get());
        Snapshot snapshot = check.snapshot();
        progress.begin(
                snapshot.source().label(),
                sample.isAll() ? OptionalLong.of(snapshot.stream().bytes()) : OptionalLong.empty());
        try {
            return stream(check);
        } finally {
            progress.end();
        }
    }

    private void index(SnapshotCheck check, Manifests.Signed manifest) throws IOException {
        try {
            vault.indexes(settings.identities(), settings.spool())
                    .read(manifest, ContentCheck::toEnd);
        } catch (UserException e) {
            requireDamage(e);
            check.indexFault(String.valueOf(e.getMessage()));
        }
    }

    private static void toEnd(IndexReader index) throws IOException {
        while (index.next().isPresent()) {
            // Each record is checked as it is read.
        }
    }

    private static void requireDamage(UserException e) {
        if (e.kind() != ErrorKind.VAULT_DAMAGED) {
            throw e;
        }
    }

    private long stream(SnapshotCheck check) throws IOException {
        Snapshot snapshot = check.snapshot();
        // Chunks by where they begin: which one a frame is of. Those that were read are dropped.
        NavigableMap<Long, Chunk> reading = new TreeMap<>();
        AtomicLong frozen = new AtomicLong();
        FrameReader.Plan plan =
                visitor ->
                        frozen.set(
                                check.readable(
                                        sample,
                                        (chunk, _) -> {
                                            synchronized (reading) {
                                                reading.put(chunk.offset(), chunk);
                                            }
                                            BitSet all = new BitSet();
                                            all.set(0, chunk.frameBytes().size());
                                            visitor.visit(new NeededFrames(snapshot, chunk, all));
                                        }));
        StreamProgress stream = new StreamProgress(snapshot);
        try (FrameReader.Parts parts =
                vault.frames(settings).read(plan, FrameReader.Extent.WHOLE_CHUNKS)) {
            for (var next = parts.next(); next.isPresent(); next = parts.next()) {
                switch (next.get()) {
                    case Part.Frame frame -> stream.feed(frame);
                    case Part.Lost lost ->
                            check.fault(chunkOf(reading, lost.offset()), lost.reason());
                }
            }
        } catch (UserException e) {
            requireDamage(e);
            check.streamFault(String.valueOf(e.getMessage()));
            return stream.bytes;
        }
        if (frozen.get() > 0) {
            check.frozen(frozen.get());
        }
        stream.finish(check);
        return stream.bytes;
    }

    private static long chunkOf(NavigableMap<Long, Chunk> reading, long offset) {
        synchronized (reading) {
            long start = reading.floorKey(offset);
            reading.headMap(start).clear();
            return start;
        }
    }

    /** The stream as far as it was read without a gap from its beginning. */
    private final class StreamProgress {

        private final Snapshot snapshot;
        private final StoredStream stream;
        private long position;
        private long bytes;

        StreamProgress(Snapshot snapshot) throws IOException {
            this.snapshot = snapshot;
            this.stream =
                    new StoredStream(
                            snapshot,
                            SignedChain.parent(vault, snapshot).map(Snapshot::streamUuid));
        }

        void feed(Part.Frame frame) {
            long length = frame.bytes();
            if (frame.offset() == position) {
                stream.feed(frame.content());
                position += length;
            }
            bytes += length;
            progress.advance(length);
        }

        void finish(SnapshotCheck check) {
            if (position < snapshot.stream().bytes()) {
                return;
            }
            try {
                stream.finish();
            } catch (UserException e) {
                requireDamage(e);
                check.streamFault(String.valueOf(e.getMessage()));
            }
        }
    }
}

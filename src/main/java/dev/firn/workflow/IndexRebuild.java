package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.report.Progress;
import dev.firn.sendstream.StreamSummary;
import dev.firn.vault.IndexReading;
import dev.firn.vault.Manifests;
import dev.firn.vault.NewIndex;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Makes the indexes of stored snapshots again, from their chunks, where they are missing or
 * damaged. Interrupted, it goes on with the snapshot it was at.
 */
public final class IndexRebuild {

    private final Vault vault;
    private final IndexReading indexes;
    private final SnapshotReader reader;
    private final Progress progress;

    public IndexRebuild(
            Vault vault, IndexReading indexes, SnapshotReader reader, Progress progress) {
        this.vault = vault;
        this.indexes = indexes;
        this.reader = reader;
        this.progress = progress;
    }

    /**
     * Those of {@code snapshots} that have no index that can be read. Reads the indexes, and no
     * chunk.
     */
    public List<Snapshot> missing(List<Snapshot> snapshots) throws IOException {
        List<Snapshot> missing = new ArrayList<>();
        for (Snapshot snapshot : snapshots) {
            if (!indexes.isThere(vault.manifest(snapshot))) {
                missing.add(snapshot);
            }
        }
        return missing;
    }

    /** Makes the index of one snapshot from all of its chunks. */
    public void run(Snapshot snapshot, NewIndex.Settings settings) throws IOException {
        Manifests.Signed manifest = SignedChain.of(vault, List.of(snapshot)).getFirst();
        progress.begin(snapshot.source().label(), OptionalLong.of(snapshot.stream().bytes()));
        try (NewIndex index = vault.newIndex(manifest, settings)) {
            StoredStream stream =
                    new StoredStream(
                            snapshot,
                            SignedChain.parent(vault, snapshot).map(Snapshot::streamUuid),
                            index.listener());
            reader.read(
                    snapshot,
                    manifest,
                    frame -> {
                        stream.feed(frame);
                        progress.advance(frame.remaining());
                    });
            StreamSummary summary = stream.finish();
            index.store(summary);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            progress.end();
        }
    }
}

package dev.firn.vault;

import dev.firn.format.v1.Manifest;
import dev.firn.format.v1.ManifestPage;
import dev.firn.model.Chunk;
import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;

/**
 * Spreads a chunk list over the manifest itself and further pages, which are passed on as they
 * fill. Counts what it lists.
 */
final class ManifestPages {

    private final SnapshotId snapshot;
    private final Manifest.Builder manifest;
    private final Target target;
    private final ManifestPage.Builder page = ManifestPage.newBuilder();
    private long chunks;
    private long bytes;
    private long storedBytes;

    /** Takes a page as it is to be stored. Pages count from 1. */
    @FunctionalInterface
    interface Target {
        void page(int number, byte[] json) throws IOException;
    }

    ManifestPages(SnapshotId snapshot, Manifest.Builder manifest, Target target) {
        this.snapshot = snapshot;
        this.manifest = manifest;
        this.target = target;
    }

    void add(Chunk chunk) throws IOException {
        chunks++;
        bytes += chunk.bytes();
        storedBytes += chunk.storedBytes();
        if (manifest.getChunksCount() < ManifestFormat.PAGE_CHUNKS_MAX) {
            manifest.addChunks(ManifestFormat.write(chunk));
            return;
        }
        page.addChunks(ManifestFormat.write(chunk));
        if (page.getChunksCount() == ManifestFormat.PAGE_CHUNKS_MAX) {
            pass();
        }
    }

    /**
     * Ends the list.
     *
     * @throws UserException if it is not what was stored, because the journal was damaged since
     */
    void finish(StreamWriter.Totals stored) throws IOException {
        if (chunks != stored.chunks()
                || bytes != stored.streamBytes()
                || storedBytes != stored.storedBytes()) {
            throw new UserException(
                    ErrorKind.FAILED,
                    ("cannot commit snapshot %s: its journal lists %d chunks with %d bytes of the"
                                    + " stream, and %d with %d were stored")
                            .formatted(
                                    snapshot, chunks, bytes, stored.chunks(), stored.streamBytes()),
                    "check the disk with the state directory, then run it again");
        }
        if (page.getChunksCount() > 0) {
            pass();
        }
    }

    private void pass() throws IOException {
        int number = manifest.getPagesSha256Count() + 1;
        page.setFormat(ManifestFormat.FORMAT).setSnapshot(snapshot.toString()).setPage(number);
        byte[] json = ManifestFormat.json(page.build());
        target.page(number, json);
        manifest.addPagesSha256(Sha256.of(json).toString());
        page.clear();
    }
}

package dev.firn.vault;

import dev.firn.format.v1.Manifest;
import dev.firn.format.v1.ManifestPage;
import dev.firn.model.Chunk;
import dev.firn.model.Sha256;
import java.io.IOException;

/**
 * Spreads a chunk list over the manifest itself and further pages, which are stored as they fill:
 * before the manifest that names their digests.
 */
final class ManifestPages {

    private final NewSnapshot snapshot;
    private final SmallObjects objects;
    private final Manifest.Builder manifest;
    private final ManifestPage.Builder page = ManifestPage.newBuilder();

    ManifestPages(NewSnapshot snapshot, SmallObjects objects, Manifest.Builder manifest) {
        this.snapshot = snapshot;
        this.objects = objects;
        this.manifest = manifest;
    }

    void add(Chunk chunk) throws IOException {
        if (manifest.getChunksCount() < ManifestFormat.PAGE_CHUNKS_MAX) {
            manifest.addChunks(ManifestFormat.write(chunk));
            return;
        }
        page.addChunks(ManifestFormat.write(chunk));
        if (page.getChunksCount() == ManifestFormat.PAGE_CHUNKS_MAX) {
            store();
        }
    }

    void finish() throws IOException {
        if (page.getChunksCount() > 0) {
            store();
        }
    }

    private void store() throws IOException {
        int number = manifest.getPagesSha256Count() + 1;
        page.setFormat(ManifestFormat.FORMAT).setSnapshot(snapshot.id().toString()).setPage(number);
        byte[] json = ManifestFormat.json(page.build());
        objects.putSame(
                ObjectKeys.manifestPage(snapshot.volume().id(), snapshot.id(), number), json);
        manifest.addPagesSha256(Sha256.of(json).toString());
        page.clear();
    }
}

package dev.firn.workflow;

import dev.firn.files.Streams;
import dev.firn.model.Snapshot;
import dev.firn.model.VolumeId;
import dev.firn.tree.StreamId;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The streams of a volume's snapshots, by the uuid that they carry. */
final class StoredStreams implements Streams {

    private final Vault vault;
    private final Map<UUID, Snapshot> snapshots;

    private StoredStreams(Vault vault, Map<UUID, Snapshot> snapshots) {
        this.vault = vault;
        this.snapshots = snapshots;
    }

    static StoredStreams of(Vault vault, VolumeId volume) throws IOException {
        Map<UUID, Snapshot> snapshots = new HashMap<>();
        vault.catalog()
                .snapshots(volume, snapshot -> snapshots.put(snapshot.streamUuid(), snapshot));
        return new StoredStreams(vault, Map.copyOf(snapshots));
    }

    @Override
    public Optional<Stored> stored(StreamId stream) throws IOException {
        Snapshot snapshot = snapshots.get(stream.uuid());
        if (snapshot == null || snapshot.source().generation() != stream.generation()) {
            return Optional.empty();
        }
        return Optional.of(new Stored(snapshot, vault.manifest(snapshot)));
    }
}

package dev.firn.cli;

import dev.firn.model.Snapshot;
import tools.jackson.databind.node.ObjectNode;

/** A stored snapshot as JSON. */
final class SnapshotJson {

    private SnapshotJson() {}

    static ObjectNode of(Snapshot snapshot) {
        ObjectNode node = Json.object();
        node.put("uuid", snapshot.id().toString());
        node.put("volumeUuid", snapshot.place().volume().toString());
        node.put("sequenceUuid", snapshot.place().sequence().toString());
        node.put("position", snapshot.place().position());
        node.put("kind", snapshot.isFull() ? "full" : "incremental");
        snapshot.parent().ifPresent(parent -> node.put("parentUuid", parent.toString()));
        snapshot.source().received().ifPresent(u -> node.put("receivedUuid", u.toString()));
        snapshot.source().origin().ifPresent(u -> node.put("originUuid", u.toString()));
        node.put("label", snapshot.source().label());
        node.put("generation", snapshot.source().generation());
        node.put("taken", snapshot.source().taken().toString());
        node.put("stored", snapshot.provenance().stored().toString());
        node.put("streamVersion", snapshot.stream().version());
        node.put("streamBytes", snapshot.stream().bytes());
        node.put("storedBytes", snapshot.stream().storedBytes());
        node.put("chunks", snapshot.stream().chunks());
        node.put("chunkBytes", snapshot.stream().layout().chunkBytes());
        node.put("frameBytes", snapshot.stream().layout().frameBytes());
        node.put("manifestSha256", snapshot.provenance().manifest().toString());
        node.put("signerSha256", snapshot.provenance().signer().toString());
        snapshot.provenance().recipients().forEach(node.withArray("recipients")::add);
        node.put("kernelVersion", snapshot.provenance().versions().kernel());
        node.put("btrfsProgsVersion", snapshot.provenance().versions().btrfsProgs());
        node.put("firnVersion", snapshot.provenance().versions().firn());
        return node;
    }
}

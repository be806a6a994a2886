package dev.firn.cli;

import dev.firn.model.Snapshot;
import dev.firn.workflow.Inventory;
import dev.firn.workflow.Sizes;
import java.io.PrintWriter;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** How {@code firn list} shows what is stored of a volume. */
final class InventoryText {

    private static final String ROW = "  %-8s  %-19s  %6s  %-11s  %-8s  %9s  %9s  %s%n";

    private InventoryText() {}

    static void print(Inventory inventory, Instant now, PrintWriter out) {
        out.printf(
                "%s  of %s, volume %s%n",
                inventory.head().name(), inventory.head().host(), inventory.head().volume());
        int first = inventory.head().begun() - inventory.sequences().size() + 1;
        for (int i = 0; i < inventory.sequences().size(); i++) {
            Inventory.Sequence sequence = inventory.sequences().get(i);
            boolean current = sequence.id().equals(inventory.head().current());
            out.printf(
                    "sequence %d%s: %d snapshots, %s stored%n",
                    first + i,
                    current ? " (current)" : "",
                    sequence.snapshots().size(),
                    Sizes.text(
                            sequence.snapshots().stream()
                                    .mapToLong(s -> s.stream().storedBytes())
                                    .sum()));
            out.printf(
                    ROW, "SNAPSHOT", "TAKEN", "AGE", "KIND", "PARENT", "STREAM", "STORED", "LABEL");
            sequence.snapshots().forEach(snapshot -> row(snapshot, now, out));
        }
        out.println();
    }

    private static void row(Snapshot snapshot, Instant now, PrintWriter out) {
        out.printf(
                ROW,
                Ids.brief(snapshot.id()),
                Times.text(snapshot.source().taken()),
                Times.age(snapshot.source().taken(), now),
                snapshot.isFull() ? "full" : "incremental",
                snapshot.parent().map(Ids::brief).orElse("-"),
                Sizes.text(snapshot.stream().bytes()),
                Sizes.text(snapshot.stream().storedBytes()),
                snapshot.source().label());
    }

    static ObjectNode json(Inventory inventory) {
        ObjectNode node = Json.object();
        node.put("volume", inventory.head().name());
        node.put("host", inventory.head().host());
        node.put("uuid", inventory.head().volume().toString());
        node.put("currentSequenceUuid", inventory.head().current().toString());
        var sequences = node.putArray("sequences");
        for (Inventory.Sequence sequence : inventory.sequences()) {
            ObjectNode one = sequences.addObject().put("uuid", sequence.id().toString());
            var snapshots = one.putArray("snapshots");
            sequence.snapshots().forEach(s -> snapshots.add(SnapshotJson.of(s)));
        }
        return node;
    }
}

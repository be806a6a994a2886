package dev.firn.cli;

import dev.firn.model.Snapshot;
import dev.firn.workflow.Inventory;
import dev.firn.workflow.Sizes;
import java.io.PrintWriter;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** How {@code firn list} shows what is stored of a volume. */
final class InventoryText {

    /** Widths of the columns; those with numbers are negative and end flush. */
    private static final int[] WIDTHS = {8, 19, -6, 11, 8, -9, -9};

    private InventoryText() {}

    static void print(Inventory inventory, Instant now, PrintWriter out) {
        out.printf(
                "%s  of %s, volume %s%n",
                inventory.head().name(),
                Lines.of(inventory.head().host()),
                inventory.head().volume());
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
            row(out, "SNAPSHOT", "TAKEN", "AGE", "KIND", "PARENT", "STREAM", "STORED", "LABEL");
            sequence.snapshots().forEach(snapshot -> row(snapshot, now, out));
        }
        out.println();
    }

    private static void row(Snapshot snapshot, Instant now, PrintWriter out) {
        row(
                out,
                Ids.brief(snapshot.id()),
                Times.text(snapshot.source().taken()),
                Times.age(snapshot.source().taken(), now),
                snapshot.isFull() ? "full" : "incremental",
                snapshot.parent().map(Ids::brief).orElse("-"),
                Sizes.text(snapshot.stream().bytes()),
                Sizes.text(snapshot.stream().storedBytes()),
                Lines.of(snapshot.source().label()));
    }

    private static void row(PrintWriter out, String... cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            int width = i < WIDTHS.length ? WIDTHS[i] : 0;
            String padding = " ".repeat(Math.max(0, Math.abs(width) - cells[i].length()));
            line.append("  ").append(width < 0 ? padding + cells[i] : cells[i] + padding);
        }
        out.println(line);
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

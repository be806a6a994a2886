package dev.firn.cli;

import dev.firn.cost.Prices;
import dev.firn.model.Snapshot;
import dev.firn.storage.StorageClass;
import dev.firn.workflow.Inventory;
import dev.firn.workflow.Sizes;
import dev.firn.workflow.StorageCost;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a vault costs, for people and for scripts. */
final class CostText {

    private static final String ROW = "  %-8s  %-19s  %7s  %9s  %11s  %s%n";

    private final List<Volume> volumes;
    private final StorageCost.Share rest;
    private final StorageCost.Share all = new StorageCost.Share();
    private final Prices prices;

    private record Volume(Inventory inventory, List<Row> rows, StorageCost.Share all) {}

    private record Row(Snapshot snapshot, StorageCost.Share share) {}

    CostText(StorageCost cost, List<Inventory> inventories, Prices prices) {
        this.prices = prices;
        this.volumes = inventories.stream().map(inventory -> volume(inventory, cost)).toList();
        this.rest = cost.rest();
        volumes.forEach(volume -> all.add(volume.all()));
        all.add(rest);
    }

    private static Volume volume(Inventory inventory, StorageCost cost) {
        List<Row> rows =
                inventory.sequences().stream()
                        .flatMap(sequence -> sequence.snapshots().stream())
                        .map(snapshot -> new Row(snapshot, cost.take(snapshot.id())))
                        .toList();
        StorageCost.Share all = new StorageCost.Share();
        rows.forEach(row -> all.add(row.share()));
        return new Volume(inventory, rows, all);
    }

    void print(PrintWriter out) {
        for (Volume volume : volumes) {
            out.printf(
                    "%s  of %s, volume %s%n",
                    volume.inventory().head().name(),
                    Lines.of(volume.inventory().head().host()),
                    volume.inventory().head().volume());
            out.printf(ROW, "SNAPSHOT", "TAKEN", "OBJECTS", "STORED", "A MONTH", "CLASSES");
            volume.rows().forEach(row -> print(row, out));
            print("all", volume.all(), out);
            out.println();
        }
        print("beside", rest, out);
        print("vault", all, out);
        out.println();
        out.println(
                "Prices of %s, %s; docs/cost.md says what is counted. 'beside' is what belongs to no snapshot."
                        .formatted(prices.region(), prices.date()));
    }

    private static void print(Row row, PrintWriter out) {
        out.printf(
                ROW,
                Ids.brief(row.snapshot().id()),
                Times.text(row.snapshot().source().taken()),
                row.share().objects(),
                Sizes.text(row.share().bytes()),
                row.share().month(),
                classes(row.share()));
    }

    private static void print(String name, StorageCost.Share share, PrintWriter out) {
        out.printf(
                ROW,
                name,
                "",
                share.objects(),
                Sizes.text(share.bytes()),
                share.month(),
                classes(share));
    }

    private static String classes(StorageCost.Share share) {
        return share.classes().stream()
                .sorted()
                .map(StorageClass::name)
                .collect(Collectors.joining(", "));
    }

    ObjectNode json() {
        ObjectNode node = Json.object().put("currency", "USD");
        node.put("region", prices.region()).put("pricesOf", prices.date().toString());
        ArrayNode array = node.putArray("volumes");
        for (Volume volume : volumes) {
            ObjectNode one = array.addObject();
            one.put("volume", volume.inventory().head().name());
            one.put("uuid", volume.inventory().head().volume().toString());
            one.set("all", json(volume.all()));
            ArrayNode snapshots = one.putArray("snapshots");
            for (Row row : volume.rows()) {
                ObjectNode share = json(row.share());
                share.put("uuid", row.snapshot().id().toString());
                share.put("taken", row.snapshot().source().taken().toString());
                snapshots.add(share);
            }
        }
        node.set("beside", json(rest));
        node.set("all", json(all));
        return node;
    }

    /** A month in dollars, not rounded. */
    private static ObjectNode json(StorageCost.Share share) {
        ObjectNode node = Json.object();
        node.put("objects", share.objects());
        node.put("bytes", share.bytes());
        node.put("month", share.month().dollars());
        ArrayNode classes = node.putArray("classes");
        share.classes().stream().sorted().forEach(each -> classes.add(each.name()));
        return node;
    }
}

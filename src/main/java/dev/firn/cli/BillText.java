package dev.firn.cli;

import dev.firn.cost.Bill;
import dev.firn.cost.Prices;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import dev.firn.storage.glacier.Usage;
import dev.firn.workflow.Sizes;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What was used of a vault to rehearse with, for people and for scripts. */
final class BillText {

    private static final Comparator<Usage.RequestKind> BY_KIND =
            Comparator.comparing(Usage.RequestKind::request)
                    .thenComparing(Usage.RequestKind::storageClass)
                    .thenComparing(kind -> kind.tier().map(ThawTier::ordinal).orElse(-1));

    private static final Comparator<Usage.ThawKind> BY_CLASS =
            Comparator.comparing(Usage.ThawKind::storageClass).thenComparing(Usage.ThawKind::tier);

    private final Usage usage;
    private final Bill bill;
    private final Instant now;

    BillText(Usage usage, Prices prices, Instant now) {
        this.usage = usage;
        this.bill = UsageBill.of(usage, prices);
        this.now = now;
    }

    /** What is stored now in one class. */
    private record Held(long objects, long bytes) {

        static Held of(Usage.Stay stay) {
            return new Held(1, stay.bytes());
        }

        Held plus(Held other) {
            return new Held(objects + other.objects, bytes + other.bytes);
        }
    }

    private Map<StorageClass, Held> held() {
        Map<StorageClass, Held> held = new TreeMap<>();
        for (Usage.Stay stay : usage.stays()) {
            if (!stay.isDeleted()) {
                held.merge(stay.storageClass(), Held.of(stay), Held::plus);
            }
        }
        return held;
    }

    void print(PrintWriter out) {
        out.println("until       " + Times.text(now));
        held().forEach((storageClass, all) ->
                out.println(
                        "stored      %s in %d objects, %s"
                                .formatted(Sizes.text(all.bytes()), all.objects(), storageClass)));
        for (Usage.RequestKind kind : requests()) {
            out.println(
                    "requests    %d %s, %s%s"
                            .formatted(
                                    usage.requests().getOrDefault(kind, 0L),
                                    kind.request(),
                                    kind.storageClass(),
                                    kind.tier().map(tier -> ", " + name(tier)).orElse("")));
        }
        for (Usage.ThawKind kind : thaws()) {
            out.println(
                    "thawed      %s, %s, %s"
                            .formatted(
                                    Sizes.text(usage.thawedBytes().getOrDefault(kind, 0L)),
                                    kind.storageClass(),
                                    name(kind.tier())));
        }
        out.println("downloaded  " + Sizes.text(downloaded()));
        MoneyText.print(bill, out);
    }

    ObjectNode json() {
        ObjectNode node = Json.object().put("until", now.toString());
        ArrayNode stored = node.putArray("stored");
        held().forEach((storageClass, all) ->
                stored.addObject()
                        .put("class", storageClass.name())
                        .put("objects", all.objects())
                        .put("bytes", all.bytes()));
        ArrayNode requests = node.putArray("requests");
        for (Usage.RequestKind kind : requests()) {
            ObjectNode one =
                    requests.addObject()
                            .put("request", kind.request().name())
                            .put("class", kind.storageClass().name())
                            .put("count", usage.requests().getOrDefault(kind, 0L));
            Optional<ThawTier> tier = kind.tier();
            tier.ifPresent(given -> one.put("tier", name(given)));
        }
        ArrayNode thawed = node.putArray("thawed");
        for (Usage.ThawKind kind : thaws()) {
            thawed.addObject()
                    .put("class", kind.storageClass().name())
                    .put("tier", name(kind.tier()))
                    .put("bytes", usage.thawedBytes().getOrDefault(kind, 0L));
        }
        node.put("downloadedBytes", downloaded());
        node.set("cost", MoneyText.json(bill));
        return node;
    }

    private long downloaded() {
        return usage.downloadedBytes().values().stream().mapToLong(Long::longValue).sum();
    }

    private List<Usage.RequestKind> requests() {
        return usage.requests().keySet().stream().sorted(BY_KIND).toList();
    }

    private List<Usage.ThawKind> thaws() {
        return usage.thawedBytes().keySet().stream().sorted(BY_CLASS).toList();
    }

    private static String name(ThawTier tier) {
        return tier.name().toLowerCase(Locale.ROOT);
    }
}

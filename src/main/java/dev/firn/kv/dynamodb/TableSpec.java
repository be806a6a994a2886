package dev.firn.kv.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table that a vault needs.
 *
 * @param table as in {@code RecordKey}
 * @param capacity units of reading and of writing a second that are paid for; empty for on-demand,
 *     where requests are paid for
 */
public record TableSpec(String table, Optional<Capacity> capacity) {

    /** Units a second: one writes 1 kB, or reads 4 kB. */
    public record Capacity(long reads, long writes) {}

    /**
     * How the 25 units of DynamoDB's always-free tier are shared by the tables of a vault. A backup
     * writes a page of chunks (300 kB at most) for each 100 GB or so, then a snapshot (2 kB) and a
     * page of a sequence (20 kB at most); a head only when a sequence begins.
     */
    private static final List<Share> FREE_TIER =
            List.of(
                    new Share("heads", 2),
                    new Share("sequences", 5),
                    new Share("snapshots", 6),
                    new Share("chunks", 12));

    private record Share(String table, int units) {}

    /** The tables of a vault, within the free tier if the account has nothing else in it. */
    public static List<TableSpec> freeTier() {
        List<TableSpec> specs = new ArrayList<>();
        for (Share share : FREE_TIER) {
            Capacity capacity = new Capacity(share.units(), share.units());
            specs.add(new TableSpec(share.table(), Optional.of(capacity)));
        }
        return specs;
    }

    /** The tables of a vault, paid by the request. */
    public static List<TableSpec> onDemand() {
        return FREE_TIER.stream()
                .map(share -> new TableSpec(share.table(), Optional.empty()))
                .toList();
    }
}

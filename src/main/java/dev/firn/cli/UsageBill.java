package dev.firn.cli;

import dev.firn.cost.Bill;
import dev.firn.cost.Prices;
import dev.firn.storage.StorageClass;
import dev.firn.storage.glacier.Usage;

/** What S3 would charge for what was used of a simulated glacier. */
final class UsageBill {

    private UsageBill() {}

    static Bill of(Usage usage, Prices prices) {
        Bill bill = new Bill(prices);
        usage.requests().forEach((kind, count) -> addRequests(bill, kind, count));
        usage.thawedBytes()
                .forEach((kind, bytes) -> bill.thaws(kind.storageClass(), kind.tier(), 0, bytes));
        usage.downloadedBytes().forEach(bill::downloads);
        for (Usage.Copy copy : usage.thawedCopies()) {
            bill.thawedCopies(copy.bytes(), copy.time());
        }
        for (Usage.Stay stay : usage.stays()) {
            if (stay.isDeleted()) {
                bill.deleted(stay.storageClass(), stay.bytes(), stay.time());
            } else {
                bill.storage(stay.storageClass(), stay.bytes(), stay.time());
            }
        }
        return bill;
    }

    private static void addRequests(Bill bill, Usage.RequestKind kind, long count) {
        StorageClass storageClass = kind.storageClass();
        switch (kind.request()) {
            case PUT -> bill.puts(storageClass, count);
            case LIST -> bill.lists(count);
            case GET, HEAD -> bill.gets(storageClass, count);
            case DELETE -> {}
            // One that began no thaw has no tier: a POST like any other.
            case THAW ->
                    kind.tier()
                            .ifPresentOrElse(
                                    tier -> bill.thaws(storageClass, tier, count, 0),
                                    () -> bill.puts(storageClass, count));
        }
    }
}

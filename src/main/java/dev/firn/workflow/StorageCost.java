package dev.firn.workflow;

import dev.firn.cost.Bill;
import dev.firn.cost.Money;
import dev.firn.cost.Prices;
import dev.firn.model.SnapshotId;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.StorageClass;
import dev.firn.vault.StoredObjects;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/** What the objects of a vault cost for a month, by the snapshot they were stored for. */
public final class StorageCost {

    private static final Duration MONTH = Duration.ofDays(30);

    private final Prices prices;
    private final Optional<LongFunction<StorageClass>> chunks;
    private final Map<SnapshotId, Share> shares = new HashMap<>();
    private final Share rest = new Share();

    /** What is stored for one purpose. */
    public static final class Share {

        private final Set<StorageClass> classes = EnumSet.noneOf(StorageClass.class);
        private long objects;
        private long bytes;
        private Money month = Money.NONE;

        private void add(StorageClass storageClass, long size, Money price) {
            objects++;
            bytes += size;
            month = month.plus(price);
            classes.add(storageClass);
        }

        /** Adds what is stored for another purpose. */
        public void add(Share other) {
            objects += other.objects;
            bytes += other.bytes;
            month = month.plus(other.month);
            classes.addAll(other.classes);
        }

        public long objects() {
            return objects;
        }

        public long bytes() {
            return bytes;
        }

        public Money month() {
            return month;
        }

        /** Of the objects; those that describe a snapshot are in STANDARD always. */
        public Set<StorageClass> classes() {
            return Set.copyOf(classes);
        }
    }

    private StorageCost(Prices prices, Optional<LongFunction<StorageClass>> chunks) {
        this.prices = prices;
        this.chunks = chunks;
    }

    /**
     * Lists all objects of {@code vault}.
     *
     * @param chunks the class to take a chunk to be in, by its bytes; empty for the one it is in
     */
    public static StorageCost of(
            Vault vault, Prices prices, Optional<LongFunction<StorageClass>> chunks)
            throws IOException {
        StorageCost cost = new StorageCost(prices, chunks);
        vault.visitObjects(cost::add);
        return cost;
    }

    private void add(ObjectInfo object, StoredObjects.Kind kind, Optional<SnapshotId> owner) {
        StorageClass storageClass =
                kind == StoredObjects.Kind.CHUNK
                        ? chunks.map(rule -> rule.apply(object.bytes()))
                                .orElse(object.storageClass())
                        : object.storageClass();
        Money price = new Bill(prices).storage(storageClass, object.bytes(), MONTH).total();
        owner.map(id -> shares.computeIfAbsent(id, _ -> new Share()))
                .orElse(rest)
                .add(storageClass, object.bytes(), price);
    }

    /** Takes the share of a snapshot out; an empty one if nothing is stored for it. */
    public Share take(SnapshotId snapshot) {
        return Optional.ofNullable(shares.remove(snapshot)).orElseGet(Share::new);
    }

    /** What nobody has taken: the vault's own objects, and garbage. */
    public Share rest() {
        Share all = new Share();
        all.add(rest);
        shares.values().forEach(all::add);
        return all;
    }
}

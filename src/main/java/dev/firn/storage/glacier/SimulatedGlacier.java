package dev.firn.storage.glacier;

import dev.firn.storage.Content;
import dev.firn.storage.FrozenObjectException;
import dev.firn.storage.NoSuchObjectException;
import dev.firn.storage.ObjectExistsException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawAnswer;
import dev.firn.storage.ThawRequest;
import dev.firn.storage.ThawTier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Another store's objects in the storage classes of S3. Time passes as the clock says and as {@link
 * #pass} adds. A thaw takes as long as it may at the most. Closing it closes the other store.
 *
 * <p>The other store must be used through glaciers with the same ledger only. An object that the
 * ledger does not know is in STANDARD.
 */
public final class SimulatedGlacier implements ObjectStore {

    private final ObjectStore store;
    private final Ledger ledger;

    /**
     * Freezes the objects of {@code store}.
     *
     * @param ledger a file; made if there is none
     */
    public SimulatedGlacier(ObjectStore store, Path ledger, InstantSource clock)
            throws IOException {
        this.store = store;
        this.ledger = new Ledger(ledger, clock);
    }

    /** The time that the glacier has. */
    public Instant now() throws IOException {
        return ledger.look(page -> page.now);
    }

    /** Lets time pass, for all who use the glacier. */
    public void pass(Duration time) throws IOException {
        write(_ -> new Event.Passed(time));
    }

    /** Whether there is room for thaws of the tier expedited from now on. */
    public void setExpeditedCapacity(boolean hasCapacity) throws IOException {
        write(_ -> new Event.Capacity(hasCapacity));
    }

    /** All that was used until now. */
    public Usage usage() throws IOException {
        return ledger.look(page -> page.account.usage(page.now));
    }

    @FunctionalInterface
    private interface EventAt {
        Event at(Instant now);
    }

    private void write(EventAt event) throws IOException {
        ledger.use(page -> {
            page.write(event.at(page.now));
            return page.now;
        });
    }

    private void writeRequest(Request request, StorageClass storageClass) throws IOException {
        write(now -> new Event.Requested(now, request, storageClass));
    }

    /** Its class is noted first, so that no reader ever finds it without one. */
    @Override
    public void put(ObjectKey key, Content content, StorageClass storageClass) throws IOException {
        boolean isThere = store.info(key).isPresent();
        if (!isThere) {
            // What a process that died in a put or delete left.
            write(now -> new Event.NotPut(now, key));
        }
        write(now -> new Event.Put(now, storageClass, content.length(), key));
        try {
            store.put(key, content, StorageClass.STANDARD);
        } catch (ObjectExistsException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            if (!isThere && store.info(key).isEmpty()) {
                write(now -> new Event.NotPut(now, key));
            }
            throw e;
        }
    }

    @Override
    public InputStream open(ObjectKey key, long offset, long length) throws IOException {
        StorageClass storageClass = requireReadable(key);
        return new CountedStream(
                store.open(key, offset, length),
                bytes -> write(now -> new Event.Read(now, storageClass, bytes)));
    }

    private StorageClass requireReadable(ObjectKey key) throws IOException {
        return ledger.use(page -> {
            Optional<FrozenObject> object = page.account.object(key);
            StorageClass storageClass =
                    object.map(found -> found.storageClass).orElse(StorageClass.STANDARD);
            page.write(new Event.Requested(page.now, Request.GET, storageClass));
            if (object.isPresent() && !object.get().availability(page.now).isReadable()) {
                if (store.info(key).isEmpty()) {
                    throw new NoSuchObjectException(key);
                }
                throw new FrozenObjectException(key, null);
            }
            return storageClass;
        });
    }

    @Override
    public Optional<ObjectInfo> info(ObjectKey key) throws IOException {
        Optional<ObjectInfo> found = store.info(key);
        return ledger.use(page -> {
            Optional<ObjectInfo> info = found.map(object -> frozen(object, page));
            page.write(
                    new Event.Requested(
                            page.now,
                            Request.HEAD,
                            info.map(ObjectInfo::storageClass).orElse(StorageClass.STANDARD)));
            return info;
        });
    }

    private static ObjectInfo frozen(ObjectInfo object, Ledger.Page page) {
        return page.account
                .object(object.key())
                .map(known ->
                        new ObjectInfo(
                                object.key(),
                                object.bytes(),
                                known.storageClass,
                                known.availability(page.now)))
                .orElse(object);
    }

    @Override
    public List<ObjectInfo> list(String prefix, Optional<ObjectKey> after) throws IOException {
        List<ObjectInfo> objects = store.list(prefix, after);
        writeRequest(Request.LIST, StorageClass.STANDARD);
        return ledger.look(page -> objects.stream().map(object -> frozen(object, page)).toList());
    }

    @Override
    public ThawAnswer thaw(ObjectKey key, ThawRequest request) throws IOException {
        if (store.info(key).isEmpty()) {
            throw new NoSuchObjectException(key);
        }
        return ledger.use(page -> {
            Optional<FrozenObject> object =
                    page.account.object(key).filter(found -> found.storageClass.isFrozen());
            if (object.isEmpty()) {
                page.write(new Event.Requested(page.now, Request.THAW, StorageClass.STANDARD));
                return ThawAnswer.NOT_FROZEN;
            }
            requireTier(object.get(), request.tier());
            ThawAnswer answer = answer(object.get(), request.tier(), page);
            page.write(
                    answer == ThawAnswer.REQUESTED || answer == ThawAnswer.EXTENDED
                            ? new Event.Thaw(page.now, request.tier(), request.days(), key)
                            : new Event.Requested(
                                    page.now, Request.THAW, object.get().storageClass));
            return answer;
        });
    }

    private static void requireTier(FrozenObject object, ThawTier tier) {
        if (object.storageClass.thawTime(tier).isEmpty()) {
            throw new IllegalArgumentException(
                    "class %s has no tier %s".formatted(object.storageClass, tier));
        }
    }

    private static ThawAnswer answer(FrozenObject object, ThawTier tier, Ledger.Page page) {
        Optional<Thawed> current = object.currentThaw(page.now);
        if (current.isPresent() && current.get().isReadable(page.now)) {
            return ThawAnswer.EXTENDED;
        }
        if (current.isPresent() && tier.compareTo(current.get().tier()) <= 0) {
            return ThawAnswer.UNDER_WAY;
        }
        if (tier == ThawTier.EXPEDITED && !page.account.hasCapacity()) {
            return ThawAnswer.NO_CAPACITY;
        }
        return ThawAnswer.REQUESTED;
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        store.delete(keys);
        List<ObjectKey> deleted = new ArrayList<>(keys);
        ledger.use(page -> {
            for (ObjectKey key : deleted) {
                page.write(new Event.Deleted(page.now, key));
            }
            page.write(new Event.Requested(page.now, Request.DELETE, StorageClass.STANDARD));
            return page.now;
        });
    }

    @Override
    public void close() throws IOException {
        try (ledger) {
            store.close();
        }
    }
}

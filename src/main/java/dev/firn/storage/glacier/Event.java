package dev.firn.storage.glacier;

import dev.firn.storage.ObjectKey;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a ledger holds. {@code at} is in the time of the glacier. */
sealed interface Event {

    /** The words of the ledger's line. */
    List<String> words();

    /** An object is about to be stored. */
    record Put(Instant at, StorageClass storageClass, long bytes, ObjectKey key) implements Event {
        @Override
        public List<String> words() {
            return List.of("put", at.toString(), storageClass.name(), bytes + "", key.name());
        }
    }

    /** It was not stored, after all. */
    record NotPut(Instant at, ObjectKey key) implements Event {
        @Override
        public List<String> words() {
            return List.of("not-put", at.toString(), key.name());
        }
    }

    /** An object was deleted. */
    record Deleted(Instant at, ObjectKey key) implements Event {
        @Override
        public List<String> words() {
            return List.of("deleted", at.toString(), key.name());
        }
    }

    /** A thaw was begun, hastened or, of a thawed object, prolonged. */
    record Thaw(Instant at, ThawTier tier, int days, ObjectKey key) implements Event {
        @Override
        public List<String> words() {
            return List.of("thaw", at.toString(), tier.name(), days + "", key.name());
        }
    }

    /** Another request was made. */
    record Requested(Instant at, Request request, StorageClass storageClass) implements Event {
        @Override
        public List<String> words() {
            return List.of("request", at.toString(), request.name(), storageClass.name());
        }
    }

    /** Bytes of an object were read. */
    record Read(Instant at, StorageClass storageClass, long bytes) implements Event {
        @Override
        public List<String> words() {
            return List.of("read", at.toString(), storageClass.name(), bytes + "");
        }
    }

    /** Somebody let time pass. */
    record Passed(Duration time) implements Event {
        @Override
        public List<String> words() {
            return List.of("passed", time.toString());
        }
    }

    /** Somebody said whether there is room for thaws of the tier expedited. */
    record Capacity(boolean expedited) implements Event {
        @Override
        public List<String> words() {
            return List.of("capacity", expedited + "");
        }
    }

    /**
     * The event of a line.
     *
     * @throws IllegalArgumentException if there is none such
     */
    static Event parse(List<String> words) {
        try {
            return switch (words.getFirst()) {
                case "put" ->
                        new Put(
                                Instant.parse(words.get(1)),
                                StorageClass.valueOf(words.get(2)),
                                Long.parseLong(words.get(3)),
                                new ObjectKey(words.get(4)));
                case "not-put" -> new NotPut(Instant.parse(words.get(1)), key(words, 2));
                case "deleted" -> new Deleted(Instant.parse(words.get(1)), key(words, 2));
                case "thaw" ->
                        new Thaw(
                                Instant.parse(words.get(1)),
                                ThawTier.valueOf(words.get(2)),
                                Integer.parseInt(words.get(3)),
                                key(words, 4));
                case "request" ->
                        new Requested(
                                Instant.parse(words.get(1)),
                                Request.valueOf(words.get(2)),
                                StorageClass.valueOf(words.get(3)));
                case "read" ->
                        new Read(
                                Instant.parse(words.get(1)),
                                StorageClass.valueOf(words.get(2)),
                                Long.parseLong(words.get(3)));
                case "passed" -> new Passed(Duration.parse(words.get(1)));
                case "capacity" -> new Capacity(Boolean.parseBoolean(words.get(1)));
                default -> throw new IllegalArgumentException("no such event");
            };
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("'%s' is no event".formatted(words), e);
        }
    }

    private static ObjectKey key(List<String> words, int index) {
        return new ObjectKey(words.get(index));
    }
}

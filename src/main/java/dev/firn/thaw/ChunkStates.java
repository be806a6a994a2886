package dev.firn.thaw;

import dev.firn.storage.Availability;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.StorageClass;
import dev.firn.vault.ChunkRead;
import java.time.Instant;
import java.util.Arrays;

/**
 * How far the chunks of one snapshot are, by their number in the order in which they are read.
 * Three dozen bytes each: a vault has a million. Several threads may use it.
 */
final class ChunkStates {

    /** How far a chunk is. */
    enum State {
        /** On this host. */
        FETCHED,
        /** Readable at any time. */
        AT_HAND,
        /** To be asked for. */
        FROZEN,
        /** Asked for. */
        THAWING,
        /** Readable for some days. */
        THAWED;

        /** Whether it takes up room in the window: it costs money each day. */
        boolean isOutstanding() {
            return this == THAWING || this == THAWED;
        }

        boolean isInReach() {
            return this == FETCHED || this == AT_HAND || this == THAWED;
        }

        private static State of(Availability availability) {
            return switch (availability.state()) {
                case AT_HAND -> AT_HAND;
                case FROZEN -> FROZEN;
                case THAWING -> THAWING;
                case THAWED -> THAWED;
            };
        }
    }

    private State[] states = new State[16];
    private StorageClass[] classes = new StorageClass[16];
    private long[] bytes = new long[16];
    private long[] untilSeconds = new long[16];
    private long[] readBytes = new long[16];
    private int[] requests = new int[16];
    private int count;

    /** Adds a chunk as the store says it is, and what reading it takes. */
    synchronized void add(ObjectInfo object, ChunkRead read) {
        Availability availability = object.availability();
        add(object.bytes(), object.storageClass(), State.of(availability), read);
        untilSeconds[count - 1] = availability.until().map(Instant::getEpochSecond).orElse(0L);
    }

    /** Adds a chunk that is here. */
    synchronized void addFetched(long chunkBytes) {
        add(chunkBytes, StorageClass.STANDARD, State.FETCHED, new ChunkRead(0, 0));
    }

    private void add(long chunkBytes, StorageClass storageClass, State state, ChunkRead read) {
        if (count == states.length) {
            states = Arrays.copyOf(states, 2 * count);
            classes = Arrays.copyOf(classes, 2 * count);
            bytes = Arrays.copyOf(bytes, 2 * count);
            untilSeconds = Arrays.copyOf(untilSeconds, 2 * count);
            readBytes = Arrays.copyOf(readBytes, 2 * count);
            requests = Arrays.copyOf(requests, 2 * count);
        }
        states[count] = state;
        classes[count] = storageClass;
        bytes[count] = chunkBytes;
        readBytes[count] = read.bytes();
        requests[count] = read.requests();
        count++;
    }

    synchronized int count() {
        return count;
    }

    synchronized State state(int chunk) {
        return states[chunk];
    }

    synchronized StorageClass storageClass(int chunk) {
        return classes[chunk];
    }

    synchronized long bytes(int chunk) {
        return bytes[chunk];
    }

    /** What reading a chunk takes. */
    synchronized ChunkRead read(int chunk) {
        return new ChunkRead(requests[chunk], readBytes[chunk]);
    }

    /** When a thawed chunk is frozen again. */
    synchronized Instant until(int chunk) {
        return Instant.ofEpochSecond(untilSeconds[chunk]);
    }

    synchronized void set(int chunk, State state) {
        states[chunk] = state;
    }

    synchronized void setThawed(int chunk, Instant until) {
        states[chunk] = State.THAWED;
        untilSeconds[chunk] = until.getEpochSecond();
    }

    /** What chunks of the given states have together, in bytes. */
    synchronized long bytes(State... wanted) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            if (Arrays.asList(wanted).contains(state(i))) {
                sum += bytes[i];
            }
        }
        return sum;
    }

    /** Whether all chunks can be read. */
    synchronized boolean isInReach() {
        for (int i = 0; i < count; i++) {
            if (!state(i).isInReach()) {
                return false;
            }
        }
        return true;
    }
}

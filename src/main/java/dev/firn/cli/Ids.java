package dev.firn.cli;

import dev.firn.model.SnapshotId;

/** Ids as they are printed for people: their start, which every command takes. */
final class Ids {

    private static final int LENGTH = 8;

    private Ids() {}

    static String brief(SnapshotId id) {
        return id.toString().substring(0, LENGTH);
    }
}

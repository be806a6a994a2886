package dev.firn.tree;

import java.io.IOException;

/** The cache of trees cannot be read. Deleting it is the remedy: it is built again from indexes. */
public final class DamagedTreeException extends IOException {

    private final String fault;

    DamagedTreeException(String fault) {
        super("the cache of trees is damaged: " + fault);
        this.fault = fault;
    }

    /** What is wrong, in a few words. */
    String fault() {
        return fault;
    }
}

package dev.firn.tree;

import java.io.IOException;

/** The commands of an index do not fit the tree that they are to change. */
public final class ReplayException extends IOException {

    ReplayException(String fault) {
        super(fault);
    }
}

package dev.firn.tree;

import java.io.IOException;

/** There is no room for another tree. Forgetting those that are there makes some. */
public final class TreesFullException extends IOException {

    TreesFullException(long bytes) {
        super("the trees take more than %d bytes".formatted(bytes));
    }
}

package dev.firn.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntUnaryOperator;

/**
 * The streams that a tree's extents may lie in, while it is built, and the trees it clones from.
 */
final class Sources {

    private final Pages pages;
    private final StreamId id;
    private final Others others;
    private final Map<StreamId, Integer> numbers = new HashMap<>();
    private final Map<StreamId, Tree> trees = new HashMap<>();
    private final Map<Tree, IntUnaryOperator> translations = new HashMap<>();
    private final int own;

    /** Where other trees are. */
    @FunctionalInterface
    interface Others {
        /** The tree of a stream; empty if there is none. */
        Optional<Tree> tree(UUID stream);
    }

    /**
     * @param id the stream of the tree that is being built
     */
    Sources(Pages pages, StreamId id, Others others) throws IOException {
        this.pages = pages;
        this.id = id;
        this.others = others;
        for (StreamId known : new Tree(pages).sources()) {
            numbers.put(known, numbers.size());
        }
        this.own = numberOf(id);
    }

    private int numberOf(StreamId source) throws IOException {
        Integer known = numbers.get(source);
        if (known != null) {
            return known;
        }
        int number = numbers.size();
        ByteBuffer value = ByteBuffer.allocate(3 * Long.BYTES);
        value.putLong(source.uuid().getMostSignificantBits());
        value.putLong(source.uuid().getLeastSignificantBits());
        value.putLong(source.generation());
        pages.put(Keys.of(Keys.TREE, Keys.SOURCE, number), value.array());
        numbers.put(source, number);
        return number;
    }

    /** The number of the stream itself. */
    int own() {
        return own;
    }

    boolean isOwn(StreamId other) {
        return other.uuid().equals(id.uuid());
    }

    /**
     * The tree of another stream.
     *
     * @throws ReplayException if it is not there
     */
    Tree tree(StreamId other) throws ReplayException {
        Tree known = trees.get(other);
        if (known == null) {
            known =
                    others.tree(other.uuid())
                            .orElseThrow(() ->
                                    new ReplayException(
                                            "there is no tree of snapshot %s"
                                                    .formatted(other.uuid())));
            trees.put(other, known);
        }
        return known;
    }

    /** Turns the source numbers of {@code tree} into those of the tree that is being built. */
    IntUnaryOperator numbersOf(Tree tree, Tree building) throws IOException {
        if (tree == building) {
            return number -> number;
        }
        IntUnaryOperator known = translations.get(tree);
        if (known == null) {
            List<StreamId> theirs = tree.sources();
            int[] ours = new int[theirs.size()];
            for (int i = 0; i < ours.length; i++) {
                ours[i] = numberOf(theirs.get(i));
            }
            known = number -> ours[number];
            translations.put(tree, known);
        }
        return known;
    }
}

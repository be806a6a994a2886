package dev.firn.workflow;

import dev.firn.tree.Inode;
import dev.firn.tree.InodeNumbers;
import dev.firn.tree.Tree;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Which node of a tree is the same file as one of another snapshot of the volume. */
interface Counterparts extends Closeable {

    /** The node that is the same file, whatever it is called; empty if there is none. */
    OptionalLong of(long node, Inode inode) throws IOException;

    /** In a tree of the same chain nodes keep their numbers. */
    static Counterparts inChain(Tree other) {
        return new Counterparts() {
            @Override
            public OptionalLong of(long node, Inode inode) throws IOException {
                return other.inodeIfThere(node).isPresent()
                        ? OptionalLong.of(node)
                        : OptionalLong.empty();
            }

            @Override
            public void close() {}
        };
    }

    /** In a tree of another chain they do not; what a volume gives once is an inode number. */
    static Counterparts inOther(Tree other, Path temporary) throws IOException {
        InodeNumbers numbers = InodeNumbers.of(other, temporary);
        return new Counterparts() {
            @Override
            public OptionalLong of(long node, Inode inode) throws IOException {
                OptionalLong found = numbers.node(inode.number());
                return found.isPresent() && isSame(inode, other.inode(found.getAsLong()))
                        ? found
                        : OptionalLong.empty();
            }

            @Override
            public void close() throws IOException {
                numbers.close();
            }
        };
    }

    /** A volume that was itself received has numbers of its own, so the birth has to agree, too. */
    static boolean isSame(Inode one, Inode other) {
        return one.type() == other.type()
                && one.number() == other.number()
                && (one.created().isEmpty()
                        || other.created().isEmpty()
                        || one.created().equals(other.created()));
    }
}

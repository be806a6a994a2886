package dev.firn.cli;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.Vault;
import dev.firn.workflow.Lookup;
import dev.firn.workflow.SnapshotTrees;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** What a command that looks into snapshots works with. */
record Looking(
        Vault vault,
        Lookup lookup,
        SnapshotTrees trees,
        Reading reading,
        PrintWriter out,
        boolean json) {

    /** How chunks are read; asking for it opens the identity. */
    @FunctionalInterface
    interface Reading {
        SnapshotReader.Settings settings() throws IOException;
    }

    /** A file of a snapshot. */
    record Place(Lookup.Found found, Tree tree, StreamPath path, long node, Inode inode) {}

    /**
     * What an address means.
     *
     * @throws UserException of kind NOT_FOUND if there is no such file in the snapshot
     */
    Place place(String address) throws IOException {
        Lookup.Address parsed = lookup.address(address);
        Tree tree = trees.open(parsed.found().snapshot());
        OptionalLong node = tree.find(parsed.path());
        if (node.isEmpty()) {
            throw new UserException(
                    ErrorKind.NOT_FOUND,
                    "cannot find '%s' in snapshot %s of %s"
                            .formatted(
                                    parsed.path(),
                                    Ids.brief(parsed.found().snapshot().id()),
                                    Times.text(parsed.found().snapshot().source().taken())),
                    "'firn history' says in which snapshots it is; 'firn find --name' looks for"
                            + " names");
        }
        long at = node.getAsLong();
        return new Place(parsed.found(), tree, parsed.path(), at, tree.inode(at));
    }

    /** Prints one object on a line of its own. */
    void print(ObjectNode node) {
        out.println(Json.text(node));
    }

    /** Prints a line of which every part that is not Firn's own is escaped already. */
    void print(String line) {
        out.println(line);
    }
}

package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Extent;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What there is to say of a file beyond its inode.
 *
 * @param paths all its paths
 * @param dataBytes how much of it is stored as data
 * @param preallocatedBytes how much is only allocated
 * @param unknownBytes how much was left out of its stream
 * @param extents how many pieces of data that are
 * @param streams in which snapshots' streams they are, each by uuid and label if it is in the vault
 */
public record FileFacts(
        List<StreamPath> paths,
        Map<StreamPath, byte[]> xattrs,
        long dataBytes,
        long preallocatedBytes,
        long unknownBytes,
        long extents,
        List<String> streams) {

    /**
     * The facts of a node.
     *
     * @param snapshots of its volume
     */
    public static FileFacts of(Tree tree, long node, List<Snapshot> snapshots) throws IOException {
        NodePaths folders = new NodePaths(tree);
        List<StreamPath> paths = new ArrayList<>();
        for (Tree.Link link : tree.links(node)) {
            paths.add(folders.of(link));
        }
        Sum sum = new Sum();
        tree.extents(
                node,
                0,
                (_, extent) -> {
                    sum.add(extent);
                    return true;
                });
        List<String> streams = new ArrayList<>();
        for (int source : sum.sources) {
            streams.add(name(tree.source(source).uuid(), snapshots));
        }
        return new FileFacts(
                paths,
                tree.xattrs(node),
                sum.data,
                sum.preallocated,
                sum.unknown,
                sum.extents,
                streams);
    }

    private static String name(UUID stream, List<Snapshot> snapshots) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.streamUuid().equals(stream))
                .findFirst()
                .map(snapshot -> snapshot.id() + " " + snapshot.source().label())
                .orElse(stream + ", which is not in the vault");
    }

    private static final class Sum {
        private long data;
        private long preallocated;
        private long unknown;
        private long extents;
        private final Set<Integer> sources = new LinkedHashSet<>();

        void add(Extent extent) {
            switch (extent) {
                case Extent.Data piece -> addData(piece.source(), piece.length());
                case Extent.Encoded piece -> addData(piece.source(), piece.length());
                case Extent.Preallocated room -> preallocated += room.length();
                case Extent.Unknown hole -> unknown += hole.length();
            }
        }

        private void addData(int source, long length) {
            sources.add(source);
            data += length;
            extents++;
        }
    }
}

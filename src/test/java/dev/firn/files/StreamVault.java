package dev.firn.files;

import dev.firn.crypto.Crypto;
import dev.firn.index.IndexReader;
import dev.firn.index.IndexWriter;
import dev.firn.keys.HostKey;
import dev.firn.keys.Identities;
import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import dev.firn.kv.memory.MemoryKeyValueStore;
import dev.firn.model.Layout;
import dev.firn.model.SequenceId;
import dev.firn.model.Sha256;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import dev.firn.model.VolumeId;
import dev.firn.report.Progress;
import dev.firn.sendstream.SendStreamParser;
import dev.firn.sendstream.StreamPath;
import dev.firn.sendstream.StreamSummary;
import dev.firn.storage.StorageClass;
import dev.firn.storage.memory.MemoryObjectStore;
import dev.firn.tree.Inode;
import dev.firn.tree.StreamId;
import dev.firn.tree.Tree;
import dev.firn.tree.Trees;
import dev.firn.vault.FrameReader;
import dev.firn.vault.HostTrust;
import dev.firn.vault.IndexUpload;
import dev.firn.vault.Journal;
import dev.firn.vault.NewSnapshot;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.StreamWriter;
import dev.firn.vault.Vault;
import dev.firn.vault.VaultWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A vault in memory that streams are stored in, as they come, and their trees. */
public final class StreamVault implements Closeable {

    /** Two frames to a chunk, and many chunks to a stream. */
    public static final Layout LAYOUT = new Layout(2 << 20, 1 << 20);

    private static final Trees.Settings SMALL = new Trees.Settings(1 << 20, 1L << 30);

    public final MemoryObjectStore objects = new MemoryObjectStore();
    private final MemoryKeyValueStore records = new MemoryKeyValueStore();
    private final VaultId id = new VaultId(UUID.randomUUID());
    private final VolumeId volume = new VolumeId(UUID.randomUUID());
    private final SequenceId sequence = new SequenceId(UUID.randomUUID());
    private final Identity identity = Identity.generate();
    private final HostKey key;
    private final Path home;
    private final Layout layout;
    private final Trees trees;
    private final Map<UUID, Snapshot> snapshots = new HashMap<>();
    private Optional<Snapshot> newest = Optional.empty();

    public StreamVault(Path home) throws IOException {
        this(home, LAYOUT);
    }

    StreamVault(Path home, Layout layout) throws IOException {
        this.home = home;
        this.layout = layout;
        this.key = HostKey.create(home.resolve("host.key"));
        this.trees = Trees.open(home.resolve("trees"), SMALL, () -> {});
    }

    /** Stores a stream, and makes its tree. */
    public Snapshot store(byte[] stream) throws IOException {
        return store(ByteBuffer.wrap(stream));
    }

    /** Stores a stream of all that remains in {@code stream}, and makes its tree. */
    Snapshot store(ByteBuffer stream) throws IOException {
        ByteArrayOutputStream plainIndex = new ByteArrayOutputStream();
        IndexWriter writer = new IndexWriter(plainIndex);
        SendStreamParser parser = new SendStreamParser(writer);
        parser.feed(stream.duplicate());
        StreamSummary summary = parser.finish();
        writer.finish(summary, Sha256.of(new byte[0]));
        Snapshot stored = store(stream, summary);
        trees.add(
                new IndexReader(new ByteArrayInputStream(plainIndex.toByteArray())),
                stored.provenance().manifest());
        snapshots.put(summary.uuid(), stored);
        newest = Optional.of(stored);
        return stored;
    }

    private Snapshot store(ByteBuffer stream, StreamSummary summary) throws IOException {
        NewSnapshot snapshot =
                new NewSnapshot(
                        new SnapshotId(summary.uuid()),
                        new NewSnapshot.Volume(volume, "photos", "nas"),
                        new NewSnapshot.Position(
                                sequence,
                                1,
                                newest.map(before -> before.place().position() + 1).orElse(0)),
                        new Snapshot.Source(
                                Optional.empty(),
                                Optional.empty(),
                                summary.generation(),
                                Instant.EPOCH,
                                "label"),
                        summary.parent().map(parent -> snapshots.get(parent.uuid())),
                        newest);
        VaultWriter writer = new VaultWriter(objects, id, open().catalog(), settings());
        try (Journal journal = writer.openJournal(snapshot);
                IndexUpload index = writer.newIndex(snapshot);
                StreamWriter target = writer.newStream(snapshot, journal)) {
            SendStreamParser parser = new SendStreamParser(index.listener());
            parser.feed(stream.duplicate());
            ByteBuffer rest = stream.duplicate();
            while (rest.hasRemaining()) {
                ByteBuffer frame = target.nextFrame();
                int count = Math.min(frame.remaining(), rest.remaining());
                frame.put(rest.slice(rest.position(), count));
                rest.position(rest.position() + count);
                target.write(frame);
            }
            return writer.commit(
                    snapshot,
                    new VaultWriter.Stored(
                            target.finish(),
                            index.store(parser.finish(), journal),
                            summary.version(),
                            new Snapshot.Versions("6.18", "6.2", "test")),
                    journal);
        }
    }

    private VaultWriter.Settings settings() {
        return new VaultWriter.Settings(
                Recipients.of(identity.recipient()),
                key,
                layout,
                new StreamWriter.Compression(1, 1),
                home.resolve("state"),
                16 << 20,
                1,
                _ -> StorageClass.STANDARD,
                Clock.systemUTC());
    }

    /** The vault; it holds nothing open. */
    public Vault open() {
        return new Vault(
                id, objects, records, new HostTrust(Set.of(key.verifyKey().fingerprint())));
    }

    public Tree tree(UUID stream) {
        return trees.tree(stream).orElseThrow();
    }

    FrameReader frames() {
        return open().frames(
                        new SnapshotReader.Settings(
                                Identities.of(identity), 64 << 20, home.resolve("spool")));
    }

    Optional<Streams.Stored> stored(StreamId stream) throws IOException {
        Snapshot snapshot = snapshots.get(stream.uuid());
        return snapshot == null
                ? Optional.empty()
                : Optional.of(new Streams.Stored(snapshot, open().manifest(snapshot)));
    }

    /** So few pieces in memory that the list of them goes to a file. */
    Contents.Settings contentSettings() {
        return new Contents.Settings(home.resolve("spool"), 100, FrameReader.Extent.NEEDED_FRAMES);
    }

    Contents contents(Tree tree) throws IOException {
        return new Contents(tree, this::stored, frames(), contentSettings());
    }

    /** SHA-256 of the content of every file, in hex, by its node. */
    public Map<Long, String> digests(Tree tree) throws IOException {
        Map<Long, MessageDigest> digests = new HashMap<>();
        FileOrder files =
                new FileOrder(
                        tree,
                        this::stored,
                        frames(),
                        contentSettings(),
                        new FileOrder.Target() {
                            @Override
                            public void data(long node, ByteBuffer bytes) {
                                Objects.requireNonNull(digests.get(node)).update(bytes);
                            }

                            @Override
                            public void lost(long node, long at, long length, String reason) {
                                throw new AssertionError(reason);
                            }
                        });
        tree.names((_, _, node, inode) -> {
            if (inode.type() == Inode.Type.FILE && !digests.containsKey(node)) {
                digests.put(node, Crypto.sha256());
                files.add(node);
            }
        });
        files.flush();
        Map<Long, String> all = new HashMap<>();
        digests.forEach((node, digest) -> all.put(node, HexFormat.of().formatHex(digest.digest())));
        return all;
    }

    /** Brings a snapshot back into a directory, with everything. */
    public Outcome extract(UUID stream, Path target) throws IOException {
        return extract(
                stream,
                target,
                new Extraction.Settings(Extraction.Existing.KEEP, true, false, "mark"));
    }

    Outcome extract(UUID stream, Path target, Extraction.Settings how) throws IOException {
        Tree tree = tree(stream);
        try (Contents contents = contents(tree);
                Extraction extraction =
                        new Extraction(
                                tree,
                                List.of(new Selected(Tree.ROOT, Paths.ROOT, Paths.ROOT)),
                                target,
                                contents,
                                how,
                                Progress.SILENT)) {
            extraction.plan();
            extraction.run();
            return extraction.outcome();
        }
    }

    /** Writes a snapshot as a tar, with everything. */
    public Outcome tar(UUID stream, OutputStream target) throws IOException {
        return tar(stream, target, true, false);
    }

    /** The same as bytes, without what gives rights away. */
    byte[] tarWithoutRights(UUID stream) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        tar(stream, target, false, false);
        return target.toByteArray();
    }

    Outcome tar(UUID stream, OutputStream target, boolean special, boolean strict)
            throws IOException {
        Tree tree = tree(stream);
        TarArchive.Settings how = new TarArchive.Settings(special, strict, home.resolve("spool"));
        try (Contents contents = contents(tree);
                TarArchive archive =
                        new TarArchive(
                                tree,
                                List.of(new Selected(Tree.ROOT, Paths.ROOT, Paths.ROOT)),
                                contents,
                                how,
                                Progress.SILENT)) {
            archive.plan();
            archive.read();
            archive.write(target);
            return archive.outcome();
        }
    }

    /** Writes a snapshot as one full stream of the same uuid. */
    public void synthesize(UUID stream, OutputStream target) throws IOException {
        Tree tree = tree(stream);
        Snapshot snapshot = Objects.requireNonNull(snapshots.get(stream));
        try (Contents contents = contents(tree)) {
            SyntheticStream synthetic =
                    new SyntheticStream(
                            tree,
                            contents,
                            target,
                            new SyntheticStream.Identity(
                                    StreamPath.parse("synthetic"),
                                    stream,
                                    snapshot.source().generation()),
                            Progress.SILENT);
            synthetic.plan();
            synthetic.write();
        }
    }

    @Override
    public void close() throws IOException {
        trees.close();
    }
}

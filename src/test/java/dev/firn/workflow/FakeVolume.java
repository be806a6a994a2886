package dev.firn.workflow;

import dev.firn.model.SnapshotId;
import dev.firn.sendstream.StreamBuilder;
import dev.firn.volume.HostVersions;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A volume without a file system: its snapshots have valid streams of random data. */
final class FakeVolume implements VolumeSource {

    static final Path PATH = Path.of("/fake/photos");

    private static final UUID ID = UUID.fromString("99999999-0000-4000-8000-000000000001");
    private static final int WRITE_BYTES = 40_000;

    private final int streamBytes;
    private final List<Subvolume> snapshots = new ArrayList<>();
    private final List<Subvolume> taken = new ArrayList<>();
    private long generation = 10;
    private long lastChange = generation;
    private @Nullable Path replaced;

    FakeVolume(int streamBytes) {
        this.streamBytes = streamBytes;
    }

    /** Something is written to the volume. */
    void change() {
        lastChange = generation;
    }

    /** A snapshot as it was when it was taken, deleted or not. */
    Subvolume taken(SnapshotId id) {
        return taken.stream()
                .filter(subvolume -> subvolume.uuid().equals(id.uuid()))
                .findFirst()
                .orElseThrow();
    }

    /** {@code snapshot} after it was made writable and something was written to it. */
    static Subvolume changed(Subvolume snapshot) {
        return new Subvolume(
                snapshot.path(),
                snapshot.id(),
                snapshot.uuid(),
                snapshot.origin(),
                snapshot.received(),
                snapshot.generation() + 1,
                snapshot.changed() + 1,
                snapshot.created(),
                snapshot.takenAt(),
                snapshot.readOnly(),
                snapshot.sent(),
                snapshot.receivedIn());
    }

    /** Somebody puts another subvolume in the place of a snapshot, unseen by listings. */
    void replace(Subvolume snapshot) {
        replaced = snapshot.path();
    }

    /** Changes the newest snapshot on the host. */
    void changeNewestSnapshot() {
        snapshots.set(snapshots.size() - 1, changed(snapshots.getLast()));
    }

    List<Subvolume> snapshots() {
        return List.copyOf(snapshots);
    }

    @Override
    public Subvolume inspect(Path path) {
        if (path.equals(replaced)) {
            return new Subvolume(
                    path,
                    999,
                    UUID.randomUUID(),
                    Optional.empty(),
                    Optional.empty(),
                    generation,
                    generation,
                    generation,
                    Instant.EPOCH,
                    true,
                    0,
                    0);
        }
        if (!path.equals(PATH)) {
            return snapshots.stream()
                    .filter(snapshot -> snapshot.path().equals(path))
                    .findFirst()
                    .orElseThrow();
        }
        return new Subvolume(
                PATH,
                256,
                ID,
                Optional.empty(),
                Optional.empty(),
                generation,
                lastChange,
                1,
                Instant.EPOCH,
                false,
                0,
                0);
    }

    @Override
    public Subvolume inspectSynced(Path path) {
        return inspect(path);
    }

    @Override
    public VolumeLock lock(Subvolume volume) {
        return () -> {};
    }

    @Override
    public void makeSnapshotDirectory(Path path) {}

    @Override
    public Subvolume takeSnapshot(Subvolume volume, Path target) {
        generation++;
        Subvolume snapshot =
                new Subvolume(
                        target.resolveSibling(target.getFileName() + "-" + generation),
                        256 + generation,
                        new UUID(0x4000 | generation << 16, generation | Long.MIN_VALUE),
                        Optional.of(ID),
                        Optional.empty(),
                        generation,
                        generation,
                        generation,
                        Instant.ofEpochSecond(1_700_000_000L + generation * 60),
                        true,
                        0,
                        0);
        snapshots.add(snapshot);
        taken.add(snapshot);
        generation++;
        return snapshot;
    }

    @Override
    public Subvolume takeWritable(Subvolume snapshot, Path target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void seal(Subvolume snapshot) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clearReceived(Subvolume subvolume) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Subvolume> snapshots(Path place) {
        return snapshots();
    }

    @Override
    public List<String> nested(Subvolume volume, Path except) {
        return List.of();
    }

    @Override
    public void deleteSnapshot(Subvolume snapshot) {
        snapshots.remove(snapshot);
    }

    @Override
    public SendStream send(Subvolume snapshot, Optional<Subvolume> parent) {
        return new PlainStream(
                Channels.newChannel(new ByteArrayInputStream(stream(snapshot, parent))));
    }

    @Override
    public ReadableByteChannel outline(Subvolume snapshot, Optional<Subvolume> parent) {
        return send(snapshot, parent);
    }

    /** The stream of a snapshot: always the same bytes. */
    byte[] stream(Subvolume snapshot, Optional<Subvolume> parent) {
        Random random = new Random(snapshot.generation());
        ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        attributes.writeBytes(StreamBuilder.attribute(15, new byte[] {'s'}));
        attributes.writeBytes(StreamBuilder.attribute(1, StreamBuilder.uuid(snapshot.uuid())));
        attributes.writeBytes(StreamBuilder.attribute(2, StreamBuilder.u64(snapshot.changed())));
        parent.ifPresent(on -> {
            attributes.writeBytes(StreamBuilder.attribute(20, StreamBuilder.uuid(on.uuid())));
            attributes.writeBytes(StreamBuilder.attribute(21, StreamBuilder.u64(on.changed())));
        });
        StreamBuilder stream = new StreamBuilder(2);
        stream.command(parent.isPresent() ? 2 : 1, attributes.toByteArray());
        if (parent.isEmpty()) {
            makeFile(stream, "f", 257);
        }
        makeFile(stream, "new" + snapshot.generation(), 300 + snapshot.generation());
        byte[] data = new byte[WRITE_BYTES];
        for (int at = 0; at < streamBytes; at += WRITE_BYTES) {
            random.nextBytes(data);
            stream.command(
                    15,
                    StreamBuilder.attribute(15, new byte[] {'f'}),
                    StreamBuilder.attribute(18, StreamBuilder.u64(at)),
                    StreamBuilder.join(StreamBuilder.u16(19), data));
        }
        return stream.end();
    }

    private static void makeFile(StreamBuilder stream, String name, long inode) {
        stream.command(
                3,
                StreamBuilder.attribute(15, name.getBytes(StandardCharsets.UTF_8)),
                StreamBuilder.attribute(3, StreamBuilder.u64(inode)));
    }

    @Override
    public HostVersions versions() throws IOException {
        return new HostVersions("6.18.0", "6.2", 2);
    }
}

package dev.firn.workflow;

import dev.firn.sendstream.SendCommand;
import dev.firn.sendstream.SendStreamParser;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeDestination;
import dev.firn.volume.VolumeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A destination without btrfs: its subvolumes are empty directories, each with a description. Like
 * btrfs, it receives an increment on top of the first subvolume whose uuids fit.
 */
class FakeDestination implements VolumeDestination {

    private final Map<Path, Subvolume> subvolumes = new LinkedHashMap<>();
    final List<String> received = new ArrayList<>();
    final List<String> calls = new ArrayList<>();

    /** A subvolume that is there from the start. */
    Subvolume put(Subvolume subvolume) throws IOException {
        Files.createDirectory(subvolume.path());
        subvolumes.put(subvolume.path(), subvolume);
        return subvolume;
    }

    static Subvolume copy(Path path, Optional<UUID> origin, UUID received) {
        return new Subvolume(
                path,
                300,
                UUID.randomUUID(),
                origin,
                Optional.of(received),
                50,
                50,
                50,
                Instant.EPOCH,
                true,
                0,
                0);
    }

    @Override
    public long freeBytes(Path directory) {
        return 1L << 60;
    }

    @Override
    public VolumeSource.VolumeLock lock(Path directory) {
        return () -> {};
    }

    @Override
    public List<Subvolume> find(Path directory, UUID streamUuid) {
        return subvolumes.values().stream()
                .filter(Subvolume::readOnly)
                .filter(subvolume -> subvolume.streamUuid().equals(streamUuid))
                .toList();
    }

    @Override
    public Subvolume inspect(Path path) throws IOException {
        return Optional.ofNullable(subvolumes.get(path))
                .orElseThrow(() -> new IOException("no subvolume '%s'".formatted(path)));
    }

    @Override
    public Receiver receive(Path directory) {
        return new FakeReceiver(directory);
    }

    private final class FakeReceiver implements Receiver {

        private final Path directory;
        private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

        FakeReceiver(Path directory) {
            this.directory = directory;
        }

        @Override
        public int write(ByteBuffer bytes) {
            int length = bytes.remaining();
            while (bytes.hasRemaining()) {
                stream.write(bytes.get());
            }
            return length;
        }

        @Override
        public void finish() throws IOException {
            List<Subvolume> made = new ArrayList<>();
            SendStreamParser parser =
                    new SendStreamParser((command, _) -> subvolume(command).ifPresent(made::add));
            parser.feed(ByteBuffer.wrap(stream.toByteArray()));
            parser.finish();
            put(made.getFirst());
            received.add(String.valueOf(made.getFirst().path().getFileName()));
        }

        private Optional<Subvolume> subvolume(SendCommand command) {
            return switch (command) {
                case SendCommand.Subvol subvol ->
                        Optional.of(
                                copy(
                                        directory.resolve(subvol.path().toString()),
                                        Optional.empty(),
                                        subvol.uuid()));
                case SendCommand.Snapshot snapshot ->
                        Optional.of(
                                copy(
                                        directory.resolve(snapshot.path().toString()),
                                        Optional.of(
                                                find(directory, snapshot.parentUuid())
                                                        .getFirst()
                                                        .uuid()),
                                        snapshot.uuid()));
                default -> Optional.empty();
            };
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        calls.add("rename");
        Files.move(from, to);
        Subvolume moved = inspect(from);
        subvolumes.remove(from);
        subvolumes.put(to, at(to, moved));
    }

    private static Subvolume at(Path path, Subvolume of) {
        return new Subvolume(
                path,
                of.id(),
                of.uuid(),
                of.origin(),
                of.received(),
                of.generation(),
                of.changed(),
                of.created(),
                of.takenAt(),
                of.readOnly(),
                of.sent(),
                of.receivedIn());
    }

    @Override
    public void seal(Path subvolume) {
        calls.add("seal");
    }

    @Override
    public void delete(Path subvolume) throws IOException {
        Files.delete(subvolume);
        subvolumes.remove(subvolume);
    }

    @Override
    public void sync(Path path) {
        calls.add("sync");
    }
}

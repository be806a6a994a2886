package dev.firn.workflow;

import dev.firn.sendstream.StreamBuilder;
import dev.firn.volume.HostVersions;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A volume whose streams are not what was asked for, and whose sender claims that all is well. */
record WrongVolume(FakeVolume volume, Sender sender) implements VolumeSource {

    /** Makes the wrong stream. */
    interface Sender {
        byte[] stream(Subvolume snapshot, Optional<Subvolume> parent);
    }

    /** Its streams lack their last byte. */
    static WrongVolume truncated(FakeVolume volume) {
        return new WrongVolume(
                volume,
                (snapshot, parent) -> {
                    byte[] stream = volume.stream(snapshot, parent);
                    return Arrays.copyOf(stream, stream.length - 1);
                });
    }

    /**
     * After half of the first stream the kernel begins anew, as it does when the process is stopped
     * while it waits.
     */
    static WrongVolume restarted(FakeVolume volume) {
        AtomicInteger sent = new AtomicInteger();
        return new WrongVolume(
                volume,
                (snapshot, parent) -> {
                    byte[] stream = volume.stream(snapshot, parent);
                    byte[] half = Arrays.copyOf(stream, stream.length / 2);
                    return sent.getAndIncrement() == 0 ? StreamBuilder.join(half, stream) : stream;
                });
    }

    /** Its parents are changed just before they are used. */
    static WrongVolume withChangedParents(FakeVolume volume) {
        return new WrongVolume(
                volume,
                (snapshot, parent) -> volume.stream(snapshot, parent.map(FakeVolume::changed)));
    }

    @Override
    public Subvolume inspect(Path path) {
        return volume.inspect(path);
    }

    @Override
    public Subvolume inspectSynced(Path path) {
        return volume.inspectSynced(path);
    }

    @Override
    public VolumeLock lock(Subvolume of) {
        return volume.lock(of);
    }

    @Override
    public void makeSnapshotDirectory(Path path) {}

    @Override
    public Subvolume takeSnapshot(Subvolume of, Path target) {
        return volume.takeSnapshot(of, target);
    }

    @Override
    public List<Subvolume> snapshots(Path place) {
        return volume.snapshots(place);
    }

    @Override
    public List<String> nested(Subvolume of, Path except) {
        return List.of();
    }

    @Override
    public Subvolume takeWritable(Subvolume snapshot, Path target) {
        return volume.takeWritable(snapshot, target);
    }

    @Override
    public void seal(Subvolume snapshot) {
        volume.seal(snapshot);
    }

    @Override
    public void clearReceived(Subvolume subvolume) {
        volume.clearReceived(subvolume);
    }

    @Override
    public void deleteSnapshot(Subvolume snapshot) {
        volume.deleteSnapshot(snapshot);
    }

    @Override
    public SendStream send(Subvolume snapshot, Optional<Subvolume> parent) {
        return new PlainStream(
                Channels.newChannel(new ByteArrayInputStream(sender.stream(snapshot, parent))));
    }

    @Override
    public ReadableByteChannel outline(Subvolume snapshot, Optional<Subvolume> parent) {
        return send(snapshot, parent);
    }

    @Override
    public HostVersions versions() throws IOException {
        return volume.versions();
    }
}

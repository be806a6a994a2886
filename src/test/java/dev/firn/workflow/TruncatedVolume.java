package dev.firn.workflow;

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

/** A volume whose streams lack their last byte, and whose sender claims that all is well. */
record TruncatedVolume(FakeVolume volume) implements VolumeSource {

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
    public void deleteSnapshot(Subvolume snapshot) {
        volume.deleteSnapshot(snapshot);
    }

    @Override
    public ReadableByteChannel send(Subvolume snapshot, Optional<Subvolume> parent) {
        byte[] stream = volume.stream(snapshot, parent);
        return Channels.newChannel(
                new ByteArrayInputStream(Arrays.copyOf(stream, stream.length - 1)));
    }

    @Override
    public HostVersions versions() throws IOException {
        return volume.versions();
    }
}

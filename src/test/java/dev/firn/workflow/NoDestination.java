package dev.firn.workflow;

import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeDestination;
import dev.firn.volume.VolumeSource;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** For tests that read streams and receive nothing. */
final class NoDestination implements VolumeDestination {

    private static AssertionError unexpected() {
        return new AssertionError("nothing is to be received");
    }

    @Override
    public long freeBytes(Path directory) {
        throw unexpected();
    }

    @Override
    public VolumeSource.VolumeLock lock(Path directory) {
        throw unexpected();
    }

    @Override
    public List<Subvolume> find(Path directory, UUID streamUuid) {
        throw unexpected();
    }

    @Override
    public Subvolume inspect(Path path) {
        throw unexpected();
    }

    @Override
    public Receiver receive(Path directory) {
        throw unexpected();
    }

    @Override
    public void seal(Path subvolume) {
        throw new AssertionError("nothing is received");
    }

    @Override
    public void rename(Path from, Path to) {
        throw unexpected();
    }

    @Override
    public void delete(Path subvolume) {
        throw unexpected();
    }

    @Override
    public void sync(Path path) {
        throw unexpected();
    }
}

package dev.firn.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.UserException;
import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: a run over thousands of snapshots ends with the descriptors it began with. */
@RequiresBtrfs
@Timeout(120)
class DescriptorIT {

    /** Far more than the descriptors that come and go by themselves, for example of classes. */
    private static final int TIMES = 40;

    private final BtrfsSource source = new BtrfsSource();
    private final BtrfsDestination destination = new BtrfsDestination();
    private LoopBtrfs btrfs;
    private Subvolume home;
    private Subvolume snapshot;

    @BeforeEach
    void open() throws IOException {
        btrfs = LoopBtrfs.create(256 * LoopBtrfs.MIB);
        home = source.inspect(BtrfsFixture.volume(btrfs, 4));
        snapshot = source.takeSnapshot(home, btrfs.path().resolve("s"));
    }

    @AfterEach
    void close() throws IOException {
        btrfs.close();
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void assertLeavesNone(Action action) throws IOException {
        action.run(); // loads classes and libraries
        int before = descriptors();
        for (int i = 0; i < TIMES; i++) {
            action.run();
        }
        assertThat(descriptors()).isLessThan(before + TIMES / 2);
    }

    private static int descriptors() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open) {
                count += descriptor.getNameCount() > 0 ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void lookingLeavesNone() throws IOException {
        assertLeavesNone(() -> {
            source.inspectSynced(home.path());
            source.snapshots(btrfs.path());
            source.nested(home, home.path().resolve(".firn"));
            destination.freeBytes(btrfs.path());
            LibC.fileSystemUuid(btrfs.path());
        });
    }

    @Test
    void whatIsRefusedLeavesNone() throws IOException {
        Path directory = Files.createDirectory(btrfs.path().resolve("directory"));

        assertLeavesNone(() -> {
            try (var lock = source.lock(home)) {
                assertThat(lock).isNotNull();
                assertThatThrownBy(() -> source.lock(home)).isInstanceOf(UserException.class);
            }
            assertThatThrownBy(() -> source.inspect(directory)).isInstanceOf(UserException.class);
            assertThatThrownBy(() -> source.takeSnapshot(home, snapshot.path()))
                    .isInstanceOf(UserException.class);
        });
    }

    @Test
    void streamsLeaveNoneHoweverTheyEnd() throws IOException {
        assertLeavesNone(() -> {
            try (ReadableByteChannel whole = source.send(snapshot, Optional.empty())) {
                BtrfsFixture.readAll(whole);
            }
            try (ReadableByteChannel dropped = source.send(snapshot, Optional.empty())) {
                assertThat(dropped.read(ByteBuffer.allocateDirect(1000))).isPositive();
            }
            try (ReadableByteChannel refused = source.send(home, Optional.empty())) {
                assertThatThrownBy(() -> BtrfsFixture.readAll(refused))
                        .hasMessageContaining("does not permit it");
            }
            try (var receiver = destination.receive(btrfs.path())) {
                assertThatThrownBy(receiver::finish).hasMessageContaining("empty stream");
            }
        });
    }
}

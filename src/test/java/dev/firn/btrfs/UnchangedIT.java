package dev.firn.btrfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: nothing is stored for a volume to which nothing was written, and no write is missed. */
@RequiresBtrfs
class UnchangedIT {

    private final BtrfsSource source = new BtrfsSource();
    private LoopBtrfs btrfs;
    private Path home;
    private Subvolume snapshot;

    @BeforeEach
    void open() throws IOException {
        btrfs = LoopBtrfs.create(256 * LoopBtrfs.MIB);
        home = BtrfsFixture.volume(btrfs, 1);
        source.makeSnapshotDirectory(home.resolve(".firn"));
        snapshot = take("s1");
    }

    @AfterEach
    void close() throws IOException {
        btrfs.close();
    }

    private Subvolume take(String name) throws IOException {
        return source.takeSnapshot(source.inspect(home), home.resolve(".firn").resolve(name));
    }

    private boolean isUnchanged() throws IOException {
        return source.inspectSynced(home).unchangedSince(snapshot);
    }

    @Test
    void nothingHappened() throws IOException {
        assertThat(isUnchanged()).isTrue();
        Shell.run("sync");
        assertThat(isUnchanged()).isTrue();
    }

    @Test
    void snapshotsInItsSnapshotDirectoryAreNoChange() throws IOException {
        source.deleteSnapshot(take("s2"));
        take("s3");

        assertThat(isUnchanged()).isTrue();
    }

    @Test
    void whatOthersWriteOnTheFileSystemIsNoChange() throws IOException {
        Path other = btrfs.subvolume("other");
        Files.writeString(other.resolve("file"), "text");
        Files.writeString(btrfs.path().resolve("file"), "text");

        assertThat(isUnchanged()).isTrue();
    }

    @Test
    void listingAndLookingIsNoChange() throws IOException {
        btrfs.remount("noatime");
        Shell.script("find \"$1\" -type f -exec cat {} + > /dev/null", home);

        assertThat(isUnchanged()).isTrue();
    }

    /** Btrfs cannot tell an access time from any other change, and it is in no send stream. */
    @Test
    void anAccessTimeThatIsWrittenCounts() throws IOException {
        btrfs.remount("strictatime");
        Shell.run("cat", home.resolve("docs/note"));

        assertThat(isUnchanged()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo more >> docs/note",
                "touch docs/note",
                "chmod 600 docs/note",
                "mv docs/note docs/other",
                "rm docs/note",
                "mkdir new",
                "ln docs/note hard",
                "setfattr -n user.a -v b docs/note",
                "truncate -s 1 docs/note",
                "dd if=/dev/zero of=random bs=1 count=1 seek=9 conv=notrunc status=none",
                "dd if=/dev/zero of=random bs=4096 count=1 conv=notrunc oflag=direct status=none",
                "fallocate -p -o 0 -l 4096 random",
                "cp --reflink=always random copy",
                "btrfs subvolume create inner",
                "python3 -c \"import mmap; f = open('numbers', 'r+b');"
                        + " m = mmap.mmap(f.fileno(), 0); m[5] = 65\"",
            })
    void everyWriteCountsAtOnce(String change) throws IOException {
        Shell.script("cd \"$1\"; " + change, home);

        assertThat(isUnchanged()).isFalse();
    }

    @Test
    void aWriteJustBeforeTheSnapshotIsInIt() throws IOException {
        Files.writeString(home.resolve("docs/note"), "new");
        snapshot = take("s2");

        assertThat(snapshot.path().resolve("docs/note")).hasContent("new");
        assertThat(isUnchanged()).isTrue();
    }

    @Test
    void aSnapshotKeptInTheVolumeItselfIsNoChangeButDeletingOneIs() throws IOException {
        Subvolume old = source.takeSnapshot(source.inspect(home), home.resolve("old"));
        snapshot = source.takeSnapshot(source.inspect(home), home.resolve("newer"));
        assertThat(isUnchanged()).isTrue();

        source.deleteSnapshot(old);

        assertThat(isUnchanged()).isFalse();
    }

    @Test
    void aSnapshotThatWasWrittenToIsNotTheSame() throws IOException {
        Writability.set(snapshot.path(), false);
        Files.writeString(snapshot.path().resolve("docs/note"), "forged");
        Writability.set(snapshot.path(), true);

        snapshot = source.inspectSynced(snapshot.path());

        assertThat(isUnchanged()).isFalse();
    }

    @Test
    void aSnapshotOfAnotherSubvolumeIsNotTheSame() throws IOException {
        Path other = btrfs.subvolume("other");
        snapshot = source.takeSnapshot(source.inspect(other), btrfs.path().resolve("s"));

        assertThat(isUnchanged()).isFalse();
    }
}

package dev.firn.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresBtrfs
class BtrfsSourceIT {

    private final BtrfsSource source = new BtrfsSource();
    private LoopBtrfs btrfs;
    private Path home;

    @BeforeEach
    void open() throws IOException {
        btrfs = LoopBtrfs.create(256 * LoopBtrfs.MIB);
        home = btrfs.subvolume("home");
    }

    @AfterEach
    void close() throws IOException {
        btrfs.close();
    }

    @Test
    void describesASubvolumeAsTheToolsDo() throws IOException {
        Path taken = btrfs.snapshot(home, "taken");

        Subvolume snapshot = source.inspect(taken);

        String shown = Shell.run("btrfs", "subvolume", "show", taken).replaceAll("[ \t]+", " ");
        assertThat(shown)
                .contains("UUID: " + snapshot.uuid() + "\n")
                .contains("Parent UUID: " + snapshot.origin().orElseThrow() + "\n")
                .contains("Received UUID: -\n")
                .contains("Subvolume ID: " + snapshot.id() + "\n")
                .contains("Generation: " + snapshot.generation() + "\n")
                .contains("Gen at creation: " + snapshot.created() + "\n")
                .contains("Flags: readonly\n");
        assertThat(snapshot.readOnly()).isTrue();
        assertThat(snapshot.received()).isEmpty();
        assertThat(snapshot.origin()).contains(source.inspect(home).uuid());
        assertThat(snapshot.takenAt())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
        assertThat(source.inspect(home).readOnly()).isFalse();
        assertThat(source.inspect(home).origin()).isEmpty();
    }

    @Test
    void inspectsTheTopLevelSubvolume() throws IOException {
        Subvolume top = source.inspect(btrfs.path());

        assertThat(top.id()).isEqualTo(5);
        assertThat(top.uuid()).isNotEqualTo(new UUID(0, 0));
    }

    @Test
    void knowsTheUuidOfTheFileSystem() throws IOException {
        assertThat(Shell.run("btrfs", "filesystem", "show", btrfs.path()))
                .contains("uuid: " + LibC.fileSystemUuid(btrfs.path()));
    }

    @Test
    void inspectRefusesWhatIsNoSubvolume(@TempDir Path elsewhere) throws IOException {
        Path directory = Files.createDirectory(home.resolve("docs"));
        Path file = Files.createFile(home.resolve("file"));

        assertRefused(btrfs.path().resolve("no"), ErrorKind.NOT_FOUND, "it does not exist");
        assertRefused(file, ErrorKind.USAGE, "it is not a directory");
        assertRefused(elsewhere, ErrorKind.USAGE, "it is not on btrfs");
        assertRefused(directory, ErrorKind.USAGE, "it is a directory, not the root of a subvolume");
        assertThatThrownBy(() -> source.inspect(directory))
                .extracting(e -> ((UserException) e).hint())
                .isEqualTo(
                        "it is in subvolume '%s'; name that, or make it a subvolume of its own"
                                .formatted(home));
    }

    private void assertRefused(Path path, ErrorKind kind, String reason) {
        assertThatThrownBy(() -> source.inspect(path))
                .isInstanceOf(UserException.class)
                .hasMessage("cannot use '%s': %s", path, reason)
                .extracting(e -> ((UserException) e).kind())
                .isEqualTo(kind);
    }

    @Test
    void makesTheSnapshotDirectoryOnce() throws IOException {
        Path directory = home.resolve(".firn");

        source.makeSnapshotDirectory(directory);
        source.makeSnapshotDirectory(directory);

        assertThat(source.inspect(directory).readOnly()).isFalse();
    }

    @Test
    void takesAReadOnlySnapshotOfWhatIsInMemory() throws IOException {
        Files.writeString(home.resolve("file"), "content");

        Subvolume snapshot = source.takeSnapshot(source.inspect(home), btrfs.path().resolve("s"));

        assertThat(snapshot.readOnly()).isTrue();
        assertThat(snapshot.path().resolve("file")).hasContent("content");
        assertThat(snapshot.origin()).contains(source.inspect(home).uuid());
    }

    @Test
    void aSnapshotIsOnDiskWhenItIsTaken() throws IOException {
        Files.writeString(home.resolve("file"), "content");
        source.takeSnapshot(source.inspect(home), btrfs.path().resolve("s"));

        // What a power failure would leave: the image as it is now, with nothing unmounted.
        Path image = btrfs.image().resolveSibling("after-power-failure");
        Shell.run("cp", "--sparse=always", btrfs.image(), image);

        // Mounted beside the original it would be taken for the same file system.
        Shell.run("btrfstune", "-f", "-u", image);
        Path point = Files.createDirectory(image.resolveSibling("then"));
        Shell.run("mount", "-o", "loop,ro", image, point);
        try {
            assertThat(point.resolve("s/file")).hasContent("content");
        } finally {
            Shell.run("umount", point);
        }
    }

    @Test
    void takeSnapshotLeavesWhatIsThere() throws IOException {
        Path target = Files.createFile(btrfs.path().resolve("s"));
        Subvolume volume = source.inspect(home);

        assertThatThrownBy(() -> source.takeSnapshot(volume, target))
                .isInstanceOf(UserException.class)
                .hasMessage("cannot take snapshot '%s': it exists already", target);

        assertThat(target).isRegularFile();
    }

    @Test
    void listsReadOnlySubvolumesWhateverTheyAreSnapshotsOf() throws IOException {
        Path other = btrfs.subvolume("other");
        btrfs.snapshot(home, "a");
        btrfs.snapshot(home, "home/b");
        btrfs.snapshot(other, "other/ü d");
        Shell.run("btrfs", "subvolume", "snapshot", home, btrfs.path().resolve("writable"));

        assertThat(paths(source.snapshots(btrfs.path())))
                .containsExactlyInAnyOrder("a", "home/b", "other/ü d");
        assertThat(source.snapshots(btrfs.path()))
                .allSatisfy(s -> assertThat(s).isEqualTo(source.inspect(s.path())));
    }

    private List<String> paths(List<Subvolume> subvolumes) {
        return subvolumes.stream()
                .map(subvolume -> btrfs.path().relativize(subvolume.path()).toString())
                .toList();
    }

    @Test
    void listsHundredsOfSnapshots() throws IOException {
        Shell.script(
                "i=0; while [ $i -lt 300 ]; do btrfs subvolume snapshot -r \"$1\" \"$2/s$i\";"
                        + " i=$((i+1)); done",
                home,
                btrfs.subvolume("home/.firn"));

        List<Subvolume> found = source.snapshots(home.resolve(".firn"));

        assertThat(found).hasSize(300).extracting(Subvolume::uuid).doesNotHaveDuplicates();
        assertThat(found)
                .allSatisfy(s -> assertThat(s.path().getParent()).isEqualTo(home.resolve(".firn")));
        assertThat(source.nested(source.inspect(home), home.resolve(".firn"))).isEmpty();
    }

    @Test
    void namesNestedSubvolumesInBytes() throws IOException {
        Files.createDirectory(home.resolve("cache"));
        btrfs.subvolume("home/cache/web");
        btrfs.subvolume("home/.firn");
        btrfs.subvolume("home/.firnify");
        btrfs.snapshot(home, "home/.firn/s");
        btrfs.snapshot(home, "home/by-hand");
        Shell.script(
                "btrfs subvolume create \"$1/$(printf 'caf\\351\\nx')\"", home.resolve("cache"));

        assertThat(source.nested(source.inspect(home), home.resolve(".firn")))
                .containsExactlyInAnyOrder("cache/web", "cache/caf\\xe9\\nx", ".firnify");
    }

    @Test
    void namesNothingBesideTheVolume() throws IOException {
        btrfs.subvolume("homestead");

        assertThat(source.nested(source.inspect(home), btrfs.path().resolve("snapshots")))
                .isEmpty();
    }

    @Test
    void deletesASnapshot() throws IOException {
        Subvolume snapshot = source.takeSnapshot(source.inspect(home), btrfs.path().resolve("s"));

        source.deleteSnapshot(snapshot);

        assertThat(snapshot.path()).doesNotExist();
        assertThatThrownBy(() -> source.deleteSnapshot(snapshot))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot delete subvolume '%s': ", snapshot.path());
    }

    @Test
    void tellsItsVersions() throws IOException {
        assertThat(source.versions().kernel()).isEqualTo(Shell.run("uname", "-r").strip());
        assertThat(Shell.run("btrfs", "--version")).contains(source.versions().btrfsProgs());
        assertThat(source.versions().streamVersion()).isBetween(1, 2);
    }

    @Test
    void saysWhichPackageBringsTheLibrary() {
        assertThatThrownBy(() -> LibBtrfsUtil.load("libbtrfsutil.so.999"))
                .isInstanceOf(UserException.class)
                .hasMessage("cannot use btrfs: libbtrfsutil.so.999 is missing")
                .extracting(e -> ((UserException) e).hint())
                .isEqualTo("install it: apt-get install libbtrfsutil1");
    }

    @Test
    void aReceivedVolumeThatWasMadeWritableIsPoisoned() throws Exception {
        Path original = btrfs.snapshot(home, "original");
        Path in = btrfs.subvolume("in");
        Shell.script("btrfs send -q \"$1\" | btrfs receive -q \"$2\"", original, in);
        Path received = in.resolve("original");
        // As btrfs-progs before 5.14.2 did it; later ones clear the received uuid.
        Writability.set(received, false);
        Subvolume volume = source.inspect(received);
        assertThat(volume.received()).contains(source.inspect(original).uuid());
        Path target = btrfs.path().resolve("s");

        assertThatThrownBy(() -> source.takeSnapshot(volume, target))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "cannot take a snapshot of '%s': it was received and then made writable,"
                                + " and its snapshots would pass for what was received",
                        received)
                .extracting(e -> ((UserException) e).hint())
                .isEqualTo("clear its received uuid: firn adopt --mend '%s'".formatted(received));
        source.clearReceived(volume);

        assertThat(target).doesNotExist();
        Subvolume snapshot = source.takeSnapshot(volume, target);
        assertThat(snapshot.received()).isEmpty();
        assertThat(snapshot.origin()).isEqualTo(Optional.of(volume.uuid()));
    }

    @Test
    void aSnapshotOfAPoisonedVolumeIsMendedAndStaysReadOnly() throws Exception {
        Path original = btrfs.snapshot(home, "original");
        Path in = btrfs.subvolume("in");
        Shell.script("btrfs send -q \"$1\" | btrfs receive -q \"$2\"", original, in);
        Path received = in.resolve("original");
        Writability.set(received, false);
        Subvolume poison = source.inspect(btrfs.snapshot(received, "poison"));
        assertThat(poison.isPoisonedSnapshotOf(source.inspect(received))).isTrue();

        source.clearReceived(poison);

        Subvolume mended = source.inspect(poison.path());
        assertThat(mended.received()).isEmpty();
        assertThat(mended.readOnly()).isTrue();
        assertThat(mended.changed()).isEqualTo(poison.changed());
    }

    /** Whoever writes to it, however briefly, and makes it read-only again. */
    @Test
    void whatIsWrittenToASealedSnapshotShowsForGood() throws Exception {
        Shell.script("head -c 5000000 /dev/urandom > \"$1/file\"", home);
        Subvolume original = source.inspect(btrfs.snapshot(home, "original"));
        Path in = btrfs.subvolume("in");
        Shell.script("btrfs send -q \"$1\" | btrfs receive -q \"$2\"", original.path(), in);
        Path received = in.resolve("original");

        source.seal(source.inspectSynced(received));

        Subvolume sealed = source.inspectSynced(received);
        assertThat(sealed.isCopyOf(original.uuid(), original.changed())).isTrue();
        assertThat(sealed.isCopyOf(original.uuid(), original.changed() + 1)).isFalse();
        Writability.set(received, false);
        Writability.set(received, true);
        assertThat(source.inspectSynced(received).isSealed()).isTrue();
        Writability.set(received, false);
        Files.writeString(received.resolve("file"), "changed");
        Writability.set(received, true);
        assertThat(source.inspectSynced(received).isSealed()).isFalse();
    }

    @Test
    void aSnapshotOfAReceivedSnapshotStandsForTheSame() throws IOException {
        Path original = btrfs.snapshot(home, "original");
        Path in = btrfs.subvolume("in");
        Shell.script("btrfs send -q \"$1\" | btrfs receive -q \"$2\"", original, in);

        Subvolume snapshot =
                source.takeSnapshot(
                        source.inspect(in.resolve("original")), btrfs.path().resolve("s"));

        assertThat(snapshot.streamUuid()).isEqualTo(source.inspect(original).uuid());
    }
}

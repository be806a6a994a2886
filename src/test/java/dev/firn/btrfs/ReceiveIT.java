package dev.firn.btrfs;

import static dev.firn.sendstream.StreamBuilder.attribute;
import static dev.firn.sendstream.StreamBuilder.u64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamBuilder;
import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeDestination.Receiver;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what has a received uuid is whole, and what is not whole is said not to be. */
@RequiresBtrfs
@Timeout(120)
class ReceiveIT {

    private static final int MIB = 8;
    private static final BtrfsSource SOURCE = new BtrfsSource();

    private static LoopBtrfs origin;
    private static Subvolume first;
    private static Subvolume second;
    private static byte[] full;
    private static byte[] incremental;

    private final BtrfsDestination destination = new BtrfsDestination();
    private LoopBtrfs btrfs;
    private Path in;

    @BeforeAll
    static void send() throws IOException {
        origin = LoopBtrfs.create(512 * LoopBtrfs.MIB);
        Path home = BtrfsFixture.volume(origin, MIB);
        first = SOURCE.takeSnapshot(SOURCE.inspect(home), origin.path().resolve("first"));
        Files.writeString(home.resolve("docs/note"), "other text");
        second = SOURCE.takeSnapshot(SOURCE.inspect(home), origin.path().resolve("second"));
        full = stream(first, Optional.empty());
        incremental = stream(second, Optional.of(first));
    }

    private static byte[] stream(Subvolume snapshot, Optional<Subvolume> parent)
            throws IOException {
        try (ReadableByteChannel stream = SOURCE.send(snapshot, parent)) {
            return BtrfsFixture.readAll(stream);
        }
    }

    @AfterAll
    static void closeOrigin() throws IOException {
        origin.close();
    }

    @BeforeEach
    void open() throws IOException {
        btrfs = LoopBtrfs.create(256 * LoopBtrfs.MIB);
        in = Files.createDirectory(btrfs.path().resolve("in dir"));
    }

    @AfterEach
    void close() throws IOException {
        btrfs.close();
    }

    private void receive(byte[] stream) throws IOException {
        receive(stream, in);
    }

    private void receive(byte[] stream, Path directory) throws IOException {
        try (Receiver receiver = destination.receive(directory)) {
            BtrfsFixture.writeAll(receiver, stream);
            receiver.finish();
        }
    }

    private void receive(Subvolume snapshot) throws IOException {
        try (ReadableByteChannel stream = SOURCE.send(snapshot, Optional.empty());
                Receiver receiver = destination.receive(in)) {
            BtrfsFixture.copy(stream, receiver);
            receiver.finish();
        }
    }

    @Test
    void receivesAChain() throws IOException {
        receive(full);
        destination.rename(in.resolve("first"), in.resolve("renamed"));
        receive(incremental);

        Subvolume received = destination.inspect(in.resolve("second"));
        assertThat(received.readOnly()).isTrue();
        assertThat(received.received()).contains(second.uuid());
        assertThat(received.streamUuid()).isEqualTo(second.streamUuid());
        Shell.run("diff", "-r", second.path(), received.path());
        assertThat(destination.inspect(in.resolve("renamed")).received()).contains(first.uuid());
    }

    /** Whatever signed it: the receiver runs as root and follows links. */
    @Test
    void noLinkInAStreamLeadsOutOfTheDestination(@TempDir Path outside) throws IOException {
        String up = "../".repeat(20) + outside.toString().substring(1);
        for (String target : List.of(outside.toString(), up)) {
            byte[] stream =
                    StreamBuilder.started(1)
                            .command(3, text(15, "o257"), attribute(3, u64(257)))
                            .command(9, text(15, "o257"), text(16, "file"))
                            .command(8, text(15, "link"), attribute(3, u64(258)), text(17, target))
                            .command(3, text(15, "link/planted"), attribute(3, u64(259)))
                            .end();

            assertThatThrownBy(() -> receive(stream))
                    .hasMessageContaining(
                            "cannot receive into '%s': btrfs receive ended with status 1: ERROR:",
                            in)
                    .hasMessageContaining("link/planted");

            assertThat(outside).isEmptyDirectory();
            assertThat(in.resolve("snapshot/file")).exists();
            destination.delete(in.resolve("snapshot"));
        }
    }

    private static byte[] text(int attribute, String value) {
        return attribute(attribute, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Confined as it is, it knows the file system: parents can be elsewhere. */
    @Test
    void aParentOutsideOfTheDestinationIsFound() throws IOException {
        receive(full, btrfs.path());
        receive(incremental, in);

        Shell.run("diff", "-r", second.path(), in.resolve("second"));
    }

    @Test
    void findsWhatWasReceivedWhereverItIsNow() throws IOException {
        assertThat(destination.find(in, first.uuid())).isEmpty();
        receive(full);
        destination.rename(in.resolve("first"), in.resolve("renamed"));

        assertThat(destination.find(in, first.uuid()))
                .containsExactly(destination.inspect(in.resolve("renamed")));
        assertThat(destination.find(btrfs.path(), first.uuid())).hasSize(1);
        assertThat(destination.find(in, second.uuid())).isEmpty();
    }

    @Test
    void findsTheOriginalItself() throws IOException {
        assertThat(destination.find(origin.path(), first.uuid())).containsExactly(first);
    }

    @Test
    void findsNothingThatWasMadeWritable() throws IOException {
        receive(full);
        Writability.set(in.resolve("first"), false);

        assertThat(destination.find(in, first.uuid())).isEmpty();
    }

    @Test
    void renameNeverReplaces() throws IOException {
        receive(full);
        Path target = Files.createDirectory(in.resolve("target"));

        assertThatThrownBy(() -> destination.rename(in.resolve("first"), target))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("cannot rename to what exists already");

        assertThat(in.resolve("first/docs/note")).hasContent("text");
    }

    @Test
    void deletesWhatIsReadOnly() throws IOException {
        receive(full);

        destination.delete(in.resolve("first"));
        destination.sync(in);

        assertThat(in).isEmptyDirectory();
    }

    @Test
    void aStreamWithoutItsEndIsRefusedAndMarkedAsNothing() throws IOException {
        assertThatThrownBy(() -> receive(BtrfsFixture.withoutEnd(full)))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot receive into '%s': btrfs receive ended with status 1:"
                                + " ERROR: unexpected EOF in stream",
                        in);

        Subvolume left = destination.inspect(in.resolve("first"));
        assertThat(left.received()).isEmpty();
        assertThat(left.readOnly()).isFalse();
        assertThat(destination.find(in, first.uuid())).isEmpty();
        destination.delete(left.path());
        receive(full);
    }

    @Test
    void anEmptyStreamIsRefused() {
        assertThatThrownBy(() -> receive(new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot receive into '%s': btrfs receive ended with status 1:"
                                + " ERROR: empty stream is not considered valid",
                        in);

        assertThat(in).isEmptyDirectory();
    }

    @Test
    void aStreamOfNothingButItsHeaderIsRefused() {
        assertThatThrownBy(() -> receive(Arrays.copyOf(full, 17)))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("ERROR: unexpected EOF in stream");

        assertThat(in).isEmptyDirectory();
    }

    @Test
    void aReceiverThatIsNotFinishedIsKilled() throws IOException {
        Set<String> before = BtrfsFixture.resources();
        Receiver receiver = destination.receive(in);
        BtrfsFixture.writeAll(receiver, Arrays.copyOf(full, full.length / 2));

        receiver.close();
        receiver.close();

        assertThat(receiver.isOpen()).isFalse();
        assertThat(BtrfsFixture.resources()).isEqualTo(before);
        assertThat(destination.inspect(in.resolve("first")).received()).isEmpty();
    }

    @Test
    void aReceiverThatIsFinishedLeavesNothing() throws IOException {
        Set<String> before = BtrfsFixture.resources();

        receive(full);

        assertThat(BtrfsFixture.resources()).isEqualTo(before);
    }

    @Test
    void aReceiverThatIsKilledHasNotReceived() throws IOException {
        try (Receiver receiver = destination.receive(in)) {
            BtrfsFixture.writeAll(receiver, Arrays.copyOf(full, full.length / 2));
            BtrfsFixture.btrfsChildren().forEach(ProcessHandle::destroyForcibly);

            assertThatThrownBy(receiver::finish)
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "cannot receive into '%s': btrfs receive was killed by signal 9", in);
        }
    }

    @Test
    void aWrongStreamFailsWithTheReceiversWords() {
        byte[] wrong = full.clone();
        wrong[wrong.length / 2] ^= 1;

        assertThatThrownBy(() -> receive(wrong))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot receive into '%s': btrfs receive ended with", in)
                .hasMessageContaining("crc32 mismatch");
    }

    @Test
    void anIncrementWithoutItsParentIsRefused() {
        assertThatThrownBy(() -> receive(incremental))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot find parent subvolume");
    }

    @Test
    void aFullFileSystemIsSaidToBeFull() throws IOException {
        Path large = origin.path().resolve("large");
        Path volume = origin.subvolume("volume");
        Shell.script("head -c 300M /dev/urandom > \"$1/file\"", volume);
        Subvolume snapshot = SOURCE.takeSnapshot(SOURCE.inspect(volume), large);

        assertThatThrownBy(() -> receive(snapshot))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("cannot receive into '%s': btrfs receive ended with", in)
                .hasMessageContaining("No space left on device")
                .extracting(e -> ((UserException) e).kind())
                .isEqualTo(ErrorKind.NO_SPACE);

        assertThat(destination.inspect(in.resolve("large")).received()).isEmpty();
    }

    @Test
    void tellsTheFreeSpace() throws IOException {
        long before = destination.freeBytes(in);
        Shell.script("head -c 64M /dev/urandom > \"$1/file\"", in);
        destination.sync(in);

        assertThat(before).isBetween(64 * LoopBtrfs.MIB, 256 * LoopBtrfs.MIB);
        assertThat(destination.freeBytes(in)).isBetween(1L, before - 60 * LoopBtrfs.MIB);
    }

    @Test
    void refusesADestinationThatCannotBe(@TempDir Path elsewhere) throws IOException {
        assertRefused(in.resolve("no"), ErrorKind.NOT_FOUND, "there is no such directory");
        Path file = Files.createFile(in.resolve("file"));
        assertRefused(file, ErrorKind.NOT_FOUND, "there is no such directory");
        String type = Shell.run("stat", "-f", "-c", "%T", elsewhere).strip();
        assertThat(type).isNotEqualTo("btrfs");
        assertThatThrownBy(() -> destination.freeBytes(elsewhere))
                .isInstanceOf(UserException.class)
                .hasMessageMatching("cannot restore to '.*': it is on \\w+, not on btrfs");
        btrfs.remount("ro");
        assertRefused(in, ErrorKind.USAGE, "it is mounted read-only");
        btrfs.remount("rw");
    }

    private void assertRefused(Path directory, ErrorKind kind, String reason) {
        assertThatThrownBy(() -> destination.freeBytes(directory))
                .isInstanceOf(UserException.class)
                .hasMessage("cannot restore to '%s': %s", directory, reason)
                .extracting(e -> ((UserException) e).kind())
                .isEqualTo(kind);
    }

    @Test
    void findsNothingUnderTheNilUuid() throws IOException {
        receive(full);

        assertThat(destination.find(in, new UUID(0, 0))).isEmpty();
    }
}

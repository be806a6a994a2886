package dev.firn.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.Sha256;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: a stream that ended is a whole one, and a sender leaves nothing behind. */
@RequiresBtrfs
@Timeout(120)
class SendIT {

    /** Much more than the pipe holds, so that the sender has to wait for its reader. */
    private static final int MIB = 48;

    private final BtrfsSource source = new BtrfsSource();
    private LoopBtrfs btrfs;
    private Path home;
    private Subvolume snapshot;

    @BeforeEach
    void open() throws IOException {
        btrfs = LoopBtrfs.create(512 * LoopBtrfs.MIB, "compress-force=zstd");
        home = BtrfsFixture.volume(btrfs, MIB);
        snapshot = source.takeSnapshot(source.inspect(home), btrfs.path().resolve("s 1"));
    }

    @AfterEach
    void close() throws IOException {
        btrfs.close();
    }

    @Test
    void sendsWhatBtrfsSends() throws IOException {
        byte[] sent = send(snapshot, Optional.empty());

        assertThat(Sha256.of(sent)).isEqualTo(expected("\"$1\"", snapshot.path()));
    }

    @Test
    void sendsWhatChangedSinceTheParent() throws IOException {
        Files.writeString(home.resolve("docs/note"), "other text");
        Subvolume next = source.takeSnapshot(source.inspect(home), btrfs.path().resolve("-s2"));

        byte[] sent = send(next, Optional.of(snapshot));

        assertThat(sent).hasSizeLessThan(10_000);
        assertThat(Sha256.of(sent))
                .isEqualTo(expected("-p \"$2\" \"$1\"", next.path(), snapshot.path()));
    }

    private byte[] send(Subvolume what, Optional<Subvolume> parent) throws IOException {
        try (ReadableByteChannel stream = source.send(what, parent)) {
            return BtrfsFixture.readAll(stream);
        }
    }

    private Sha256 expected(String arguments, Object... paths) throws IOException {
        String options =
                source.versions().streamVersion() == 2 ? "--proto 2 --compressed-data " : "";
        String sum = Shell.script("btrfs send -q " + options + arguments + " | sha256sum", paths);
        return Sha256.parse(sum.substring(0, 64));
    }

    @Test
    void aSenderThatIsKilledIsNoEndOfTheStream() throws IOException {
        try (ReadableByteChannel stream = source.send(snapshot, Optional.empty())) {
            stream.read(ByteBuffer.allocateDirect(100_000));
            BtrfsFixture.btrfsChildren().forEach(ProcessHandle::destroyForcibly);

            assertThatThrownBy(() -> BtrfsFixture.readAll(stream))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "cannot send snapshot '%s': btrfs send was killed by signal 9",
                            snapshot.path());
            // Nor does a second try to read make it one.
            assertThatThrownBy(() -> BtrfsFixture.readAll(stream)).hasMessageContaining("signal 9");
        }
    }

    @Test
    void aSenderThatCannotSendIsNoEmptyStream() throws IOException {
        Subvolume writable = source.inspect(home);

        try (ReadableByteChannel stream = source.send(writable, Optional.empty())) {
            assertThatThrownBy(() -> BtrfsFixture.readAll(stream))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(
                            "cannot send snapshot '%s': btrfs send ended with status 1: ERROR: ",
                            home)
                    .hasMessageContaining("is not read-only");
        }
    }

    @Test
    void aSnapshotThatIsGoneIsNoEmptyStream() throws IOException {
        source.deleteSnapshot(snapshot);

        try (ReadableByteChannel stream = source.send(snapshot, Optional.empty())) {
            assertThatThrownBy(() -> BtrfsFixture.readAll(stream))
                    .hasMessageContaining(
                            "btrfs send ended with status 1: ERROR: unable to resolve");
        }
    }

    @Test
    void aSnapshotCannotBeDeletedWhileItIsSent() throws IOException {
        try (ReadableByteChannel stream = source.send(snapshot, Optional.empty())) {
            ByteBuffer start = ByteBuffer.allocateDirect(1000);
            stream.read(start);

            assertThatThrownBy(() -> source.deleteSnapshot(snapshot))
                    .isInstanceOf(UserException.class)
                    .hasMessage(
                            "cannot delete subvolume '%s': it is being sent, or is the default one",
                            snapshot.path())
                    .extracting(e -> ((UserException) e).kind())
                    .isEqualTo(ErrorKind.BUSY);

            assertThat(BtrfsFixture.readAll(stream)).hasSizeGreaterThan(MIB << 20);
        }
        source.deleteSnapshot(snapshot);
    }

    @Test
    void closingEndsTheSenderAndLeavesNothing() throws IOException {
        Set<String> before = BtrfsFixture.resources();
        ReadableByteChannel stream = source.send(snapshot, Optional.empty());
        stream.read(ByteBuffer.allocateDirect(1000));
        assertThat(BtrfsFixture.resources()).isNotEqualTo(before);

        stream.close();
        stream.close();

        assertThat(stream.isOpen()).isFalse();
        assertThat(BtrfsFixture.resources()).isEqualTo(before);
        source.deleteSnapshot(snapshot); // nobody sends it any more
    }

    @Test
    void aStreamReadToItsEndLeavesNothing() throws IOException {
        Set<String> before = BtrfsFixture.resources();

        send(snapshot, Optional.empty());

        assertThat(BtrfsFixture.resources()).isEqualTo(before);
    }

    @Test
    void anInterruptEndsAReadThatWaits() throws Exception {
        try (ReadableByteChannel stream = source.send(snapshot, Optional.empty())) {
            Reader reader = readerThatWaits(stream, Thread.ofPlatform());

            reader.thread().interrupt();

            assertThat(reader.caught().get()).isInstanceOf(ClosedByInterruptException.class);
        }
    }

    /** The channel alone could not: nothing wakes a virtual thread in the read of a file. */
    @Test
    void closingEndsAReadThatWaits() throws Exception {
        ReadableByteChannel stream = source.send(snapshot, Optional.empty());
        Reader reader = readerThatWaits(stream, Thread.ofVirtual());

        stream.close();

        // "killed by signal 9", or a closed channel if the read was about to begin.
        assertThat(reader.caught().get()).isInstanceOf(IOException.class);
    }

    private record Reader(Thread thread, CompletableFuture<Throwable> caught) {}

    /** Stopped, the sender sends no more, and the reader waits for ever. */
    private static Reader readerThatWaits(ReadableByteChannel stream, Thread.Builder builder)
            throws IOException {
        Shell.run("kill", "-STOP", BtrfsFixture.btrfsChildren().getFirst().pid());
        CompletableFuture<Throwable> caught = new CompletableFuture<>();
        Thread thread =
                builder.start(() -> {
                    try {
                        BtrfsFixture.readAll(stream);
                        caught.complete(new AssertionError("the stream has ended"));
                    } catch (IOException e) {
                        caught.complete(e);
                    }
                });
        return new Reader(thread, caught);
    }
}

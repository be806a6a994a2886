package dev.firn.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.Sha256;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.SendCommand;
import dev.firn.sendstream.SendStreamParser;
import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void anOutlineSaysHowMuchThereIsWithoutHoldingIt() throws IOException {
        long[] sum = {0};
        SendStreamParser parser =
                new SendStreamParser((command, place) -> {
                    if (command instanceof SendCommand.UpdateExtent(_, _, var size)) {
                        sum[0] += size;
                    }
                });
        byte[] outline;
        try (ReadableByteChannel stream = source.outline(snapshot, Optional.empty())) {
            outline = BtrfsFixture.readAll(stream);
        }

        parser.feed(ByteBuffer.wrap(outline));

        assertThat(parser.finish().uuid()).isEqualTo(snapshot.streamUuid());
        assertThat(outline).hasSizeLessThan(100_000);
        assertThat(sum[0]).isBetween((long) MIB << 20, (MIB + 1L) << 20);
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
    void aSnapshotThatCannotBeReadIsNoEndOfTheStream() throws IOException {
        btrfs.damage(snapshot.path().resolve("random"), 24 << 20);

        try (ReadableByteChannel stream = source.send(snapshot, Optional.empty())) {
            assertThatThrownBy(() -> BtrfsFixture.readAll(stream))
                    .isInstanceOf(UserException.class)
                    .hasMessage(
                            "cannot send snapshot '%s': the kernel could not read all of it",
                            snapshot.path());
            // Nor does a second try to read make it one.
            assertThatThrownBy(() -> BtrfsFixture.readAll(stream))
                    .isInstanceOf(UserException.class);
        }
    }

    @Test
    void aSenderThatCannotSendIsNoEmptyStream() throws IOException {
        Subvolume writable = source.inspect(home);

        try (ReadableByteChannel stream = source.send(writable, Optional.empty())) {
            assertThatThrownBy(() -> BtrfsFixture.readAll(stream))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "cannot send snapshot '%s': the kernel does not permit it: is it"
                                    + " read-only, and is this root?",
                            home);
        }
    }

    @Test
    void aSnapshotThatIsGoneIsNoEmptyStream() throws IOException {
        source.deleteSnapshot(snapshot);

        assertThatThrownBy(() -> source.send(snapshot, Optional.empty()).close())
                .hasMessageContaining("cannot open '%s'", snapshot.path());
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
    void anInterruptEndsARead() throws Exception {
        try (ReadableByteChannel stream = source.send(snapshot, Optional.empty())) {
            stream.read(ByteBuffer.allocateDirect(1000));
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> BtrfsFixture.readAll(stream))
                    .isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closingEndsWhoeverReads(boolean virtual) throws Exception {
        ReadableByteChannel stream = source.send(snapshot, Optional.empty());
        CountDownLatch reading = new CountDownLatch(1);
        CompletableFuture<Throwable> caught = new CompletableFuture<>();
        Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
        builder.start(() -> {
            try {
                // Slower than the kernel: the sender waits for room in the pipe.
                ByteBuffer little = ByteBuffer.allocateDirect(16);
                while (stream.read(little.clear()) >= 0) {
                    reading.countDown();
                }
                caught.complete(new AssertionError("the stream has ended"));
            } catch (IOException e) {
                caught.complete(e);
            }
        });
        reading.await();

        stream.close();

        assertThat(caught.get()).isInstanceOf(ClosedChannelException.class);
    }
}

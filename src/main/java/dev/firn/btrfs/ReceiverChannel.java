package dev.firn.btrfs;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.volume.StoppedException;
import dev.firn.volume.VolumeDestination;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The input of {@code btrfs receive}. */
final class ReceiverChannel implements VolumeDestination.Receiver {

    private final ChildProcess receiver;
    private final Path directory;

    ReceiverChannel(ChildProcess receiver, Path directory) {
        this.receiver = receiver;
        this.directory = directory;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        try {
            return receiver.channel().write(bytes);
        } catch (ClosedChannelException e) {
            throw e; // by us, perhaps with an interrupt: says nothing of the receiver
        } catch (IOException e) {
            // A broken pipe: the receiver has ended, and its own words say more.
            throw failed(receiver.failure(), e);
        }
    }

    @Override
    public void finish() throws IOException {
        if (!receiver.channel().isOpen()) {
            throw new ClosedChannelException();
        }
        receiver.channel().close();
        String failure = receiver.failure();
        if (!failure.isEmpty()) {
            throw failed(failure, null);
        }
    }

    private IOException failed(String failure, @Nullable IOException cause) {
        String message =
                "cannot receive into '%s': %s"
                        .formatted(
                                directory,
                                failure.isEmpty() ? "btrfs receive ended early" : failure);
        // The words of strerror(3) for ENOSPC; btrfs receive runs in the C locale.
        if (failure.contains("No space left on device")) {
            throw new UserException(
                    ErrorKind.NO_SPACE,
                    message,
                    "make room there, or restore to a larger file system",
                    cause);
        }
        return receiver.wasStopped()
                ? new StoppedException(message)
                : new IOException(message, cause);
    }

    @Override
    public boolean isOpen() {
        return receiver.channel().isOpen();
    }

    @Override
    public void close() throws IOException {
        receiver.end();
    }
}

package dev.firn.btrfs;

import dev.firn.volume.VolumeDestination;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
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
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            // A broken pipe: the receiver has ended, and its own words say more.
            throw failed(receiver.failure(), e);
        }
    }

    @Override
    public void finish() throws IOException {
        receiver.channel().close();
        String failure = receiver.failure();
        if (!failure.isEmpty()) {
            throw failed(failure, null);
        }
    }

    private IOException failed(String failure, @Nullable IOException cause) {
        return new IOException(
                "cannot receive into '%s': btrfs receive failed: %s"
                        .formatted(directory, failure.isEmpty() ? "it ended early" : failure),
                cause);
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

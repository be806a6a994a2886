package dev.firn.btrfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

/** The output of {@code btrfs send}, which ends only if the sender succeeded. */
final class SenderChannel implements ReadableByteChannel {

    private final ChildProcess sender;
    private final Path snapshot;

    SenderChannel(ChildProcess sender, Path snapshot) {
        this.sender = sender;
        this.snapshot = snapshot;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int count = sender.channel().read(target);
        if (count < 0) {
            String failure = sender.failure();
            if (!failure.isEmpty()) {
                throw new IOException("cannot send snapshot '%s': %s".formatted(snapshot, failure));
            }
        }
        return count;
    }

    @Override
    public boolean isOpen() {
        return sender.channel().isOpen();
    }

    @Override
    public void close() throws IOException {
        sender.end();
    }
}

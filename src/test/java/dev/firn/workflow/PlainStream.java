package dev.firn.workflow;

import dev.firn.volume.VolumeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** A send stream whose source does not care how far it was read. */
record PlainStream(ReadableByteChannel channel) implements VolumeSource.SendStream {

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public void passed(long dataBytes) {}

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package dev.firn.storage.limited;

import dev.firn.model.Sha256;
import dev.firn.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Content that is given no faster than the limit lets it. */
record LimitedContent(Content content, RateLimit limit) implements Content {

    private static final int PIECE_BYTES = 64 << 10;

    @Override
    public long length() {
        return content.length();
    }

    @Override
    public Sha256 sha256() {
        return content.sha256();
    }

    @Override
    public boolean isDigestedHere() {
        return content.isDigestedHere();
    }

    @Override
    public InputStream open() throws IOException {
        return new LimitedInputStream(content.open(), limit);
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        content.writeTo(
                new WritableByteChannel() {
                    @Override
                    public int write(ByteBuffer source) throws IOException {
                        ByteBuffer piece =
                                source.slice(
                                        source.position(),
                                        Math.min(source.remaining(), PIECE_BYTES));
                        limit.pass(piece.remaining());
                        int written = channel.write(piece);
                        source.position(source.position() + written);
                        return written;
                    }

                    @Override
                    public boolean isOpen() {
                        return channel.isOpen();
                    }

                    @Override
                    public void close() throws IOException {
                        channel.close();
                    }
                });
    }
}

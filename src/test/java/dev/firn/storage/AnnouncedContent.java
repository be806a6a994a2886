package dev.firn.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.model.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Content that says of itself what the test wants. */
record AnnouncedContent(String text, long length, Sha256 sha256) implements Content {

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }
}

package dev.firn.index;

import dev.firn.sendstream.SendCommandListener;
import dev.firn.sendstream.SendStreamParser;
import dev.firn.sendstream.StreamDump;
import dev.firn.sendstream.StreamSummary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What streams say. */
final class SampleStreams {

    private SampleStreams() {}

    static StreamSummary parse(byte[] stream, SendCommandListener listener) throws IOException {
        SendStreamParser parser = new SendStreamParser(listener);
        parser.feed(ByteBuffer.wrap(stream));
        return parser.finish();
    }

    static String dump(byte[] stream) throws IOException {
        StringBuilder text = new StringBuilder();
        StreamDump.run(new ByteArrayInputStream(stream), text);
        return text.toString();
    }
}

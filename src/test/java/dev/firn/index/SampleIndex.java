package dev.firn.index;

import dev.firn.model.Sha256;
import dev.firn.sendstream.SendCommand;
import dev.firn.sendstream.SendStreamParser;
import dev.firn.sendstream.StreamData;
import dev.firn.sendstream.StreamDump;
import dev.firn.sendstream.StreamSummary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Indexes of streams, and what they say. */
public final class SampleIndex {

    /** Stands for the digest of a stream. */
    public static final Sha256 DIGEST = Sha256.of(new byte[] {1});

    private SampleIndex() {}

    /** The index of a whole stream. */
    public static byte[] of(byte[] stream) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        IndexWriter writer = new IndexWriter(bytes);
        SendStreamParser parser = new SendStreamParser(writer);
        parser.feed(ByteBuffer.wrap(stream));
        StreamSummary summary = parser.finish();
        writer.finish(summary, DIGEST);
        return bytes.toByteArray();
    }

    /** A stream that real btrfs made: see sendstream/README.md in the resources. */
    public static byte[] golden(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        SampleIndex.class.getResourceAsStream("/sendstream/" + name), name)) {
            return in.readAllBytes();
        }
    }

    /** The commands of an index as {@code firn stream dump} prints those of a stream. */
    static String dump(byte[] index) throws IOException {
        StringBuilder text = new StringBuilder();
        IndexReader reader = new IndexReader(new ByteArrayInputStream(index));
        for (Optional<IndexRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
            for (SendCommand command : commands(next.get())) {
                text.append(StreamDump.line(command)).append('\n');
            }
        }
        return text.append(StreamDump.line(new SendCommand.End())).append('\n').toString();
    }

    private static List<SendCommand> commands(IndexRecord record) {
        return switch (record) {
            case IndexRecord.Command(var command) -> List.of(command);
            case IndexRecord.Data(var path, var fileOffset, var run) -> {
                List<SendCommand> writes = new ArrayList<>();
                for (long i = 0; i < run.count(); i++) {
                    writes.add(
                            new SendCommand.Write(
                                    path,
                                    fileOffset + i * run.piece(),
                                    new StreamData(run.offset() + i * run.stride(), run.piece())));
                }
                yield writes;
            }
        };
    }
}

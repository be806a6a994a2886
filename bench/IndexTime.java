import dev.firn.codec.SealedOutput;
import dev.firn.index.IndexWriter;
import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import dev.firn.model.Sha256;
import dev.firn.sendstream.SendCommandListener;
import dev.firn.sendstream.SendStreamParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** Prints how many seconds the index of a stream takes, beyond the parsing: median of three. */
final class IndexTime {

    private static long bytes;

    public static void main(String[] args) throws IOException {
        Path stream = Path.of(args[0]);
        parse(stream, (command, place) -> {});
        double[] seconds = new double[3];
        for (int i = 0; i < seconds.length; i++) {
            long begun = System.nanoTime();
            parse(stream, (command, place) -> {});
            long parsed = System.nanoTime();
            Recipients recipients = Recipients.of(Identity.generate().recipient());
            try (SealedOutput sealed = new SealedOutput(recipients, new Nowhere(), 3)) {
                IndexWriter writer = new IndexWriter(sealed);
                var summary = parse(stream, writer);
                writer.finish(summary, Sha256.of(new byte[0]));
                sealed.finish();
            }
            seconds[i] = (System.nanoTime() - parsed - (parsed - begun)) / 1e9;
        }
        java.util.Arrays.sort(seconds);
        System.out.printf("%.3f%n", seconds[1]);
    }

    private static dev.firn.sendstream.StreamSummary parse(
            Path stream, SendCommandListener listener) throws IOException {
        SendStreamParser parser = new SendStreamParser(listener);
        ByteBuffer buffer = ByteBuffer.allocateDirect(2 << 20);
        try (FileChannel in = FileChannel.open(stream)) {
            while (in.read(buffer.clear()) >= 0) {
                parser.feed(buffer.flip());
            }
        }
        return parser.finish();
    }

    private static final class Nowhere implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) {
            int count = source.remaining();
            bytes += count;
            source.position(source.limit());
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}

package dev.firn.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.sendstream.StreamBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: an index says all that its stream says, but the data. */
class IndexRoundTripTest {

    private static final UUID PARENT = UUID.fromString("66666666-2222-3333-4444-555555555555");

    @ParameterizedTest
    @ValueSource(strings = {"v1-full", "v1-incremental", "v1-no-data", "v2-full", "v2-incremental"})
    void saysWhatTheStreamsOfRealBtrfsSay(String name) throws IOException {
        byte[] stream = SampleIndex.golden(name + ".stream");

        byte[] index = SampleIndex.of(stream);

        String dump = new String(SampleIndex.golden(name + ".dump"), StandardCharsets.UTF_8);
        assertThat(SampleIndex.dump(index)).isEqualTo(dump);
        assertThat(sealOf(index))
                .isEqualTo(
                        new IndexSeal(
                                name.charAt(1) - '0',
                                dump.lines().count(),
                                stream.length,
                                SampleIndex.DIGEST));
    }

    private static IndexSeal sealOf(byte[] index) throws IOException {
        IndexReader reader = new IndexReader(new ByteArrayInputStream(index));
        while (reader.next().isPresent()) {
            // to the end
        }
        return reader.seal();
    }

    @Test
    void writesOfALargeFileAreOneRecord() throws IOException {
        StreamBuilder stream = StreamBuilder.started(1);
        for (int i = 0; i < 50; i++) {
            stream.command(15, path("file"), u64(18, i * 1000L), data(1000));
        }
        stream.command(15, path("file"), u64(18, 50_000), data(10));

        byte[] index = SampleIndex.of(stream.end());

        IndexReader reader = new IndexReader(new ByteArrayInputStream(index));
        reader.next();
        assertThat(reader.next().orElseThrow())
                .isInstanceOfSatisfying(
                        IndexRecord.Data.class,
                        run -> {
                            assertThat(run.fileOffset()).isZero();
                            assertThat(run.run().count()).isEqualTo(50);
                            assertThat(run.run().bytes()).isEqualTo(50_000);
                            assertThat(run.run().stride()).isEqualTo(1000 + 10 + 8 + 12 + 4);
                        });
        assertThat(reader.next().orElseThrow())
                .isInstanceOfSatisfying(
                        IndexRecord.Data.class,
                        rest -> assertThat(rest.fileOffset()).isEqualTo(50_000));
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void whatIsNoRunIsKeptApart() throws IOException {
        StreamBuilder stream = StreamBuilder.started(1);
        stream.command(15, path("a"), u64(18, 0), data(100));
        stream.command(15, path("a"), u64(18, 100), data(100));
        stream.command(15, path("a"), u64(18, 300), data(100)); // a hole before it
        stream.command(15, path("b"), u64(18, 400), data(100)); // another file
        stream.command(15, path("b"), u64(18, 500), data(100));
        stream.command(15, u64(18, 600), path("b"), data(0)); // nothing
        stream.command(15, path("b"), u64(18, 600), data(100));
        stream.command(17, path("b"), u64(4, 650));
        stream.command(15, path("b"), u64(18, 700), data(100));
        byte[] bytes = stream.end();

        String dump = SampleIndex.dump(SampleIndex.of(bytes));

        assertThat(dump.lines().filter(line -> line.startsWith("write"))).hasSize(8);
        assertThat(dump).isEqualTo(SampleStreams.dump(bytes));
    }

    @Test
    void anyCloneSourceIsNamed() throws IOException {
        StreamBuilder stream = StreamBuilder.started(1);
        for (int i = 0; i < 3; i++) {
            for (long generation : new long[] {5, 6}) {
                stream.command(
                        16,
                        path("file"),
                        u64(18, 4096L * i),
                        u64(24, 4096),
                        StreamBuilder.attribute(20, StreamBuilder.uuid(PARENT)),
                        u64(21, generation),
                        StreamBuilder.attribute(22, "there".getBytes(StandardCharsets.UTF_8)),
                        u64(23, 8192));
            }
        }
        byte[] bytes = stream.end();

        assertThat(SampleIndex.dump(SampleIndex.of(bytes)))
                .isEqualTo(SampleStreams.dump(bytes))
                .contains("clone_ctransid=6");
    }

    @Test
    void aTargetThatFailsEndsTheBackup() throws IOException {
        byte[] stream = SampleIndex.golden("v1-full.stream");
        OutputStream full =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("disk full");
                    }
                };
        IndexWriter writer = new IndexWriter(full);
        var summary = SampleStreams.parse(stream, writer);

        assertThatThrownBy(() -> writer.finish(summary, SampleIndex.DIGEST))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");

        StreamBuilder large = StreamBuilder.started(1);
        for (int i = 0; i < 10; i++) {
            large.command(
                    13,
                    path("file"),
                    StreamBuilder.attribute(13, ("user." + i).getBytes(StandardCharsets.UTF_8)),
                    StreamBuilder.attribute(14, new byte[60_000]));
        }
        byte[] bytes = large.end();
        IndexWriter second = new IndexWriter(full);
        assertThatThrownBy(() -> SampleStreams.parse(bytes, second))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("disk full");
    }

    @Test
    void isNotEndedBeforeItsStream() throws IOException {
        byte[] stream = SampleIndex.golden("v1-full.stream");
        IndexWriter writer = new IndexWriter(new ByteArrayOutputStream());
        var summary = SampleStreams.parse(stream, (_, _) -> {});

        assertThatThrownBy(() -> writer.finish(summary, SampleIndex.DIGEST))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReaderStopsAtEveryCut() throws IOException {
        byte[] index = SampleIndex.of(SampleIndex.golden("v2-incremental.stream"));
        for (int length = 0; length < index.length; length++) {
            byte[] cut = Arrays.copyOf(index, length);

            assertThatThrownBy(() -> SampleIndex.dump(cut))
                    .as("%d of %d bytes", length, index.length)
                    .isInstanceOf(DamagedIndexException.class);
        }
        byte[] longer = Arrays.copyOf(index, index.length + 1);
        assertThatThrownBy(() -> SampleIndex.dump(longer))
                .isInstanceOf(DamagedIndexException.class)
                .hasMessageContaining("bytes after the end");
    }

    @Test
    void aReaderGivesNothingAfterTheEnd() throws IOException {
        IndexReader reader =
                new IndexReader(
                        new ByteArrayInputStream(
                                SampleIndex.of(SampleIndex.golden("v1-full.stream"))));
        assertThatThrownBy(reader::seal).isInstanceOf(IllegalStateException.class);
        while (reader.next().isPresent()) {
            // to the end
        }

        assertThat(reader.next()).isEqualTo(Optional.empty());
    }

    private static byte[] path(String path) {
        return StreamBuilder.attribute(15, path.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] u64(int attribute, long value) {
        return StreamBuilder.attribute(attribute, StreamBuilder.u64(value));
    }

    private static byte[] data(int length) {
        return StreamBuilder.attribute(19, new byte[length]);
    }
}

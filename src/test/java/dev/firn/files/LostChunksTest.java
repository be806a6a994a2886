package dev.firn.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.Chunk;
import dev.firn.model.Layout;
import dev.firn.model.Snapshot;
import dev.firn.sendstream.SendCommand;
import dev.firn.sendstream.SendStreamWriter;
import dev.firn.sendstream.StreamPath;
import dev.firn.storage.ObjectKey;
import dev.firn.testing.Shell;
import dev.firn.tree.Extent;
import dev.firn.tree.Tree;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a lost chunk costs the files in it, and no other. Method: take ten chunks of two hundred
 * away at random, cut them or change a bit; which files lie in them is told by the offsets of their
 * bytes in the stream.
 */
class LostChunksTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int CHUNKS = 200;
    private static final int LOST = 10;
    private static final int WRITE_BYTES = 128 << 10;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    /** Their sizes. */
    private final List<Integer> files = new ArrayList<>();

    private final Random random = new Random(SEED);

    @Test
    void costOnlyTheFilesInThem() throws IOException {
        System.out.println("seed " + SEED);
        try (StreamVault vault =
                new StreamVault(
                        Files.createDirectory(directory.resolve("vault")),
                        new Layout(CHUNK_BYTES, CHUNK_BYTES))) {
            UUID stream = UUID.randomUUID();
            Snapshot stored = vault.store(write(stream));
            Set<Long> lost = lose(vault, stored);
            Set<String> expected = filesIn(vault.tree(stream), lost);
            Path target = Files.createDirectory(directory.resolve("target"));
            Outcome outcome = vault.extract(stream, target);

            Set<String> reported = new TreeSet<>();
            outcome.damaged().forEach(file -> reported.add(file.path().toString()));
            assertThat(reported).as("seed %d", SEED).isEqualTo(expected).isNotEmpty();
            assertThat(outcome.files()).isEqualTo(files.size() - expected.size());
            for (int i = 0; i < files.size(); i++) {
                boolean isDamaged = expected.contains("f" + i);
                Path file = target.resolve("f" + i);
                if (isDamaged) {
                    assertThat(file).doesNotExist();
                } else {
                    assertThat(file).hasBinaryContent(content(i));
                }
            }
            checkRanges(outcome, target);
            isTheSameInATar(vault, stream, expected);
            refusesIfStrict(vault, stream);
        }
    }

    /** What is not named as lost is there, and what is named is a hole. */
    private void checkRanges(Outcome outcome, Path target) throws IOException {
        for (Outcome.Damaged file : outcome.damaged()) {
            byte[] expected = content(Integer.parseInt(file.path().toString().substring(1)));
            for (Outcome.Range range : file.ranges()) {
                for (long i = 0; i < range.length(); i++) {
                    expected[(int) (range.offset() + i)] = 0;
                }
            }
            assertThat(target.resolve(file.path() + ".firn-damaged")).hasBinaryContent(expected);
        }
    }

    private void isTheSameInATar(StreamVault vault, UUID stream, Set<String> expected)
            throws IOException {
        Path tar = directory.resolve("tar");
        Outcome outcome;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(tar))) {
            outcome = vault.tar(stream, out);
        }
        assertThat(outcome.damagedFiles()).isEqualTo(expected.size());
        assertThat(outcome.files()).isEqualTo(files.size() - expected.size());
        Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
        Shell.run("tar", "-xSf", tar, "-C", unpacked);
        Shell.run("diff", "-r", unpacked, directory.resolve("target"));
    }

    private void refusesIfStrict(StreamVault vault, UUID stream) throws IOException {
        Path target = Files.createDirectory(directory.resolve("strict"));
        var strict = new Extraction.Settings(Extraction.Existing.KEEP, true, true, "mark");
        assertThatThrownBy(() -> vault.extract(stream, target, strict))
                .isInstanceOf(LostContentException.class);
        assertThatThrownBy(() -> vault.tar(stream, OutputStream.nullOutputStream(), true, true))
                .isInstanceOf(LostContentException.class);
        assertThatThrownBy(() -> vault.synthesize(stream, new ByteArrayOutputStream()))
                .isInstanceOf(LostContentException.class);
    }

    /** Files of all sizes, one after the other, some with holes. */
    private ByteBuffer write(UUID uuid) throws IOException {
        Path file = directory.resolve("stream");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            SendStreamWriter stream = new SendStreamWriter(out);
            stream.write(new SendCommand.Subvol(StreamPath.parse("s"), uuid, 7));
            while (stream.bytes() < (long) CHUNKS * CHUNK_BYTES) {
                StreamPath name = StreamPath.parse("f" + files.size());
                files.add(1 + random.nextInt(1 << (8 + random.nextInt(14))));
                byte[] content = content(files.size() - 1);
                stream.write(new SendCommand.MakeFile(name, 300 + files.size()));
                stream.write(new SendCommand.Truncate(name, content.length));
                for (int at = 0; at < content.length; at += WRITE_BYTES) {
                    if (!isHole(files.size() - 1, at)) {
                        int length = Math.min(WRITE_BYTES, content.length - at);
                        stream.write(name, at, ByteBuffer.wrap(content, at, length).slice());
                    }
                }
            }
            stream.write(new SendCommand.End());
        }
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    private static boolean isHole(int file, int at) {
        return (file + at / WRITE_BYTES) % 8 == 7;
    }

    /** Every eight bytes say which they are. */
    private byte[] content(int file) {
        byte[] content = new byte[files.get(file)];
        ByteBuffer words = ByteBuffer.wrap(content);
        while (words.remaining() >= Long.BYTES) {
            boolean isHole = isHole(file, words.position());
            words.putLong(isHole ? 0 : (long) file << 32 | words.position());
        }
        return content;
    }

    /** The offsets of the chunks that are gone. */
    private Set<Long> lose(StreamVault vault, Snapshot stored) throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        vault.open().catalog().chunks(stored, chunks::add);
        assertThat(chunks).hasSizeGreaterThanOrEqualTo(CHUNKS);
        Collections.shuffle(chunks, random);
        Set<Long> lost = new TreeSet<>();
        for (Chunk chunk : chunks.subList(0, LOST)) {
            String key = "chunks/%s/%016x-%s".formatted(stored.id(), chunk.offset(), chunk.id());
            breakOrDelete(vault, new ObjectKey(key), lost.size());
            lost.add(chunk.offset() / CHUNK_BYTES);
        }
        return lost;
    }

    /** It is gone, cut, or has a bit that is another. */
    private void breakOrDelete(StreamVault vault, ObjectKey key, int which) throws IOException {
        if (which % 3 == 0) {
            vault.objects.delete(List.of(key));
            return;
        }
        long length = vault.objects.info(key).orElseThrow().bytes();
        byte[] bytes;
        try (InputStream in = vault.objects.open(key, 0, length)) {
            bytes = in.readAllBytes();
        }
        if (which % 3 == 1) {
            vault.objects.damage(key, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            return;
        }
        // In the data of its only frame, not in what is there twice.
        bytes[bytes.length / 4 + random.nextInt(bytes.length / 2)] ^= 1;
        vault.objects.damage(key, bytes);
    }

    /** By the first principles: where each byte of a file is in the stream. */
    private Set<String> filesIn(Tree tree, Set<Long> chunks) throws IOException {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < files.size(); i++) {
            String name = "f" + i;
            long node = tree.find(StreamPath.parse(name)).orElseThrow();
            tree.extents(
                    node,
                    0,
                    (_, extent) -> {
                        Extent.Data data = (Extent.Data) extent;
                        for (long p = data.skip(); p < data.skip() + data.length(); p++) {
                            long at =
                                    data.offset()
                                            + p / data.piece() * data.stride()
                                            + p % data.piece();
                            if (chunks.contains(at / CHUNK_BYTES)) {
                                names.add(name);
                                return false;
                            }
                        }
                        return true;
                    });
        }
        return names;
    }
}

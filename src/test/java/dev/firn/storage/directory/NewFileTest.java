package dev.firn.storage.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.SharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the lengths and the places in memory, the file has the bytes that were given. */
class NewFileTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path disk;

    @TempDir(factory = SharedMemory.class)
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path memory;

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                4096,
                NewFile.PIECE_BYTES - 1,
                NewFile.PIECE_BYTES,
                NewFile.PIECE_BYTES + 1,
                NewFile.PIECE_BYTES + 4096,
                5 * NewFile.PIECE_BYTES + 12_345
            })
    void holdsWhatWasWritten(int bytes) throws IOException {
        assertHolds(disk, bytes);
        assertHolds(memory, bytes);
    }

    static void assertHolds(Path directory, int bytes) throws IOException {
        Random random = new Random(SEED + bytes);
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        Path path = Files.createFile(directory.resolve("file"));

        try (NewFile file = NewFile.open(path, bytes)) {
            for (int done = 0; done < bytes; ) {
                ByteBuffer first = piece(content, done, random);
                ByteBuffer second = piece(content, done + first.remaining(), random);
                done += first.remaining() + second.remaining();
                file.write(first, second);
                assertThat(first.hasRemaining() || second.hasRemaining()).isFalse();
            }
            file.finish();
        }

        assertThat(Files.readAllBytes(path))
                .as("%d bytes, -Dfirn.seed=%d", bytes, SEED)
                .isEqualTo(content);
        Files.delete(path);
    }

    /** The next bytes in an array or direct memory, at the start of a page or anywhere. */
    private static ByteBuffer piece(byte[] content, int from, Random random) {
        int left = content.length - from;
        int most = random.nextBoolean() ? NewFile.PIECE_BYTES : 10_000;
        int count = Math.min(left, random.nextBoolean() ? most : 1 + random.nextInt(most));
        int skip = random.nextBoolean() ? 0 : random.nextInt(100);
        ByteBuffer buffer =
                random.nextInt(3) == 0
                        ? ByteBuffer.allocate(skip + count)
                        : ByteBuffer.allocateDirect(skip + count + 8192)
                                .alignedSlice(4096)
                                .limit(skip + count);
        buffer.position(skip).put(content, from, count);
        return buffer.position(skip);
    }
}

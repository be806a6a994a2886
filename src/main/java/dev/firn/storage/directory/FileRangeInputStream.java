package dev.firn.storage.directory;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/** A range of a file, closed with the stream. A file that is shorter meanwhile is an error. */
final class FileRangeInputStream extends InputStream implements ReadableByteChannel {

    /** The Java library reads into direct memory of the same size first. */
    private static final int PIECE_BYTES_MAX = 1 << 20;

    private final FileChannel file;
    private final Failure failure;
    private final long end;
    private long position;

    /** What to throw for a failed read of the file. */
    @FunctionalInterface
    interface Failure {
        IOException of(IOException e);
    }

    FileRangeInputStream(FileChannel file, long offset, long length, Failure failure) {
        this.file = file;
        this.failure = failure;
        this.position = offset;
        this.end = offset + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        return read(ByteBuffer.wrap(target, offset, Math.min(length, PIECE_BYTES_MAX)));
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (position == end && target.hasRemaining()) {
            return -1;
        }
        int wanted = (int) Math.min(target.remaining(), end - position);
        try {
            int count = file.read(target.slice(target.position(), wanted), position);
            if (count < 0) {
                throw new EOFException("it ended at byte %d of %d".formatted(position, end));
            }
            target.position(target.position() + count);
            position += count;
            return count;
        } catch (IOException e) {
            throw failure.of(e);
        }
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

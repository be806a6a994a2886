package dev.firn.cli;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/** What a command writes for its caller. It remembers why it could not, if it could not. */
final class StandardOutput extends FilterOutputStream {

    /** Its descriptor. */
    static final int DESCRIPTOR = 1;

    private Optional<IOException> failure = Optional.empty();

    /** Whoever read it has gone away, as the end of a pipe does (write(2), EPIPE). */
    static final class ReaderGoneException extends IOException {
        private static final long serialVersionUID = 1L;

        ReaderGoneException(IOException cause) {
            super("cannot write the output: whoever read it went away", cause);
        }
    }

    StandardOutput(OutputStream out) {
        super(out);
    }

    /** The process's own, without a buffer. */
    static StandardOutput open() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out));
    }

    /**
     * Refuses to write to a terminal what no terminal can show.
     *
     * @param what for example "a stream"
     * @throws UserException of kind USAGE if it is one
     */
    static void requireNoTerminal(String what) {
        if (Terminals.isOne(DESCRIPTOR)) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot write %s to a terminal".formatted(what),
                    "redirect it into a file, or pipe it into the program that reads it");
        }
    }

    /** The same for large buffers, which it copies nowhere. */
    static WritableByteChannel openChannel() {
        @SuppressWarnings("resource") // closed with its channel
        FileChannel channel = new FileOutputStream(FileDescriptor.out).getChannel();
        return new Channel(channel);
    }

    private record Channel(FileChannel channel) implements WritableByteChannel {

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            try {
                return channel.write(bytes);
            } catch (IOException e) {
                throw explained(e);
            }
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    Optional<IOException> failure() {
        return failure;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            IOException explained = explained(e);
            failure = Optional.of(explained);
            throw explained;
        }
    }

    private static IOException explained(IOException e) {
        if (e instanceof ClosedChannelException) {
            return e; // somebody stopped this thread: nothing to do with the output
        }
        return "Broken pipe".equals(e.getMessage())
                ? new ReaderGoneException(e)
                : new IOException("cannot write the output: " + e.getMessage(), e);
    }
}

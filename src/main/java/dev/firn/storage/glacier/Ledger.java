package dev.firn.storage.glacier;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The events of a glacier in a file, which several processes append to. Each keeps the account of
 * the lines it has read and reads the others before it decides anything, under a lock of the file.
 */
final class Ledger implements Closeable {

    /** A process cannot lock a file twice, not even to wait for itself. */
    private static final Object PROCESS = new Object();

    private final Path file;
    private final InstantSource clock;
    private final FileChannel channel;
    private final Account account = new Account();
    private long position;

    /** Opens the ledger at {@code file}, making it if there is none. */
    Ledger(Path file, InstantSource clock) throws IOException {
        this.file = file;
        this.clock = clock;
        this.channel =
                FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
    }

    /** A moment in which no other process writes. */
    final class Page {

        final Account account = Ledger.this.account;
        final Instant now = clock.instant().plus(account.passed());

        void write(Event event) throws IOException {
            byte[] line = (String.join(" ", event.words()) + "\n").getBytes(US_ASCII);
            ByteBuffer bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                channel.write(bytes, position + bytes.position());
            }
            position += line.length;
            account.apply(event);
        }
    }

    /** What is done with a page. */
    @FunctionalInterface
    interface Use<T> {
        T on(Page page) throws IOException;
    }

    /** Gives {@code use} the page after all that was written so far. */
    <T> T use(Use<T> use) throws IOException {
        synchronized (PROCESS) {
            try (FileLock _ = channel.lock()) {
                readNew();
                return use.on(new Page());
            }
        }
    }

    /** What {@code get} finds. */
    <T> T look(Function<Page, T> get) throws IOException {
        return use(get::apply);
    }

    private void readNew() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size() - position));
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
            // until all is read
        }
        String text = new String(bytes.array(), 0, bytes.position(), US_ASCII);
        // A line without an end is of a process that died in it: nothing follows from it.
        int whole = text.lastIndexOf('\n') + 1;
        text.substring(0, whole).lines().forEach(line -> account.apply(parse(line)));
        position += whole;
        if (whole < text.length()) {
            channel.truncate(position);
        }
    }

    private Event parse(String line) {
        try {
            return Event.parse(List.of(line.split(" ")));
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    ErrorKind.STORE_UNAVAILABLE,
                    "cannot read ledger '%s' of a simulated glacier: %s"
                            .formatted(file, e.getMessage()),
                    "delete the vault that was used to rehearse, and begin anew",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

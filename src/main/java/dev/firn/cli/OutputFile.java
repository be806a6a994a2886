package dev.firn.cli;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * A new file for what a command writes, which only its owner can read. It has its name only when it
 * is whole and durable; until then, and if the command is killed, {@code NAME.firn-partial-…}.
 */
final class OutputFile implements Closeable {

    private static final String PARTIAL = ".firn-partial-";

    private final Path file;
    private final Path partial;
    private final FileChannel channel;
    private boolean isKept;

    private OutputFile(Path file, Path partial, FileChannel channel) {
        this.file = file;
        this.partial = partial;
        this.channel = channel;
    }

    /**
     * Begins a file.
     *
     * @throws UserException of kind USAGE if it is there already
     */
    static OutputFile create(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw isThere(file);
        }
        // Of a name that nobody guesses: somebody else could have made it, and read what goes in.
        Path partial = file.resolveSibling(file.getFileName() + PARTIAL + UUID.randomUUID());
        FileChannel channel =
                FileChannel.open(
                        partial,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return new OutputFile(file, partial, channel);
    }

    private static UserException isThere(Path file) {
        return new UserException(
                ErrorKind.USAGE,
                "cannot write '%s': it is there already".formatted(file),
                "delete it, or name another file");
    }

    /** Where to write; closed with this. */
    OutputStream stream() {
        return Channels.newOutputStream(channel);
    }

    /** Gives it its name: all was written. */
    void keep() throws IOException {
        channel.force(true);
        try {
            Files.move(partial, file);
        } catch (FileAlreadyExistsException e) {
            throw isThere(file);
        }
        isKept = true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!isKept) {
            Files.deleteIfExists(partial);
        }
    }
}

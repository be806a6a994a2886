package dev.firn.keys;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Small files that hold keys: written once, whole or not at all; read with a limit. */
final class KeyFile {

    /** More than any key file has; age's own identity files hold a few hundred bytes. */
    static final int BYTES_MAX = 64 << 10;

    private KeyFile() {}

    /**
     * Creates {@code file} with mode 0600 and makes it durable. The file appears with all its bytes
     * or not at all, and one that is there is never touched.
     *
     * @param noun what the file holds, for the message
     * @throws UserException of kind FAILED if the file exists
     */
    static void create(Path file, byte[] content, String noun) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("'" + file + "' is no file name");
        }
        Path temporary = directory.resolve("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            writeNew(temporary, content);
            publish(temporary, file, content);
        } catch (FileAlreadyExistsException e) {
            throw new UserException(
                    ErrorKind.FAILED,
                    "cannot create %s '%s': the file exists".formatted(noun, file),
                    "move it away if it is not needed; a key is never overwritten",
                    e);
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void publish(Path temporary, Path file, byte[] content) throws IOException {
        try {
            // link(2) fails if the name is taken, which rename(2) does not.
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            writeNew(file, content); // a file system without hard links
        }
    }

    private static void writeNew(Path file, byte[] content) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var mode =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel = FileChannel.open(file, options, mode)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            Files.deleteIfExists(file); // this call made it
            throw e;
        }
    }

    /**
     * Reads {@code file}, which must not be longer than {@value #BYTES_MAX} bytes.
     *
     * @param noun what the file holds, for the message
     * @throws UserException of kind NOT_FOUND if there is none, FAILED if it cannot be read
     */
    static byte[] read(Path file, String noun) throws IOException {
        String cannot = "cannot open %s '%s': ".formatted(noun, file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(BYTES_MAX + 1);
            if (content.length > BYTES_MAX) {
                throw new UserException(
                        ErrorKind.WRONG_KEY,
                        cannot + "it is longer than any key file",
                        "give the file that 'firn init' or age-keygen wrote");
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new UserException(
                    ErrorKind.NOT_FOUND, cannot + "there is no such file", "check the path", e);
        } catch (AccessDeniedException e) {
            throw new UserException(
                    ErrorKind.FAILED, cannot + "permission denied", "run as its owner", e);
        }
    }
}

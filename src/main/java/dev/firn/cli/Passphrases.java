package dev.firn.cli;

import dev.firn.keys.Passphrase;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Passphrases from the terminal or from a file. Never from the command line: others can see that.
 */
final class Passphrases {

    private static final int BYTES_MAX = 4096;
    private static final char ASCII_MAX = 0x7e;

    /** What a decoder puts in the place of bytes that it does not understand. */
    private static final char REPLACEMENT = '\ufffd';

    private final Optional<Path> file;

    /**
     * @param file its first line is the passphrase; {@code -} means standard input; empty: ask
     */
    Passphrases(Optional<Path> file) {
        this.file = file;
    }

    /** The passphrase of an identity that exists. */
    Passphrase ask(Path identity) throws IOException {
        if (file.isPresent()) {
            return fromFile(file.get());
        }
        Console console = console();
        return typed(console.readPassword("Passphrase of %s: ", identity), console.charset());
    }

    /** A passphrase for a new identity, asked for twice. */
    Passphrase askNew() throws IOException {
        if (file.isPresent()) {
            return fromFile(file.get());
        }
        Console console = console();
        char[] first = console.readPassword("New passphrase: ");
        char[] second = console.readPassword("Once more: ");
        try {
            if (first == null || second == null || !Arrays.equals(first, second)) {
                throw new UserException(
                        ErrorKind.USAGE,
                        "cannot use the passphrase: the two are not the same",
                        "run it again");
            }
            return typed(first, console.charset());
        } finally {
            if (second != null) {
                Arrays.fill(second, '\0');
            }
        }
    }

    /**
     * What was typed, if it is known to be that: a terminal that is read in another encoding than
     * it writes gives other characters, and the identity could then be opened nowhere else.
     */
    static Passphrase typed(char @Nullable [] typed, Charset charset) {
        boolean certain = charset.equals(StandardCharsets.UTF_8);
        for (char c : typed == null ? new char[0] : typed) {
            if (c == REPLACEMENT || (c > ASCII_MAX && !certain)) {
                throw new UserException(
                        ErrorKind.USAGE,
                        "cannot use the passphrase: this terminal's encoding, %s, may not be that of"
                                        .formatted(charset)
                                + " what was typed",
                        "set LC_ALL=C.UTF-8, or give it in a file with --passphrase-file");
            }
        }
        return of(typed);
    }

    private static Console console() {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .orElseThrow(() ->
                        new UserException(
                                ErrorKind.USAGE,
                                "cannot ask for the passphrase: there is no terminal",
                                "give it in a file with --passphrase-file"));
    }

    private static Passphrase fromFile(Path file) throws IOException {
        byte[] bytes = new byte[BYTES_MAX];
        int length;
        try (InputStream in =
                file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
            length = in.readNBytes(bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UserException(
                    e instanceof NoSuchFileException ? ErrorKind.NOT_FOUND : ErrorKind.FAILED,
                    "cannot read the passphrase from '%s': %s".formatted(file, reason(e)),
                    "name a file with the passphrase in its first line",
                    e);
        }
        int end = 0;
        while (end < length && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        try {
            CharBuffer chars =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end));
            char[] typed = new char[chars.remaining()];
            chars.get(typed);
            Arrays.fill(chars.array(), '\0');
            return of(typed);
        } catch (CharacterCodingException e) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot use the passphrase in '%s': it is not UTF-8".formatted(file),
                    "write it as UTF-8",
                    e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException
                ? "there is no such file"
                : String.valueOf(e.getMessage());
    }

    private static Passphrase of(char @Nullable [] typed) {
        try {
            return Passphrase.of(typed == null ? new char[0] : typed);
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot use the passphrase: " + e.getMessage(),
                    "give one of several words",
                    e);
        }
    }
}

package dev.firn.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A file with identities: plain, as {@code age-keygen} writes it, or the same encrypted with a
 * passphrase, as {@code age -p} does.
 */
public final class IdentityFile {

    /** How much work a passphrase costs by default: 2^18, 256 MiB of heap, about a second. */
    public static final int WORK_FACTOR = 18;

    private static final String NOUN = "identity";

    private IdentityFile() {}

    /**
     * The protected identity in ASCII armor, which can be printed: what {@link #create} writes.
     *
     * @throws UserException of kind FAILED if the heap is too small for 2^workFactor KiB
     */
    public static byte[] seal(
            Identity identity, Instant created, Passphrase passphrase, int workFactor) {
        byte[] text = identity.fileText(created);
        try {
            return PassphraseFile.seal(text, passphrase, workFactor);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has ChaCha20-Poly1305", e);
        } catch (OutOfMemoryError e) {
            // One allocation of many megabytes failed; nothing else is short of memory.
            throw new UserException(
                    ErrorKind.FAILED,
                    "cannot protect the identity: " + PassphraseFile.memoryNeeded(workFactor),
                    PassphraseFile.MEMORY_HINT,
                    e);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /**
     * Creates {@code file}, mode 0600, durable, with an identity protected by a passphrase.
     *
     * @param sealed what {@link #seal} made
     * @throws UserException if the file exists, which is left as it is
     */
    public static void create(Path file, byte[] sealed) throws IOException {
        KeyFile.create(file, sealed, NOUN);
    }

    /** Creates {@code file}, mode 0600, durable, with an identity that anyone who reads it has. */
    public static void createPlain(Path file, Identity identity, Instant created)
            throws IOException {
        byte[] text = identity.fileText(created);
        try {
            KeyFile.create(file, text, NOUN);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /**
     * Opens the identities in {@code file}. Asks for the passphrase only if there is one.
     *
     * @throws UserException of kind WRONG_KEY if the passphrase is wrong, NOT_FOUND if there is no
     *     such file, FAILED if it is damaged
     */
    public static Identities open(Path file, PassphraseSource passphrases) throws IOException {
        byte[] content = KeyFile.read(file, NOUN);
        try {
            if (!PassphraseFile.isAgeFile(content)) {
                return parse(file, content);
            }
            byte[] text;
            try (Passphrase passphrase = passphrases.ask(file)) {
                text = decrypt(file, content, passphrase);
            }
            try {
                return parse(file, text);
            } finally {
                Arrays.fill(text, (byte) 0);
            }
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static byte[] decrypt(Path file, byte[] content, Passphrase passphrase) {
        try {
            return PassphraseFile.open(content, passphrase);
        } catch (WrongPassphraseException e) {
            throw new UserException(
                    ErrorKind.WRONG_KEY,
                    cannotOpen(file) + e.getMessage(),
                    "try again; if you are sure of it, take the copy of the identity from its safe"
                            + " place",
                    e);
        } catch (RefusedFileException e) {
            throw new UserException(
                    ErrorKind.FAILED, cannotOpen(file) + e.getMessage(), e.hint(), e);
        } catch (GeneralSecurityException e) {
            throw new UserException(
                    ErrorKind.FAILED,
                    cannotOpen(file) + e.getMessage(),
                    "take the copy of the identity from its safe place",
                    e);
        }
    }

    private static Identities parse(Path file, byte[] text) {
        List<Identity> identities = new ArrayList<>();
        int number = 0;
        for (int start = 0; start < text.length; ) {
            int end = start;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            number++;
            byte[] line = line(text, start, end);
            if (line.length > 0 && line[0] != '#') {
                identities.add(identity(file, line, number));
            }
            Arrays.fill(line, (byte) 0);
            start = end + 1;
        }
        if (identities.isEmpty()) {
            throw notAnIdentity(file, "there is no identity in it");
        }
        return new Identities(identities);
    }

    private static byte[] line(byte[] text, int start, int end) {
        int last = end;
        while (last > start && (text[last - 1] == '\r' || text[last - 1] == ' ')) {
            last--;
        }
        return Arrays.copyOfRange(text, start, last);
    }

    private static Identity identity(Path file, byte[] line, int number) {
        try {
            return Identity.parse(line);
        } catch (IllegalArgumentException e) {
            String found = new String(line, 0, Math.min(line.length, 11), US_ASCII);
            throw notAnIdentity(
                    file,
                    found.equals("AGE-PLUGIN-")
                            ? "line %d is an identity of an age plugin".formatted(number)
                            : "line %d is not an age X25519 identity".formatted(number));
        }
    }

    private static UserException notAnIdentity(Path file, String why) {
        return new UserException(
                ErrorKind.WRONG_KEY,
                cannotOpen(file) + why,
                "give the file that 'firn init' or age-keygen wrote");
    }

    private static String cannotOpen(Path file) {
        return "cannot open identity '" + file + "': ";
    }
}

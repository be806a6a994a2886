package dev.firn.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.armor.ArmoredDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.armor.ArmoredEncryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import javax.crypto.AEADBadTagException;

/**
 * A short age file that a passphrase opens, as {@code age -p} makes it. Written in ASCII armor, so
 * that it can be printed; read in armor or binary.
 */
final class PassphraseFile {

    /** The most work that is done for a file: 4 GiB of memory, as age itself has it. */
    static final int WORK_FACTOR_MAX = 22;

    /** What to do if there is not enough memory. */
    static final String MEMORY_HINT = "give Java more memory with -Xmx";

    private static final byte[] ARMOR = "-----BEGIN AGE ENCRYPTED FILE-----".getBytes(US_ASCII);
    private static final byte[] BINARY = "age-encryption.org/".getBytes(US_ASCII);

    private PassphraseFile() {}

    /** True if {@code file} is an age file of any kind, in armor or binary. */
    static boolean isAgeFile(byte[] file) {
        return isArmored(file) || startsWith(file, 0, BINARY);
    }

    private static boolean isArmored(byte[] file) {
        int start = 0;
        while (start < file.length && isBlank(file[start])) {
            start++;
        }
        return startsWith(file, start, ARMOR);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    private static boolean startsWith(byte[] file, int start, byte[] prefix) {
        return file.length - start >= prefix.length
                && Arrays.equals(file, start, start + prefix.length, prefix, 0, prefix.length);
    }

    /**
     * Encrypts {@code text}.
     *
     * @param workFactor base-2 logarithm of the work; 2^workFactor KiB of memory are needed
     */
    static byte[] seal(byte[] text, Passphrase passphrase, int workFactor)
            throws GeneralSecurityException {
        RecipientStanzaWriter writer =
                fileKey -> List.of(ScryptStanza.wrap(fileKey, passphrase, workFactor));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (WritableByteChannel channel =
                new ArmoredEncryptingChannelFactory()
                        .newEncryptingChannel(Channels.newChannel(file), List.of(writer))) {
            channel.write(ByteBuffer.wrap(text));
        } catch (IOException e) {
            throw new AssertionError("memory does not fail", e);
        }
        return file.toByteArray();
    }

    /**
     * Decrypts {@code file}. The caller wipes the array.
     *
     * @throws WrongPassphraseException if the passphrase is another
     * @throws GeneralSecurityException if the file is damaged or not protected by a passphrase; the
     *     message says so and reads on after "cannot open F: "
     */
    static byte[] open(byte[] file, Passphrase passphrase) throws GeneralSecurityException {
        RecipientStanzaReader reader = stanzas -> fileKey(stanzas, passphrase);
        byte[] text = new byte[file.length];
        try {
            ByteBuffer target = ByteBuffer.wrap(text);
            try (ReadableByteChannel channel = channel(file, reader)) {
                int before;
                do {
                    before = target.position();
                    channel.read(target);
                } while (target.position() > before);
            }
            return Arrays.copyOf(text, target.position());
        } catch (RefusedFileException | WrongPassphraseException e) {
            throw e;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new GeneralSecurityException("the file is damaged", e);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private static ReadableByteChannel channel(byte[] file, RecipientStanzaReader reader)
            throws GeneralSecurityException, IOException {
        ReadableByteChannel source = Channels.newChannel(new ByteArrayInputStream(file));
        return isArmored(file)
                ? new ArmoredDecryptingChannelFactory()
                        .newDecryptingChannel(source, List.of(reader))
                : new StandardDecryptingChannelFactory()
                        .newDecryptingChannel(source, List.of(reader));
    }

    private static FileKey fileKey(Iterable<RecipientStanza> stanzas, Passphrase passphrase)
            throws GeneralSecurityException {
        Iterator<RecipientStanza> iterator = stanzas.iterator();
        if (!iterator.hasNext()) {
            throw new RefusedFileException("it has no recipient stanza");
        }
        RecipientStanza only = iterator.next();
        if (!only.getType().equals(ScryptStanza.TYPE)) {
            throw new RefusedFileException("it is encrypted to a key and not with a passphrase");
        }
        if (iterator.hasNext()) {
            throw new RefusedFileException("its scrypt stanza is not alone");
        }
        ScryptStanza stanza = ScryptStanza.of(only, WORK_FACTOR_MAX);
        try {
            return stanza.unwrap(passphrase);
        } catch (AEADBadTagException e) {
            throw new WrongPassphraseException(e);
        } catch (OutOfMemoryError e) {
            // One allocation of many megabytes failed; nothing else is short of memory.
            throw new RefusedFileException(
                    "its %s".formatted(memoryNeeded(stanza.workFactor())), MEMORY_HINT);
        }
    }

    /** That there is not enough memory for {@code workFactor}, as a part of a message. */
    static String memoryNeeded(int workFactor) {
        return "work factor %d needs %d MiB of memory"
                .formatted(workFactor, Math.max(1, (1L << workFactor) >> 10));
    }
}

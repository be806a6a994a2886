package dev.firn.keys;

import static dev.firn.keys.IdentityFileTest.assertUserException;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import dev.firn.report.ErrorKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: only the stanza that the specification of age allows is worked on. */
class ScryptStanzaTest {

    private static final String PASSPHRASE = "right";
    private static final String SALT = "E2jlhxbPxBvykt0uxwr4Pg";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    /** A stanza with any arguments and body. */
    private record AnyStanza(String type, List<String> arguments, byte[] body)
            implements RecipientStanza {
        @Override
        public String getType() {
            return type;
        }

        @Override
        public List<String> getArguments() {
            return arguments;
        }

        @Override
        public byte[] getBody() {
            return body;
        }
    }

    private interface Stanzas {
        List<RecipientStanza> of(FileKey fileKey, ScryptStanza good) throws Exception;
    }

    private void assertRefused(Stanzas stanzas, ErrorKind kind, String why) throws Exception {
        RecipientStanzaWriter writer =
                fileKey -> {
                    try (Passphrase passphrase = Passphrase.of(PASSPHRASE.toCharArray())) {
                        return stanzas.of(fileKey, ScryptStanza.wrap(fileKey, passphrase, 2));
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                };
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (WritableByteChannel channel =
                        new StandardEncryptingChannelFactory()
                                .newEncryptingChannel(Channels.newChannel(file), List.of(writer));
                Identity identity = Identity.generate()) {
            channel.write(ByteBuffer.wrap(identity.fileText(Instant.EPOCH)));
        }
        Path path = Files.write(directory.resolve("identity.age"), file.toByteArray());
        assertUserException(path, PASSPHRASE, kind, why);
    }

    private void assertRefused(Stanzas stanzas, String why) throws Exception {
        assertRefused(stanzas, ErrorKind.FAILED, why);
    }

    private static RecipientStanza scrypt(ScryptStanza good, String... arguments) {
        return new AnyStanza("scrypt", List.of(arguments), good.getBody());
    }

    @Test
    void tooMuchWorkIsRefusedBeforeItIsDone() throws Exception {
        assertRefused(
                (fileKey, good) -> List.of(scrypt(good, SALT, "23")),
                "its work factor is 23, and more than 22 is refused");
        assertRefused(
                (fileKey, good) -> List.of(scrypt(good, SALT, "999")),
                "its work factor is 999, and more than 22 is refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "02", "+2", "-2", "2.0", "9999", "0x2", "two"})
    void aWorkFactorIsAPlainNumber(String workFactor) throws Exception {
        assertRefused(
                (fileKey, good) -> List.of(scrypt(good, SALT, workFactor)),
                "its scrypt stanza is malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "E2jlhxbPxBvykt0uxwr4Ph", // the last bits are not zero
                "E2jlhxbPxBvykt0uxwr4Pg==",
                "E2jlhxbPxBvykt0uxwr4",
                "E2jlhxbPxBvykt0uxwr4PgAA",
                "E2jlhxbPxBvykt0u!wr4Pg"
            })
    void aSaltIsSixteenBytesInCanonicalBase64(String salt) throws Exception {
        assertRefused(
                (fileKey, good) -> List.of(scrypt(good, salt, "2")),
                "its scrypt stanza is malformed");
    }

    @Test
    void argumentsAndBodyAreCounted() throws Exception {
        String why = "its scrypt stanza is malformed";
        assertRefused((fileKey, good) -> List.of(scrypt(good, SALT)), why);
        assertRefused((fileKey, good) -> List.of(scrypt(good, SALT, "2", "2")), why);
        for (int length : new int[] {0, 31, 33}) {
            assertRefused(
                    (fileKey, good) ->
                            List.of(
                                    new AnyStanza(
                                            "scrypt",
                                            good.getArguments(),
                                            Arrays.copyOf(good.getBody(), length))),
                    why);
        }
    }

    @Test
    void theStanzaIsAlone() throws Exception {
        RecipientStanzaWriter x25519 = Identity.generate().recipient().stanzaWriter();

        assertRefused((fileKey, good) -> List.of(good, good), "its scrypt stanza is not alone");
        assertRefused(
                (fileKey, good) ->
                        List.of(good, x25519.getRecipientStanzas(fileKey).iterator().next()),
                "its scrypt stanza is not alone");
        assertRefused(
                (fileKey, good) ->
                        List.of(x25519.getRecipientStanzas(fileKey).iterator().next(), good),
                "it is encrypted to a key and not with a passphrase");
    }

    @Test
    void anotherSaltOrWorkFactorIsAWrongPassphrase() throws Exception {
        assertRefused(
                (fileKey, good) -> List.of(scrypt(good, SALT, "2")),
                ErrorKind.WRONG_KEY,
                "the passphrase is wrong");
        assertRefused(
                (fileKey, good) -> List.of(scrypt(good, good.getArguments().getFirst(), "3")),
                ErrorKind.WRONG_KEY,
                "the passphrase is wrong");
    }

    @Test
    void unwrapsWhatItWrapped() throws Exception {
        FileKey fileKey = new FileKey();
        try (Passphrase right = Passphrase.of(PASSPHRASE.toCharArray());
                Passphrase wrong = Passphrase.of("wrong".toCharArray())) {
            ScryptStanza stanza = ScryptStanza.of(ScryptStanza.wrap(fileKey, right, 1), 22);

            assertThat(stanza.unwrap(right).getEncoded()).isEqualTo(fileKey.getEncoded());
            assertThatThrownBy(() -> stanza.unwrap(wrong)).isInstanceOf(AEADBadTagException.class);
        }
    }
}

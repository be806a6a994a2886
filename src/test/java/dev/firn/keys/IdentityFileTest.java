package dev.firn.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityFileTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/identity");
    private static final String GOLDEN_RECIPIENT =
            "age1nygtsy85ll4nsudpxyj70zlfy7z44qd0hkms3rvj7gjvpkgslvzs8h573n";
    private static final String GOLDEN_PASSPHRASE = "Gletscher über 3000 m";
    private static final Instant CREATED = Instant.parse("2026-11-23T02:00:11.5Z");
    private static final int EASY = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private static Passphrase passphrase(String text) {
        return Passphrase.of(text.toCharArray());
    }

    private static Passphrase nobodyAsks(Path file) {
        throw new AssertionError(file + " has no passphrase");
    }

    private static List<String> recipients(Path file, PassphraseSource source) throws IOException {
        try (Identities identities = IdentityFile.open(file, source)) {
            return identities.recipients().stream().map(Recipient::text).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"protected-armor.age", "protected-binary.age"})
    void opensWhatAgeProtected(String name) throws IOException {
        assertThat(recipients(GOLDEN.resolve(name), file -> passphrase(GOLDEN_PASSPHRASE)))
                .containsExactly(GOLDEN_RECIPIENT);
    }

    @Test
    void opensWhatAgeKeygenWrote() throws IOException {
        assertThat(recipients(GOLDEN.resolve("plain.txt"), IdentityFileTest::nobodyAsks))
                .containsExactly(GOLDEN_RECIPIENT);
    }

    @Test
    void writesWhatAgeKeygenWrites() throws IOException {
        Path file = directory.resolve("identity");
        try (Identity identity = Identity.generate()) {
            IdentityFile.createPlain(file, identity, CREATED);

            List<String> lines = Files.readAllLines(file);
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).isEqualTo("# created: 2026-11-23T02:00:11Z");
            assertThat(lines.get(1)).isEqualTo("# public key: " + identity.recipient());
            assertThat(lines.get(2)).matches("AGE-SECRET-KEY-1[0-9A-Z]{58}");
            assertThat(recipients(file, IdentityFileTest::nobodyAsks))
                    .containsExactly(identity.recipient().text());
        }
    }

    @Test
    void opensWhatItProtected() throws IOException {
        Path file = directory.resolve("identity.age");
        try (Identity identity = Identity.generate();
                Passphrase passphrase = passphrase("älplerisch 🏔")) {
            IdentityFile.create(file, IdentityFile.seal(identity, CREATED, passphrase, EASY));

            assertThat(Files.readString(file))
                    .startsWith("-----BEGIN AGE ENCRYPTED FILE-----\n")
                    .endsWith("\n-----END AGE ENCRYPTED FILE-----\n");
            assertThat(recipients(file, path -> passphrase("älplerisch 🏔")))
                    .containsExactly(identity.recipient().text());
        }
    }

    @Test
    void opensSeveralIdentitiesAmongComments() throws IOException {
        Identity one = Identity.generate();
        Identity two = Identity.generate();
        Path file =
                Files.writeString(
                        directory.resolve("identities"),
                        "# mine\r\n\n%s\n# yours\n%s"
                                .formatted(secret(one), secret(two).replace("\n", "\r\n")));

        assertThat(recipients(file, IdentityFileTest::nobodyAsks))
                .containsExactly(one.recipient().text(), two.recipient().text());
    }

    private static String secret(Identity identity) {
        String text = new String(identity.fileText(CREATED), UTF_8);
        return text.substring(text.indexOf("AGE-SECRET"));
    }

    @Test
    void aWrongPassphraseIsToldFromDamage() throws IOException {
        Path file = protectedFile("right");

        assertUserException(file, "wrong", ErrorKind.WRONG_KEY, "the passphrase is wrong");
    }

    @Test
    void aDamagedFileIsToldFromAWrongPassphrase() throws IOException {
        byte[] sealed = Files.readAllBytes(protectedFile("right"));
        sealed[sealed.length - 50] ^= 1;
        Path file = Files.write(directory.resolve("damaged"), sealed);

        assertUserException(file, "right", ErrorKind.FAILED, "the file is damaged");
    }

    private Path protectedFile(String passphrase) throws IOException {
        Path file = directory.resolve("identity.age");
        try (Identity identity = Identity.generate();
                Passphrase typed = passphrase(passphrase)) {
            IdentityFile.create(file, IdentityFile.seal(identity, CREATED, typed, EASY));
        }
        return file;
    }

    @Test
    void noPrefixOpensHangsOrCrashes() throws IOException {
        byte[] sealed = Files.readAllBytes(protectedFile("right"));
        for (int length = 0; length < sealed.length - 1; length++) {
            Path file = directory.resolve("prefix");
            Files.write(file, Arrays.copyOf(sealed, length));
            assertThatThrownBy(() -> IdentityFile.open(file, path -> passphrase("right")))
                    .as("%d bytes", length)
                    .isInstanceOf(UserException.class)
                    .hasMessageStartingWith("cannot open identity '%s': ", file);
        }
    }

    @Test
    void noFlippedByteOpensAnotherIdentity() throws IOException {
        byte[] sealed = Files.readAllBytes(protectedFile("right"));
        List<String> right =
                recipients(directory.resolve("identity.age"), path -> passphrase("right"));
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            Path file = Files.write(directory.resolve("flipped"), changed);
            try {
                // White space in the armor may change without harm.
                assertThat(recipients(file, path -> passphrase("right"))).isEqualTo(right);
            } catch (UserException e) {
                assertThat(e.getMessage()).startsWith("cannot open identity '" + file + "': ");
            }
        }
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        assertPlainRefused("", "there is no identity in it");
        assertPlainRefused("# only a comment\n", "there is no identity in it");
        assertPlainRefused("#\nsecret stuff\n", "line 2 is not an age X25519 identity");
        assertPlainRefused(
                "AGE-SECRET-KEY-1HEA4NVKQTLRCLAJ5923M8KK2KAG4QRQ3KAEN5JRMQGGNYUT5GU6SXCPA0H",
                "line 1 is not an age X25519 identity");
        assertPlainRefused("AGE-PLUGIN-YUBIKEY-1QQQ", "line 1 is an identity of an age plugin");
        assertPlainRefused("#".repeat(65_537), "it is longer than any key file");
    }

    private void assertPlainRefused(String text, String why) throws IOException {
        Path file = Files.writeString(directory.resolve("identity"), text);
        assertUserException(file, "", ErrorKind.WRONG_KEY, why);
    }

    @Test
    void aMissingFileIsNamed() {
        assertUserException(
                directory.resolve("nowhere"), "", ErrorKind.NOT_FOUND, "there is no such file");
    }

    static void assertUserException(Path file, String typed, ErrorKind kind, String why) {
        assertThatThrownBy(() -> IdentityFile.open(file, path -> passphrase(typed)))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessage("cannot open identity '%s': %s", file, why);
    }

    @Test
    void neverOverwritesAndLeavesNothingBehind() throws IOException {
        Path file = Files.writeString(directory.resolve("identity"), "precious");

        assertThatThrownBy(() -> IdentityFile.create(file, new byte[10]))
                .isInstanceOf(UserException.class)
                .hasMessage("cannot create identity '%s': the file exists", file);

        assertThat(Files.readString(file)).isEqualTo("precious");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void onlyTheOwnerCanRead() throws IOException {
        Path file = protectedFile("right");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aPassphraseIsWipedAndNeverPrinted() {
        char[] typed = "secret".toCharArray();
        Passphrase passphrase = Passphrase.of(typed);

        assertThat(typed).containsOnly('\0');
        assertThat(passphrase).hasToString("passphrase");
        passphrase.close();
        assertThat(passphrase.utf8()).containsOnly(0);
        assertThatThrownBy(() -> Passphrase.of(new char[0])).hasMessage("the passphrase is empty");
        assertThatThrownBy(() -> Passphrase.of(new char[] {'\ud800'}))
                .hasMessage("the passphrase is not valid Unicode");
    }
}

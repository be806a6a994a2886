package dev.firn.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.Sha256;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.tools.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostKeyTest {

    private static final byte[] MESSAGE = "a manifest".getBytes(UTF_8);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @Test
    void verifiesWhatItSignedAndNothingElse() throws IOException {
        HostKey key = HostKey.create(directory.resolve("host.key"));
        HostKey other = HostKey.create(directory.resolve("other.key"));
        byte[] signature = key.sign(MESSAGE);

        assertThat(signature).hasSize(64);
        assertThat(key.verifyKey().verify(MESSAGE, signature)).isTrue();
        assertThat(other.verifyKey().verify(MESSAGE, signature)).isFalse();
        assertThat(key.verifyKey().verify("another".getBytes(UTF_8), signature)).isFalse();
        for (int length : new int[] {0, 63, 65}) {
            assertThat(key.verifyKey().verify(MESSAGE, Arrays.copyOf(signature, length))).isFalse();
        }
        for (int i = 0; i < signature.length; i++) {
            byte[] changed = signature.clone();
            changed[i] ^= 1;
            assertThat(key.verifyKey().verify(MESSAGE, changed)).isFalse();
        }
    }

    @Test
    void isTheSameWhenOpenedAgain() throws IOException {
        Path file = directory.resolve("host.key");
        HostKey key = HostKey.create(file);

        HostKey opened = HostKey.open(file);

        assertThat(opened.verifyKey()).isEqualTo(key.verifyKey());
        assertThat(opened.sign(MESSAGE)).isEqualTo(key.sign(MESSAGE));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    // RFC 8032, section 7.1, test 2.
    @Test
    void agreesWithTheTestVectorOfTheRfc() throws IOException {
        String seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
        byte[] raw =
                HexFormat.of()
                        .parseHex(
                                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        byte[] der = HexFormat.of().parseHex("302e020100300506032b657004220420" + seed);
        Path file = Files.write(directory.resolve("rfc"), Pem.encode("PRIVATE KEY", der));

        HostKey key = HostKey.open(file);

        assertThat(key.verifyKey()).isEqualTo(VerifyKey.ofRaw(raw));
        assertThat(key.verifyKey().fingerprint()).isEqualTo(Sha256.of(raw));
        assertThat(HexFormat.of().formatHex(key.sign(new byte[] {0x72})))
                .startsWith("92a009a9f0d4cab8720e820b5f642540");
    }

    @Test
    void opensslVerifiesWhatItSigned() throws Exception {
        Tool.require("openssl");
        HostKey key = HostKey.create(directory.resolve("host.key"));
        String publicKey =
                Files.write(directory.resolve("public"), key.verifyKey().pem()).toString();
        String message = Files.write(directory.resolve("message"), MESSAGE).toString();
        String signature =
                Files.write(directory.resolve("signature"), key.sign(MESSAGE)).toString();

        byte[] said =
                Tool.run(
                                new byte[0],
                                "openssl",
                                "pkeyutl",
                                "-verify",
                                "-pubin",
                                "-inkey",
                                publicKey,
                                "-rawin",
                                "-in",
                                message,
                                "-sigfile",
                                signature)
                        .orFail();

        assertThat(new String(said, UTF_8)).contains("Signature Verified Successfully");
    }

    @Test
    void opensslReadsItsPrivateKey() throws Exception {
        Tool.require("openssl");
        Path file = directory.resolve("host.key");
        HostKey key = HostKey.create(file);

        byte[] publicKey =
                Tool.run(new byte[0], "openssl", "pkey", "-in", file.toString(), "-pubout")
                        .orFail();

        assertThat(publicKey).isEqualTo(key.verifyKey().pem());
    }

    @Test
    void verifiesWhatOpensslSigned() throws Exception {
        Tool.require("openssl");
        String file = directory.resolve("openssl.key").toString();
        Tool.run(new byte[0], "openssl", "genpkey", "-algorithm", "ed25519", "-out", file).orFail();
        String message = Files.write(directory.resolve("message"), MESSAGE).toString();
        byte[] signature =
                Tool.run(
                                new byte[0],
                                "openssl",
                                "pkeyutl",
                                "-sign",
                                "-inkey",
                                file,
                                "-rawin",
                                "-in",
                                message)
                        .orFail();
        byte[] pem = Tool.run(new byte[0], "openssl", "pkey", "-in", file, "-pubout").orFail();

        assertThat(VerifyKey.ofPem(pem).verify(MESSAGE, signature)).isTrue();
        assertThat(HostKey.open(Path.of(file)).sign(MESSAGE)).isEqualTo(signature);
    }

    @Test
    void neverOverwrites() throws IOException {
        Path file = Files.writeString(directory.resolve("host.key"), "precious");

        assertThatThrownBy(() -> HostKey.create(file))
                .isInstanceOf(UserException.class)
                .hasMessage("cannot create host key '%s': the file exists", file);
        assertThat(Files.readString(file)).isEqualTo("precious");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        HostKey key = HostKey.create(directory.resolve("host.key"));
        byte[] pem = Files.readAllBytes(directory.resolve("host.key"));

        assertRefused(new byte[0], "it is not a PEM file with one key");
        assertRefused(Arrays.copyOf(pem, 100), "it is not a PEM file with one key");
        assertRefused(key.verifyKey().pem(), "it holds a PUBLIC KEY and not a PRIVATE KEY");
        assertRefused(Pem.encode("PRIVATE KEY", new byte[48]), "it is not an Ed25519 private key");
        assertRefused(
                "-----BEGIN PRIVATE KEY-----\nA=A=\n-----END PRIVATE KEY-----\n".getBytes(UTF_8),
                "its Base64 is malformed");
        assertThatThrownBy(() -> VerifyKey.ofPem(Pem.encode("PUBLIC KEY", new byte[44])))
                .hasMessage("it is not an Ed25519 public key");
        assertThatThrownBy(() -> VerifyKey.ofRaw(new byte[31]))
                .hasMessage("an Ed25519 public key has 32 bytes, not 31");
    }

    private void assertRefused(byte[] content, String why) throws IOException {
        Path file = Files.write(directory.resolve("bad.key"), content);
        assertThatThrownBy(() -> HostKey.open(file))
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.WRONG_KEY))
                .hasMessage("cannot open host key '%s': %s", file, why);
    }
}

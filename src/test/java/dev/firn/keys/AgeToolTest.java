package dev.firn.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.tools.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the age of any distribution opens what Firn protected. Age asks for passphrases on the
 * terminal only, which {@code script} makes.
 */
class AgeToolTest {

    private static final String PASSPHRASE = "Gletscher über 3000 m";
    private static final Instant CREATED = Instant.parse("2026-11-23T02:00:11Z");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @BeforeEach
    void requirePrograms() {
        Tool.require("age", "age-keygen", "script");
    }

    private Path protectedFile(Identity identity, int workFactor) throws Exception {
        Path file = directory.resolve("identity.age");
        try (Passphrase passphrase = Passphrase.of(PASSPHRASE.toCharArray())) {
            IdentityFile.create(file, IdentityFile.seal(identity, CREATED, passphrase, workFactor));
        }
        return file;
    }

    private static void onTerminal(String command) throws Exception {
        Tool.run(
                        (PASSPHRASE + "\n").getBytes(UTF_8),
                        "script",
                        "--quiet",
                        "--return",
                        "--command",
                        command,
                        "/dev/null")
                .orFail();
    }

    @Test
    void ageOpensAProtectedIdentity() throws Exception {
        try (Identity identity = Identity.generate()) {
            Path file = protectedFile(identity, IdentityFile.WORK_FACTOR);
            Path opened = directory.resolve("opened");

            onTerminal("age -d -o %s %s".formatted(opened, file));

            assertThat(Files.readAllBytes(opened)).isEqualTo(identity.fileText(CREATED));
        }
    }

    @Test
    void ageDecryptsWithAProtectedIdentity() throws Exception {
        try (Identity identity = Identity.generate()) {
            Path file = protectedFile(identity, 10);
            Path encrypted = directory.resolve("encrypted");
            Path opened = directory.resolve("opened");
            Tool.run(
                            "ice".getBytes(UTF_8),
                            "age",
                            "-r",
                            identity.recipient().text(),
                            "-o",
                            encrypted.toString())
                    .orFail();

            onTerminal("age -d -i %s -o %s %s".formatted(file, opened, encrypted));

            assertThat(opened).hasContent("ice");
        }
    }

    @Test
    void ageKeygenFindsTheSameRecipient() throws Exception {
        try (Identity identity = Identity.generate()) {
            byte[] printed = Tool.run(identity.fileText(CREATED), "age-keygen", "-y").orFail();

            assertThat(new String(printed, UTF_8)).isEqualTo(identity.recipient() + "\n");
        }
    }
}

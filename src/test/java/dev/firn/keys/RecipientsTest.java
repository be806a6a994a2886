package dev.firn.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.exceptionfactory.jagged.bech32.Bech32;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RecipientsTest {

    private static final String GOOD =
            "age1nygtsy85ll4nsudpxyj70zlfy7z44qd0hkms3rvj7gjvpkgslvzs8h573n";

    @Test
    void readsRecipientsAndDropsDuplicates() {
        String other = Identity.generate().recipient().text();

        assertThat(Recipients.parse(List.of(" " + GOOD, other, GOOD + "\n")).texts())
                .containsExactly(GOOD, other);
    }

    @Test
    void refusesWhatNothingCanBeEncryptedTo() {
        assertRefused("", "'' is not an age recipient");
        assertRefused("age1", "'age1' is not an age recipient");
        assertRefused(GOOD.toUpperCase(Locale.ROOT), "' is not an age recipient");
        assertRefused(GOOD.replace("nygts", "nygtt"), "' is mistyped");
        assertRefused("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "SSH keys are not supported");
        assertRefused(
                "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t",
                "is of a kind that needs a plugin or a newer age");
        // Bech32 of 32 zero bytes: a point of low order, whose shared secret is known to all.
        assertRefused(lowOrder(), "' is mistyped");
    }

    private static String lowOrder() {
        return Bech32.getEncoder().encode("age", new byte[32]).toString();
    }

    private static void assertRefused(String text, String why) {
        assertThatThrownBy(() -> Recipients.parse(List.of(GOOD, text)))
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
                            assertThat(e.hint())
                                    .isEqualTo(
                                            "give X25519 recipients of age, which start with age1"
                                                    + " and which age-keygen prints");
                        })
                .hasMessageStartingWith("cannot use the recipients: ")
                .hasMessageEndingWith(why);
    }

    @Test
    void doesNotRepeatAnIdentityGivenByMistake() {
        String secret =
                "AGE-SECRET-KEY-1HEA4NVKQTLRCLAJ5923M8KK2KAG4QRQ3KAEN5JRMQGGNYUT5GU6SXCPA0G";

        assertThatThrownBy(() -> Recipients.parse(List.of(secret)))
                .hasMessage("cannot use the recipients: an identity was given, which is secret");
    }

    @Test
    void thereAreOneToThirtyTwo() {
        assertThatThrownBy(() -> Recipients.parse(List.of()))
                .hasMessage("cannot use the recipients: a vault has 1 to 32 recipients, not 0");
        assertThat(Recipients.parse(Collections.nCopies(100, GOOD)).list()).hasSize(1);
    }
}

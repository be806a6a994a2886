package dev.firn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.keys.Identities;
import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: what was sealed comes back, or an exception says that it does not. */
class SealedTest {

    private static final Identity IDENTITY = Identity.generate();
    private static final Recipients RECIPIENTS = Recipients.of(IDENTITY.recipient());

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SealedOutput.FRAME_BYTES, 3 * SealedOutput.FRAME_BYTES + 17})
    void whatWasSealedComesBack(int bytes) throws IOException {
        byte[] plain = plain(bytes);

        byte[] sealed = seal(plain);

        assertThat(open(sealed)).isEqualTo(plain);
    }

    @Test
    void isShorterThanWhatItHolds() throws IOException {
        assertThat(seal(new byte[1 << 20])).hasSizeLessThan(1 << 10);
    }

    @Test
    void everyCutAndEveryFlippedBitIsNoticed() throws IOException {
        byte[] sealed = seal(plain(300));
        for (int at = 0; at < sealed.length; at++) {
            byte[] cut = Arrays.copyOf(sealed, at);
            byte[] flipped = sealed.clone();
            flipped[at] ^= 1;

            assertThatThrownBy(() -> open(cut)).isInstanceOf(DamagedObjectException.class);
            assertThatThrownBy(() -> open(flipped)).isInstanceOf(DamagedObjectException.class);
        }
    }

    @Test
    void whatWasNotFinishedCannotBeRead() throws IOException {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        try (SealedOutput out = new SealedOutput(RECIPIENTS, Channels.newChannel(stored), 2)) {
            out.write(plain(2 * SealedOutput.FRAME_BYTES));
        }

        assertThatThrownBy(() -> open(stored.toByteArray()))
                .isInstanceOf(DamagedObjectException.class);
    }

    @Test
    void anotherIdentityIsAWrongKeyAndNoDamage() throws IOException {
        byte[] sealed = seal(plain(10));
        Identities others = Identities.of(Identity.generate());

        assertThatThrownBy(
                        () -> new SealedInput(new ByteArrayInputStream(sealed), others, RECIPIENTS))
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.WRONG_KEY));
    }

    @Test
    void aBrokenSourceIsNoDamage() {
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("connection reset");
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw new IOException("connection reset");
                    }
                };

        assertThatThrownBy(() -> new SealedInput(broken, Identities.of(IDENTITY), RECIPIENTS))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("connection reset");
    }

    private static byte[] plain(int bytes) {
        byte[] plain = new byte[bytes];
        new Random(1).nextBytes(plain);
        return plain;
    }

    private static byte[] seal(byte[] plain) throws IOException {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        try (SealedOutput out = new SealedOutput(RECIPIENTS, Channels.newChannel(stored), 2)) {
            out.write(plain);
            out.finish();
        }
        return stored.toByteArray();
    }

    private static byte[] open(byte[] sealed) throws IOException {
        try (SealedInput in =
                new SealedInput(
                        new ByteArrayInputStream(sealed), Identities.of(IDENTITY), RECIPIENTS)) {
            return in.readAllBytes();
        }
    }
}

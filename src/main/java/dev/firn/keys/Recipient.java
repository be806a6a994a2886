package dev.firn.keys;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.security.GeneralSecurityException;
import java.util.regex.Pattern;

/**
 * An age X25519 recipient: the public key that chunks are encrypted to.
 *
 * @param text {@code age1} and 58 lower-case Bech32 characters
 */
public record Recipient(String text) {

    private static final Pattern FORM = Pattern.compile("age1[02-9ac-hj-np-z]{58}");
    private static final Pattern PLUGIN = Pattern.compile("age1[a-z0-9+._-]+1[02-9ac-hj-np-z]+");

    /**
     * @throws IllegalArgumentException if nothing can be encrypted to {@code text}; the message
     *     says why
     */
    public Recipient {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(whyNot(text));
        }
        try {
            // Wraps a key that nobody needs: a point that is not on the curve's large subgroup
            // would otherwise come to light with the first chunk.
            X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(text)
                    .getRecipientStanzas(new FileKey());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is mistyped", e);
        }
    }

    // An identity is a secret: whoever mistakes it for a recipient must not find it in a log.
    private static String whyNot(String text) {
        if (text.startsWith("AGE-SECRET-KEY-") || text.startsWith("AGE-PLUGIN-")) {
            return "an identity was given, which is secret";
        }
        if (text.startsWith("ssh-") || text.startsWith("ecdsa-")) {
            return "SSH keys are not supported";
        }
        if (PLUGIN.matcher(text).matches()) {
            return "'" + text + "' is of a kind that needs a plugin or a newer age";
        }
        return "'" + text + "' is not an age recipient";
    }

    /** What encrypts a file's key to this recipient. May be used by several threads. */
    RecipientStanzaWriter stanzaWriter() {
        try {
            return X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(text);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("a recipient is checked when it is made", e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}

package dev.firn.keys;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Who can read a vault: one to {@value #COUNT_MAX} age recipients, each able to open every chunk
 * alone.
 *
 * @param list without duplicates
 */
public record Recipients(List<Recipient> list) {

    /** The most recipients a vault may have; each adds 98 bytes to every chunk. */
    public static final int COUNT_MAX = 32;

    /**
     * @throws IllegalArgumentException if there is none, or more than {@value #COUNT_MAX}
     */
    public Recipients {
        list = List.copyOf(new LinkedHashSet<>(list));
        if (list.isEmpty() || list.size() > COUNT_MAX) {
            throw new IllegalArgumentException(
                    "a vault has 1 to %d recipients, not %d".formatted(COUNT_MAX, list.size()));
        }
    }

    /** The recipients given. */
    public static Recipients of(Recipient... recipients) {
        return new Recipients(List.of(recipients));
    }

    /**
     * Reads recipients that a user gave, each {@code age1...}.
     *
     * @throws UserException of kind USAGE if one of them cannot be encrypted to
     */
    public static Recipients parse(List<String> texts) {
        try {
            List<Recipient> recipients = new ArrayList<>();
            for (String text : texts) {
                recipients.add(new Recipient(text.strip()));
            }
            return new Recipients(recipients);
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot use the recipients: " + e.getMessage(),
                    "give X25519 recipients of age, which start with age1 and which age-keygen"
                            + " prints",
                    e);
        }
    }

    /** The recipients as age writes them. */
    public List<String> texts() {
        return list.stream().map(Recipient::text).toList();
    }

    /** What encrypts a file's key to every one of these. May be used by several threads. */
    public List<RecipientStanzaWriter> stanzaWriters() {
        return list.stream().map(Recipient::stanzaWriter).toList();
    }
}

package dev.firn.keys;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.util.List;

/** The identities a restore may use: at least one, and any of them may open a chunk. */
public final class Identities implements AutoCloseable {

    private final List<Identity> list;
    private final List<RecipientStanzaReader> stanzaReaders;

    /** Takes over {@code list}: closing this closes each of them. */
    public Identities(List<Identity> list) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException("at least one identity is needed");
        }
        this.list = List.copyOf(list);
        this.stanzaReaders = list.stream().map(Identity::stanzaReader).toList();
    }

    /** The identities given, which closing this closes. */
    public static Identities of(Identity... identities) {
        return new Identities(List.of(identities));
    }

    /** The public halves, in the order the identities were given. */
    public List<Recipient> recipients() {
        return list.stream().map(Identity::recipient).toList();
    }

    /**
     * Checks that what is encrypted to {@code recorded} can be opened. Asked before anything is
     * read, so that what fails afterwards is damage and not a wrong key.
     *
     * @throws UserException of kind WRONG_KEY if no identity is one of the recipients
     */
    public void requireOneOf(Recipients recorded) {
        if (recipients().stream().noneMatch(recorded.list()::contains)) {
            throw new UserException(
                    ErrorKind.WRONG_KEY,
                    "cannot decrypt chunks: they are encrypted to %s, and the identity is that of %s"
                            .formatted(join(recorded.list()), join(recipients())),
                    "give the identity that belongs to one of the vault's recipients");
        }
    }

    private static String join(List<Recipient> recipients) {
        return String.join(", ", recipients.stream().map(Recipient::text).toList());
    }

    /** What decrypts a file's key that was encrypted to any of these. */
    public List<RecipientStanzaReader> stanzaReaders() {
        return stanzaReaders;
    }

    /** Wipes the secret keys. */
    @Override
    public void close() {
        list.forEach(Identity::close);
    }
}

package dev.firn.kv;

import dev.firn.kv.KeyValueStore.Version;
import dev.firn.report.UserException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One conditional write over a network: sends it until it is known what became of it.
 *
 * <p>Every write has a token of its own, which the record keeps. So when the answer to a try is
 * lost and the next one is refused, the record itself tells whether the first try was carried out.
 * It cannot tell if somebody else has changed it meanwhile: that is an unknown outcome.
 *
 * <p>A deleted record leaves a <em>tombstone</em> with the token of its deletion, for the same
 * reason, and because a delayed try of a creation must not bring back what was deleted after it.
 */
public final class ConditionalWrite {

    private final RecordKey key;
    private final BooleanSupplier waitsAgain;
    private boolean mayBeDone;

    /**
     * A write to {@code key}.
     *
     * @param waitsAgain waits before the next try; false if there is to be none
     */
    public ConditionalWrite(RecordKey key, BooleanSupplier waitsAgain) {
        this.key = key;
        this.waitsAgain = waitsAgain;
    }

    /** Sends a write once. */
    @FunctionalInterface
    public interface Try {

        /**
         * Writes if the record has the version {@code expected}, or, if that is empty, if there is
         * neither a record nor a tombstone.
         */
        Answer send(Optional<Version> expected) throws IOException;
    }

    /** What became of one try. */
    public sealed interface Answer {

        /** It was carried out; the record has this version now. */
        record Done(Version version) implements Answer {}

        /** It was refused, because this is what is there; empty if nothing is. */
        record Refused(Optional<Found> now) implements Answer {}

        /**
         * It failed.
         *
         * @param mayBeDone whether it may have been carried out nevertheless
         * @param isWorthATry whether another try may succeed
         */
        record Failed(boolean mayBeDone, boolean isWorthATry, RuntimeException why)
                implements Answer {}
    }

    /**
     * What is under a key.
     *
     * @param isOwn whether it has the token of this write
     * @param isTombstone whether it stands for a deleted record
     */
    public record Found(Version version, boolean isOwn, boolean isTombstone) {}

    /** Writes where there is no record, or only a tombstone. */
    public Version create(Try send) throws IOException {
        return run(send, Optional.empty(), true);
    }

    /** Writes in the place of the version {@code expected}: another value, or a tombstone. */
    public Version replace(Try send, Version expected) throws IOException {
        return run(send, Optional.of(expected), false);
    }

    private Version run(Try send, Optional<Version> first, boolean isCreation) throws IOException {
        Optional<Version> expected = first;
        while (true) {
            switch (send(send, expected)) {
                case Answer.Done done -> {
                    return done.version();
                }
                case Answer.Refused(Optional<Found> now) -> {
                    if (now.filter(Found::isOwn).isPresent()) {
                        return now.get().version();
                    }
                    boolean isTaken = now.filter(found -> !found.isTombstone()).isPresent();
                    ConditionFailedException refusal = new ConditionFailedException(key);
                    if (mayBeDone) {
                        throw new OutcomeUnknownException(key, refusal);
                    }
                    if (!isCreation || isTaken) {
                        throw refusal;
                    }
                    if (now.map(Found::version).equals(expected) && !waitsAgain.getAsBoolean()) {
                        throw refusal; // a store that contradicts itself, and goes on doing so
                    }
                    expected = now.map(Found::version);
                }
                case Answer.Failed failed -> afterFailure(failed);
            }
        }
    }

    /** A failure on the way to the answer says nothing of the tries before. */
    private Answer send(Try send, Optional<Version> expected) throws IOException {
        try {
            return send.send(expected);
        } catch (IOException | UserException e) {
            if (mayBeDone) {
                throw new OutcomeUnknownException(key, e);
            }
            throw e;
        } catch (RuntimeException e) {
            // A fault in a library, which says nothing of what was sent before it.
            throw new OutcomeUnknownException(key, e);
        }
    }

    private void afterFailure(Answer.Failed failed) throws OutcomeUnknownException {
        mayBeDone |= failed.mayBeDone();
        if (failed.isWorthATry() && waitsAgain.getAsBoolean()) {
            return;
        }
        if (mayBeDone) {
            throw new OutcomeUnknownException(key, failed.why());
        }
        throw failed.why();
    }
}

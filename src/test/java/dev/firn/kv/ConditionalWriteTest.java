package dev.firn.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.kv.ConditionalWrite.Answer;
import dev.firn.kv.ConditionalWrite.Found;
import dev.firn.kv.KeyValueStore.Version;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is concluded from every sequence of answers. */
class ConditionalWriteTest {

    private static final RecordKey KEY = new RecordKey("heads", "volumes", "one");
    private static final Version OLD = new Version("old");
    private static final Version OWN = new Version("own");
    private static final Version OTHER = new Version("other");

    private static final Answer DONE = new Answer.Done(OWN);
    private static final Answer THROTTLED = failed(false, true);
    private static final Answer LOST = failed(true, true);
    private static final Answer DENIED = failed(false, false);
    private static final Answer OWN_IS_THERE = refused(OWN, false);
    private static final Answer OTHER_IS_THERE = refused(OTHER, false);
    private static final Answer TOMBSTONE = refused(OTHER, true);
    private static final Answer NOTHING = new Answer.Refused(Optional.empty());

    private final List<Optional<Version>> sent = new ArrayList<>();
    private int waits;

    private static Answer failed(boolean mayBeDone, boolean isWorthATry) {
        return new Answer.Failed(mayBeDone, isWorthATry, new IllegalStateException("why"));
    }

    private static Answer refused(Version version, boolean isTombstone) {
        return new Answer.Refused(
                Optional.of(new Found(version, version.equals(OWN), isTombstone)));
    }

    /** Waits three times at most. */
    private ConditionalWrite write() {
        waits = 0;
        return new ConditionalWrite(KEY, () -> waits++ < 3);
    }

    private ConditionalWrite.Try answering(Answer... answers) {
        var left = new ArrayDeque<>(List.of(answers));
        return expected -> {
            sent.add(expected);
            return left.remove();
        };
    }

    private Version create(Answer... answers) throws IOException {
        return write().create(answering(answers));
    }

    private Version replace(Answer... answers) throws IOException {
        return write().replace(answering(answers), OLD);
    }

    @Test
    void isDoneWhenTheStoreSaysSo() throws IOException {
        assertThat(create(DONE)).isEqualTo(OWN);
        assertThat(replace(DONE)).isEqualTo(OWN);
        assertThat(sent).containsExactly(Optional.empty(), Optional.of(OLD));
    }

    @Test
    void recognisesItselfWhenTheAnswerWasLost() throws IOException {
        assertThat(create(LOST, OWN_IS_THERE)).isEqualTo(OWN);
        assertThat(replace(LOST, THROTTLED, OWN_IS_THERE)).isEqualTo(OWN);
        // A deletion leaves a tombstone of its own.
        assertThat(replace(LOST, refused(OWN, true))).isEqualTo(OWN);
    }

    @Test
    void isRefusedIfItCannotHaveBeenDone() {
        for (Answer answer : List.of(OTHER_IS_THERE, TOMBSTONE, NOTHING)) {
            assertThatThrownBy(() -> replace(THROTTLED, answer))
                    .isInstanceOf(ConditionFailedException.class);
        }
        assertThatThrownBy(() -> create(THROTTLED, OTHER_IS_THERE))
                .isInstanceOf(ConditionFailedException.class);
    }

    @Test
    void isUnknownIfSomebodyElseMayHaveChangedItAfterIt() {
        for (Answer answer : List.of(OTHER_IS_THERE, TOMBSTONE, NOTHING)) {
            assertThatThrownBy(() -> replace(LOST, answer))
                    .isInstanceOf(OutcomeUnknownException.class);
            assertThatThrownBy(() -> create(LOST, answer))
                    .isInstanceOf(OutcomeUnknownException.class);
        }
    }

    @Test
    void createsOverATombstone() throws IOException {
        assertThat(create(TOMBSTONE, DONE)).isEqualTo(OWN);
        assertThat(sent).containsExactly(Optional.empty(), Optional.of(OTHER));
        // It was removed in between.
        assertThat(create(TOMBSTONE, NOTHING, DONE)).isEqualTo(OWN);
        assertThat(waits).isZero();
    }

    @Test
    void doesNotGoOnForEverWithAStoreThatContradictsItself() {
        assertThatThrownBy(() -> create(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING))
                .isInstanceOf(ConditionFailedException.class);
        assertThat(sent).hasSize(4);
    }

    @Test
    void saysWhyItFailedIfItCannotHaveBeenDone() {
        assertThatThrownBy(() -> create(DENIED)).hasMessage("why");
        assertThatThrownBy(() -> create(THROTTLED, THROTTLED, THROTTLED, THROTTLED))
                .isInstanceOf(IllegalStateException.class);
        assertThat(waits).isEqualTo(4);
    }

    @Test
    void isUnknownOnceOneTryMayHaveBeenDone() {
        assertThatThrownBy(() -> create(LOST, DENIED))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessage("it is unknown whether record 'heads:volumes:one' was written");
        assertThatThrownBy(() -> create(LOST, THROTTLED, THROTTLED, THROTTLED))
                .isInstanceOf(OutcomeUnknownException.class);
        assertThatThrownBy(() -> create(failed(true, false)))
                .isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void isUnknownIfALibraryFails() {
        assertThatThrownBy(() ->
                        write().create(_ -> {
                            throw new IllegalStateException("a fault");
                        }))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasRootCauseMessage("a fault");
    }

    @Test
    void isUnknownIfItFailsToFindOut() {
        ConditionalWrite.Try lostThenBroken =
                expected -> {
                    if (sent.isEmpty()) {
                        sent.add(expected);
                        return LOST;
                    }
                    throw new IOException("cannot read what is there");
                };
        assertThatThrownBy(() -> write().create(lostThenBroken))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasRootCauseMessage("cannot read what is there");
        assertThatThrownBy(() -> write().create(lostThenBroken))
                .hasMessage("cannot read what is there");
    }
}

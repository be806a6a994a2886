package dev.firn.testing;

import java.io.IOException;

/**
 * The one call of a store that fails on purpose: the nth, counted from 0, of those that change
 * something. Every later call is carried out. For one store; several threads may use it.
 */
public final class Failure {

    /** When the call fails. */
    public enum When {
        /** It is never sent: nothing was changed. */
        BEFORE,
        /** It is carried out, and its answer is lost. */
        AFTER
    }

    /** What the caller is told. */
    public enum Kind {
        /** It failed: an {@link IOException}. */
        FAILED,
        /** Nobody knows: the store's own OutcomeUnknownException. */
        UNKNOWN
    }

    private final int call;
    private final When when;
    private final Kind kind;
    private int calls;

    public Failure(int call, When when, Kind kind) {
        this.call = call;
        this.when = when;
        this.kind = kind;
    }

    /** Counts a call. Whether it, and in this way, is to fail. */
    synchronized boolean isNext() {
        return calls++ == call;
    }

    When when() {
        return when;
    }

    Kind kind() {
        return kind;
    }

    /** The number of calls so far that change something, the failed one among them. */
    public synchronized int calls() {
        return calls;
    }

    /** Whether the call that was to fail has come. */
    public synchronized boolean hasHappened() {
        return calls > call;
    }

    IOException exception(String what) {
        return new IOException("injected: %s %s it was carried out".formatted(what, when));
    }

    @Override
    public String toString() {
        return "call %d fails %s it is carried out, as %s".formatted(call, when, kind);
    }
}

package dev.firn.report;

import java.time.Duration;

/** Is told of calls to a service that go on although they fail. Called by any thread. */
public interface Waiting {

    /** A call has failed for so long and is about to be tried again. */
    void waits(Duration already);

    /** A call that had failed has worked. */
    void works();

    /** Tells nobody. */
    Waiting SILENT =
            new Waiting() {
                @Override
                public void waits(Duration already) {}

                @Override
                public void works() {}
            };
}

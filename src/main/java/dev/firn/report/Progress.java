package dev.firn.report;

import java.util.OptionalLong;

/**
 * Tells the user what is going on. Notes and warnings may come from any thread, the rest from one
 * at a time; never fails.
 */
public interface Progress {

    /** One fact, worth a line. */
    void note(String line);

    /** Something the user should look at although the work goes on. */
    void warn(String line);

    /**
     * A long step begins.
     *
     * @param subject what it is about, for example the volume
     * @param bytesAbout how much there is to do, as far as that is known
     */
    void begin(String subject, OptionalLong bytesAbout);

    /** Whether somebody looks on, so that it is worth finding out how much there is to do. */
    boolean isWatched();

    /** How much there is to do in all, in bytes, became known while the step is under way. */
    void expect(long bytesAbout);

    /** So many bytes more are done. */
    void advance(long bytes);

    /** The step is over, well or not. */
    void end();

    /** Says nothing. */
    Progress SILENT =
            new Progress() {
                @Override
                public void note(String line) {}

                @Override
                public void warn(String line) {}

                @Override
                public void begin(String subject, OptionalLong bytesAbout) {}

                @Override
                public boolean isWatched() {
                    return false;
                }

                @Override
                public void expect(long bytesAbout) {}

                @Override
                public void advance(long bytes) {}

                @Override
                public void end() {}
            };
}

package dev.firn.workflow;

import dev.firn.report.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Remembers what the user was told. */
final class Said implements Progress {

    final List<String> notes = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();

    @Override
    public void note(String line) {
        notes.add(line);
    }

    @Override
    public void warn(String line) {
        warnings.add(line);
    }

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
}

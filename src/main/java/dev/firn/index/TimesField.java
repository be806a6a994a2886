package dev.firn.index;

import dev.firn.sendstream.SendCommand;
import dev.firn.sendstream.StreamPath;
import dev.firn.sendstream.StreamTime;
import java.io.IOException;
import java.util.Optional;

/**
 * The times of a utimes record. Most files have the same time twice or three times: one byte says
 * which are equal, and only the others follow (docs/format-index.md, "Times").
 */
final class TimesField {

    /** Two bits or three for each of changed, accessed and created. */
    private static final int ACCESSED_SHIFT = 1;

    private static final int CREATED_SHIFT = 3;
    private static final int FLAGS_MAX = 1 | 2 << ACCESSED_SHIFT | 4 << CREATED_SHIFT;

    // How a time is given: its own, or as another one of the record.
    private static final int OWN = 0;
    private static final int AS_MODIFIED = 1;
    private static final int AS_CHANGED = 2;
    private static final int AS_ACCESSED = 3;
    private static final int ABSENT = 4;

    private TimesField() {}

    static void write(RecordOutput out, SendCommand.SetTimes times) throws IOException {
        StreamTime modified = times.modified();
        StreamTime changed = times.changed();
        StreamTime accessed = times.accessed();
        StreamTime created = times.created().orElse(null);
        int changedAs = changed.equals(modified) ? AS_MODIFIED : OWN;
        int accessedAs =
                accessed.equals(modified)
                        ? AS_MODIFIED
                        : accessed.equals(changed) ? AS_CHANGED : OWN;
        int createdAs = ABSENT;
        if (created != null) {
            createdAs =
                    created.equals(modified)
                            ? AS_MODIFIED
                            : created.equals(changed)
                                    ? AS_CHANGED
                                    : created.equals(accessed) ? AS_ACCESSED : OWN;
        }
        out.u8(changedAs | accessedAs << ACCESSED_SHIFT | createdAs << CREATED_SHIFT);
        out.time(modified);
        if (changedAs == OWN) {
            out.time(changed);
        }
        if (accessedAs == OWN) {
            out.time(accessed);
        }
        if (created != null && createdAs == OWN) {
            out.time(created);
        }
    }

    static SendCommand.SetTimes read(RecordInput in, StreamPath path) throws IOException {
        int flags = in.u8();
        int changedAs = flags & 1;
        int accessedAs = flags >> ACCESSED_SHIFT & 3;
        int createdAs = flags >> CREATED_SHIFT;
        if (flags > FLAGS_MAX || accessedAs > AS_CHANGED || createdAs > ABSENT) {
            throw in.damaged("times of an unknown kind");
        }
        StreamTime modified = in.time();
        StreamTime changed = changedAs == OWN ? in.time() : modified;
        StreamTime accessed =
                switch (accessedAs) {
                    case AS_MODIFIED -> modified;
                    case AS_CHANGED -> changed;
                    default -> in.time();
                };
        Optional<StreamTime> created =
                switch (createdAs) {
                    case ABSENT -> Optional.empty();
                    case AS_MODIFIED -> Optional.of(modified);
                    case AS_CHANGED -> Optional.of(changed);
                    case AS_ACCESSED -> Optional.of(accessed);
                    default -> Optional.of(in.time());
                };
        return new SendCommand.SetTimes(path, accessed, modified, changed, created);
    }
}

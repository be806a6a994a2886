package dev.firn.index;

import dev.firn.sendstream.SendCommand;
import dev.firn.sendstream.StreamPath;

/** One record of an index: a command, or several writes in one. */
public sealed interface IndexRecord {

    /** A command that is neither a write nor the end. */
    record Command(SendCommand command) implements IndexRecord {}

    /** The write commands of a run, {@link DataRun#count} of them. */
    record Data(StreamPath path, long fileOffset, DataRun run) implements IndexRecord {}
}

package dev.firn.index;

import dev.firn.model.Sha256;
import dev.firn.sendstream.SendCommand;
import dev.firn.sendstream.SendCommandListener;
import dev.firn.sendstream.StreamSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the index of a stream while its commands are read. Memory is bounded by one record;
 * nothing is allocated for a command but the place of a run's first. Used by one thread.
 */
public final class IndexWriter implements SendCommandListener {

    private final OutputStream target;
    private final RecordOutput out;
    private final CloneSources sources = new CloneSources();
    private long commands;

    /** The run that the next write may go on; of one piece as long as {@code stride} is 0. */
    private SendCommand.@Nullable Write run;

    private long runCount;
    private long runStride;

    /**
     * @param target takes the plain bytes of the index in pieces of up to 256 KiB; stays open
     */
    public IndexWriter(OutputStream target) throws IOException {
        this.target = target;
        this.out = new RecordOutput(target);
        out.raw(IndexFormat.MAGIC);
        out.u8(IndexFormat.VERSION);
    }

    /**
     * @throws UncheckedIOException if the target failed
     */
    @Override
    public void command(SendCommand command, Place place) {
        try {
            commands++;
            if (command instanceof SendCommand.Write write) {
                if (!goesOn(write)) {
                    endRun();
                    run = write;
                    runCount = 1;
                    runStride = 0;
                }
            } else {
                endRun();
                write(command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes the end of the index.
     *
     * @param summary of the stream, all of whose commands were given
     * @param stream digest of the stream, as docs/format-index.md defines it
     */
    public void finish(StreamSummary summary, Sha256 stream) throws IOException {
        if (summary.commands() != commands) {
            throw new IllegalStateException(
                    "%d of %d commands were given".formatted(commands, summary.commands()));
        }
        out.u8(IndexFormat.END);
        out.u8(summary.version());
        out.number(commands);
        out.number(summary.bytes());
        out.raw(stream.bytes());
        out.flush();
        target.flush();
    }

    private boolean goesOn(SendCommand.Write write) {
        SendCommand.Write first = run;
        if (first == null) {
            return false;
        }
        int piece = first.data().length();
        boolean follows =
                piece > 0
                        && write.data().length() == piece
                        && write.fileOffset() == first.fileOffset() + runCount * piece
                        && write.path().equals(first.path());
        if (!follows) {
            return false;
        }
        long distance = write.data().offset() - first.data().offset();
        if (runStride == 0) {
            runStride = distance;
        } else if (distance != runCount * runStride) {
            return false;
        }
        runCount++;
        return true;
    }

    private void endRun() throws IOException {
        SendCommand.Write first = run;
        if (first == null) {
            return;
        }
        run = null;
        int piece = first.data().length();
        out.u8(IndexFormat.WRITE);
        out.path(first.path());
        out.fileOffset(first.fileOffset(), runCount * piece);
        long offset = first.data().offset();
        out.data(offset, offset + (runCount - 1) * runStride + piece);
        out.number(piece);
        out.number(runCount - 1);
        if (runCount > 1) {
            out.number(runStride - piece);
        }
    }

    private void write(SendCommand command) throws IOException {
        switch (command) {
            case SendCommand.Subvol c -> {
                out.u8(IndexFormat.SUBVOL);
                out.path(c.path());
                source(new CloneSources.Source(c.uuid(), c.ctransid()));
            }
            case SendCommand.Snapshot c -> {
                out.u8(IndexFormat.SNAPSHOT);
                out.path(c.path());
                source(new CloneSources.Source(c.uuid(), c.ctransid()));
                source(new CloneSources.Source(c.parentUuid(), c.parentCtransid()));
            }
            case SendCommand.End _, SendCommand.Write _ -> {}
            default -> writeChange(command);
        }
    }

    private void source(CloneSources.Source source) throws IOException {
        sources.add(source);
        out.uuid(source.uuid());
        out.number(source.generation());
    }

    private void writeChange(SendCommand command) throws IOException {
        switch (command) {
            case SendCommand.Clone c -> writeClone(c);
            case SendCommand.EncodedWrite c -> writeEncoded(c);
            case SendCommand.Truncate(var path, var size) -> {
                RecordWriter.begin(out, IndexFormat.TRUNCATE, path);
                out.number(size);
            }
            case SendCommand.UpdateExtent(var path, var offset, var size) -> {
                RecordWriter.begin(out, IndexFormat.UPDATE_EXTENT, path);
                out.fileOffset(offset, size);
                out.number(size);
            }
            case SendCommand.Fallocate(var path, var mode, var offset, var size) -> {
                RecordWriter.begin(out, IndexFormat.FALLOCATE, path);
                out.number(Integer.toUnsignedLong(mode));
                out.fileOffset(offset, size);
                out.number(size);
            }
            default -> RecordWriter.write(out, command);
        }
    }

    private void writeClone(SendCommand.Clone c) throws IOException {
        RecordWriter.begin(out, IndexFormat.CLONE, c.sourcePath());
        CloneSources.Source source = new CloneSources.Source(c.sourceUuid(), c.sourceCtransid());
        Integer number = sources.numberOf(source);
        if (number == null) {
            if (sources.count() == IndexFormat.SOURCES_MAX) {
                throw new IOException("a stream with clones from too many subvolumes");
            }
            out.number(sources.count());
            source(source);
        } else {
            out.number(number);
        }
        out.number(c.sourceOffset());
        out.path(c.path());
        out.fileOffset(c.fileOffset(), c.length());
        out.number(c.length());
    }

    private void writeEncoded(SendCommand.EncodedWrite c) throws IOException {
        RecordWriter.begin(out, IndexFormat.ENCODED_WRITE, c.path());
        out.fileOffset(c.fileOffset(), c.fileLength());
        out.data(c.data().offset(), c.data().offset() + c.data().length());
        out.number(c.data().length());
        out.number(c.fileLength());
        out.number(c.length());
        out.number(c.offset());
        out.number(Integer.toUnsignedLong(c.compression()));
        out.number(Integer.toUnsignedLong(c.encryption()));
    }
}

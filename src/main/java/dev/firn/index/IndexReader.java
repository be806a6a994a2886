package dev.firn.index;

import dev.firn.model.Sha256;
import dev.firn.sendstream.CommandCheck;
import dev.firn.sendstream.SendCommand;
import dev.firn.sendstream.StreamData;
import dev.firn.sendstream.StreamPath;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an index: first a subvol or snapshot command, then the others in the order of the stream.
 * What it gives keeps to what {@link CommandCheck} asks of commands. Memory is bounded by one
 * record and 65,536 clone sources; after an exception it is of no more use. Used by one thread.
 */
public final class IndexReader {

    private final RecordInput in;
    private final CloneSources sources = new CloneSources();
    private long commands;
    private @Nullable IndexSeal seal;

    /**
     * @param plain the plain bytes of the index; the caller closes it
     * @throws DamagedIndexException if they do not begin as an index that this Firn knows
     */
    public IndexReader(InputStream plain) throws IOException {
        this.in = new RecordInput(plain);
        if (!Arrays.equals(in.raw(IndexFormat.MAGIC.length), IndexFormat.MAGIC)) {
            throw in.damaged("it does not start as an index");
        }
        int version = in.u8();
        if (version != IndexFormat.VERSION) {
            throw in.damaged(
                    "its version is %d, and this Firn knows %d"
                            .formatted(version, IndexFormat.VERSION));
        }
    }

    /**
     * The next record; empty after the last.
     *
     * @throws DamagedIndexException if there is none, or one that cannot be
     * @throws IOException what the source threw
     */
    public Optional<IndexRecord> next() throws IOException {
        if (seal != null) {
            return Optional.empty();
        }
        int code = in.u8();
        boolean first = code == IndexFormat.SUBVOL || code == IndexFormat.SNAPSHOT;
        if (first != (commands == 0)) {
            throw in.damaged("a first command that is none, or a second one");
        }
        if (code == IndexFormat.END) {
            end();
            return Optional.empty();
        }
        StreamPath path = in.path();
        if (code == IndexFormat.WRITE) {
            return Optional.of(data(path));
        }
        SendCommand command = command(code, path);
        require(command);
        count(1);
        return Optional.of(new IndexRecord.Command(command));
    }

    /** What the index says of itself, once {@link #next} gave nothing. */
    public IndexSeal seal() {
        if (seal == null) {
            throw new IllegalStateException("the index was not read to its end");
        }
        return seal;
    }

    private void count(long more) throws DamagedIndexException {
        commands += more;
        if (commands < 0) {
            throw in.damaged("more than 2^63 commands");
        }
    }

    private void require(SendCommand command) throws DamagedIndexException {
        String fault = CommandCheck.faultOf(command);
        if (!fault.isEmpty()) {
            throw in.damaged(fault);
        }
    }

    private void end() throws IOException {
        count(1);
        IndexSeal found =
                new IndexSeal(
                        in.u8(), in.number(), in.number(), Sha256.ofBytes(in.raw(Sha256.BYTES)));
        if (found.commands() != commands || found.streamBytes() < in.dataEnd()) {
            throw in.damaged("an end that does not fit the rest");
        }
        if (!in.atEnd()) {
            throw in.damaged("bytes after the end");
        }
        seal = found;
    }

    private IndexRecord data(StreamPath path) throws IOException {
        long fileOffset = in.fileOffset();
        long offset = in.data();
        int piece = in.small(Integer.MAX_VALUE);
        long more = in.number();
        long gap = more == 0 ? 0 : in.number();
        require(new SendCommand.Write(path, fileOffset, new StreamData(offset, piece)));
        if (piece == 0 && more == 0) {
            count(1);
            in.fileEnd(fileOffset);
            in.dataEnd(offset);
            return new IndexRecord.Command(
                    new SendCommand.Write(path, fileOffset, new StreamData(offset, 0)));
        }
        try {
            DataRun run =
                    new DataRun(offset, piece, Math.addExact(more, 1), Math.addExact(piece, gap));
            long end = Math.addExact(fileOffset, Math.multiplyExact(run.count(), piece));
            count(run.count());
            in.fileEnd(end);
            in.dataEnd(run.end());
            return new IndexRecord.Data(path, fileOffset, run);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw in.damaged("writes that cannot be");
        }
    }

    private SendCommand command(int code, StreamPath path) throws IOException {
        return switch (code) {
            case IndexFormat.SUBVOL -> {
                CloneSources.Source own = source();
                yield new SendCommand.Subvol(path, own.uuid(), own.generation());
            }
            case IndexFormat.SNAPSHOT -> {
                CloneSources.Source own = source();
                CloneSources.Source parent = source();
                yield new SendCommand.Snapshot(
                        path, own.uuid(), own.generation(), parent.uuid(), parent.generation());
            }
            case IndexFormat.CLONE -> clone(path);
            case IndexFormat.ENCODED_WRITE -> encodedWrite(path);
            case IndexFormat.TRUNCATE -> new SendCommand.Truncate(path, in.number());
            case IndexFormat.UPDATE_EXTENT -> {
                long offset = in.fileOffset();
                long size = in.number();
                in.fileEnd(offset + size);
                yield new SendCommand.UpdateExtent(path, offset, size);
            }
            case IndexFormat.FALLOCATE -> {
                int mode = in.u32();
                long offset = in.fileOffset();
                long size = in.number();
                in.fileEnd(offset + size);
                yield new SendCommand.Fallocate(path, mode, offset, size);
            }
            default -> RecordReader.read(in, code, path);
        };
    }

    private CloneSources.Source source() throws IOException {
        CloneSources.Source source = new CloneSources.Source(in.uuid(), in.number());
        sources.add(source);
        return source;
    }

    private SendCommand clone(StreamPath sourcePath) throws IOException {
        int number = in.small(Math.min(sources.count(), IndexFormat.SOURCES_MAX - 1));
        CloneSources.Source source = number < sources.count() ? sources.get(number) : source();
        long sourceOffset = in.number();
        StreamPath path = in.path();
        long fileOffset = in.fileOffset();
        long length = in.number();
        in.fileEnd(fileOffset + length);
        return new SendCommand.Clone(
                path,
                fileOffset,
                length,
                source.uuid(),
                source.generation(),
                sourcePath,
                sourceOffset);
    }

    private SendCommand encodedWrite(StreamPath path) throws IOException {
        long fileOffset = in.fileOffset();
        long offset = in.data();
        int bytes = in.small(Integer.MAX_VALUE);
        long fileLength = in.number();
        if (offset + bytes < 0) {
            throw in.damaged("data beyond byte 2^63 of the stream");
        }
        in.fileEnd(fileOffset + fileLength);
        in.dataEnd(offset + bytes);
        return new SendCommand.EncodedWrite(
                path,
                fileOffset,
                fileLength,
                in.number(),
                in.number(),
                in.u32(),
                in.u32(),
                new StreamData(offset, bytes));
    }
}

package dev.firn.index;

/**
 * Pieces of file data that follow one another in a file, and in the stream with the headers of
 * commands between them: what a sender makes of a large file.
 *
 * @param offset of the first piece in the stream, in bytes
 * @param piece length of each, in bytes, at least 1
 * @param count how many, at least 1
 * @param stride from the start of a piece to that of the next, at least {@code piece}; {@code
 *     piece} if there is one only
 */
public record DataRun(long offset, int piece, long count, long stride) {

    /**
     * @throws IllegalArgumentException if the run cannot be, or goes beyond byte 2^63 of a stream
     */
    public DataRun {
        if (offset < 0 || piece < 1 || count < 1 || stride < piece) {
            throw new IllegalArgumentException("no run has such numbers");
        }
        if (count - 1 > (Long.MAX_VALUE - offset - piece) / stride) {
            throw new IllegalArgumentException("a run beyond 2^63 bytes");
        }
    }

    /** How many bytes of the file it makes. */
    public long bytes() {
        return piece * count;
    }

    /** Where in the stream its last piece ends. */
    public long end() {
        return offset + (count - 1) * stride + piece;
    }
}

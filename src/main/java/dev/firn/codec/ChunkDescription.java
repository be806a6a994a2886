package dev.firn.codec;

import dev.firn.keys.Recipients;
import dev.firn.model.Sha256;
import java.util.Optional;

/**
 * What the records say of a chunk, against which its stored bytes are checked.
 *
 * @param streamBytes how many bytes of the send stream it holds, at least 1; not in the header,
 *     because the length of a stream's last chunk is not known when the chunk is begun
 * @param recipients whom it was encrypted to
 * @param plainSha256 of its bytes of the send stream; empty for a caller that has checked the
 *     SHA-256 of the stored bytes: they cannot decode to anything else
 */
public record ChunkDescription(
        ChunkHeader header,
        long streamBytes,
        Recipients recipients,
        FrameTable frames,
        Optional<Sha256> plainSha256) {

    /**
     * @throws IllegalArgumentException if the frames do not add up to the chunk
     */
    public ChunkDescription {
        long count = FrameTable.countFor(streamBytes, frames.frameBytes());
        if (frames.count() != count) {
            throw new IllegalArgumentException(
                    "%d bytes of stream are %d frames of %d, not %d"
                            .formatted(streamBytes, count, frames.frameBytes(), frames.count()));
        }
    }

    /** Stream bytes in frame {@code index}. */
    public int plainBytes(int index) {
        return frames.plainBytes(index, streamBytes);
    }
}

package dev.firn.workflow;

import dev.firn.concurrent.Threads;
import dev.firn.sendstream.SendCommand;
import dev.firn.sendstream.SendStreamParser;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Finds out about how long a send stream will be, on a thread of its own while the stream is being
 * sent. What is compressed counts as if it were not, so the truth may be less.
 */
final class StreamEstimate implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 << 10;
    private static final long UNKNOWN = -1;

    private final AtomicLong bytes = new AtomicLong(UNKNOWN);
    private final Thread thread;

    private StreamEstimate(VolumeSource source, Subvolume snapshot, Optional<Subvolume> parent) {
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("estimate")
                        .unstarted(() -> estimate(source, snapshot, parent));
    }

    /**
     * @param wanted whether anybody wants to know; else nothing is done and nothing becomes known
     */
    static StreamEstimate begin(
            boolean wanted, VolumeSource source, Subvolume snapshot, Optional<Subvolume> parent) {
        StreamEstimate estimate = new StreamEstimate(source, snapshot, parent);
        if (wanted) {
            estimate.thread.start();
        }
        return estimate;
    }

    private void estimate(VolumeSource source, Subvolume snapshot, Optional<Subvolume> parent) {
        long[] sum = {0};
        SendStreamParser parser =
                new SendStreamParser((command, place) -> {
                    sum[0] += place.length();
                    if (command instanceof SendCommand.UpdateExtent(_, _, var size)) {
                        sum[0] += size;
                    }
                });
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (ReadableByteChannel outline = source.outline(snapshot, parent)) {
            while (outline.read(buffer.clear()) >= 0) {
                parser.feed(buffer.flip());
            }
            bytes.set(sum[0]);
        } catch (IOException | RuntimeException e) {
            // Progress goes without; what is wrong with the snapshot, the backup itself says.
        }
    }

    /** Bytes of the stream, about; empty until that is known. */
    OptionalLong known() {
        long found = bytes.get();
        return found == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(found);
    }

    /** Gives up what is not known yet. */
    @Override
    public void close() {
        thread.interrupt(); // ends the read, and the read the sender
        Threads.awaitEnd(thread);
    }
}

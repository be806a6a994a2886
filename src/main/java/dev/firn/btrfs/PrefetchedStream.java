package dev.firn.btrfs;

import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A send stream whose small files are read ahead. */
final class PrefetchedStream implements VolumeSource.SendStream {

    private final SenderChannel sender;
    private final Prefetch prefetch;

    private PrefetchedStream(SenderChannel sender, Prefetch prefetch) {
        this.sender = sender;
        this.prefetch = prefetch;
    }

    /** Begins to send with protocol {@code version}; see {@link SenderChannel#open}. */
    static PrefetchedStream open(Subvolume snapshot, Optional<Subvolume> parent, int version)
            throws IOException {
        SenderChannel sender = SenderChannel.open(snapshot, parent, version, true);
        try {
            return new PrefetchedStream(sender, Prefetch.begin(snapshot, parent));
        } catch (IOException | RuntimeException e) {
            sender.close();
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return sender.read(target);
    }

    @Override
    public void passed(long dataBytes) {
        prefetch.passed(dataBytes);
    }

    @Override
    public boolean isOpen() {
        return sender.isOpen();
    }

    @Override
    public void close() throws IOException {
        try (prefetch) {
            sender.close();
        }
    }
}

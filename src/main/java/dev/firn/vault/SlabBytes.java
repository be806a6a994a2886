package dev.firn.vault;

import dev.firn.crypto.Crypto;
import dev.firn.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stored bytes in direct memory, in slabs of a pool. */
final class SlabBytes implements StoredBytes {

    private final BufferPool pool;
    private final List<ByteBuffer> slabs = new ArrayList<>();
    private final MessageDigest digest = Crypto.sha256();
    private long length;
    private @Nullable Sha256 sha256;

    SlabBytes(BufferPool pool) {
        this.pool = pool;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int bytes = source.remaining();
        digest.update(source.duplicate());
        while (source.hasRemaining()) {
            ByteBuffer slab = slabWithRoom();
            int count = Math.min(slab.remaining(), source.remaining());
            slab.put(slab.position(), source, source.position(), count);
            slab.position(slab.position() + count);
            source.position(source.position() + count);
        }
        length += bytes;
        return bytes;
    }

    @Override
    public void readAll(InputStream in) throws IOException {
        if (!(in instanceof ReadableByteChannel channel)) {
            StoredBytes.super.readAll(in);
            return;
        }
        // Right to where they stay: each copy of all bytes costs as much as decrypting them.
        while (true) {
            ByteBuffer slab = slabWithRoom();
            int begin = slab.position();
            int count = channel.read(slab);
            if (count < 0) {
                return;
            }
            digest.update(slab.duplicate().position(begin).limit(slab.position()));
            length += count;
        }
    }

    private ByteBuffer slabWithRoom() throws IOException {
        if (slabs.isEmpty() || !slabs.getLast().hasRemaining()) {
            try {
                slabs.add(pool.take());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for memory");
            }
        }
        return slabs.getLast();
    }

    @Override
    public boolean isOpen() {
        return sha256 == null;
    }

    @Override
    public void close() {
        if (sha256 == null) {
            sha256 = Sha256.ofBytes(digest.digest());
            slabs.forEach(ByteBuffer::flip);
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Sha256 sha256() {
        if (sha256 == null) {
            throw new IllegalStateException("the bytes are still being written");
        }
        return sha256;
    }

    @Override
    public boolean isDigestedHere() {
        return true;
    }

    @Override
    public InputStream open() {
        return new SlabInputStream(slabs);
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        if (channel instanceof GatheringByteChannel gathering) {
            ByteBuffer[] views =
                    slabs.stream().map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new);
            for (long written = 0; written < length; ) {
                written += gathering.write(views);
            }
            return;
        }
        for (ByteBuffer slab : slabs) {
            ByteBuffer view = slab.duplicate();
            while (view.hasRemaining()) {
                channel.write(view);
            }
        }
    }

    @Override
    public void discard() {
        slabs.forEach(pool::giveBack);
        slabs.clear();
    }
}

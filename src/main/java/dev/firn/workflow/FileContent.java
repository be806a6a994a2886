package dev.firn.workflow;

import dev.firn.files.Contents;
import dev.firn.files.FileOrder;
import dev.firn.tree.Tree;
import dev.firn.vault.DamagedVaultException;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Gives the content of one file, from front to back, from the chunks that hold it. */
public final class FileContent {

    private final Vault vault;
    private final SnapshotReader.Settings reading;

    public FileContent(Vault vault, SnapshotReader.Settings reading) {
        this.vault = vault;
        this.reading = reading;
    }

    /** Takes the bytes of a file, holes as zeros. */
    @FunctionalInterface
    public interface Target {
        /** Takes the next bytes, which are valid until it returns. */
        void data(ByteBuffer bytes) throws IOException;
    }

    /**
     * Gives a file to {@code target}.
     *
     * @throws DamagedVaultException if a part of it cannot be read; what is before that was given,
     *     except for 32 MiB at most
     * @throws dev.firn.report.UserException of kind THAW_PENDING if a chunk of it is frozen
     */
    public void read(Lookup.Found found, Tree tree, long node, Target target) throws IOException {
        FileOrder order =
                new FileOrder(
                        tree,
                        StoredStreams.of(vault, found.snapshot().place().volume()),
                        vault.frames(reading),
                        Contents.Settings.in(reading.spool()),
                        new Whole(target));
        order.add(node);
        order.flush();
    }

    /** Passes no gap for content. */
    private record Whole(Target target) implements FileOrder.Target {

        @Override
        public void data(long node, ByteBuffer bytes) throws IOException {
            target.data(bytes);
        }

        @Override
        public void lost(long node, long fileOffset, long length, String reason) {
            throw new DamagedVaultException(
                    "cannot read %s of the file from byte %d on: %s"
                            .formatted(Sizes.text(length), fileOffset, reason),
                    "another snapshot may have it: see 'firn history'; 'firn restore' brings back what"
                            + " can be read",
                    null);
        }
    }
}

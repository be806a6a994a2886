package dev.firn.workflow;

import dev.firn.files.Contents;
import dev.firn.files.Extraction;
import dev.firn.files.LostContentException;
import dev.firn.files.Outcome;
import dev.firn.files.Selected;
import dev.firn.files.SyntheticStream;
import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Tree;
import dev.firn.vault.DamagedVaultException;
import dev.firn.vault.FrameReader;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Brings files of a snapshot back, onto any file system, from the chunks that hold them. */
public final class FileRestore {

    private static final int MARK_LENGTH = 8;

    private final Vault vault;
    private final SnapshotTrees trees;
    private final SnapshotReader.Settings reading;
    private final Progress progress;

    /** What becomes of damage. */
    public enum Damage {
        /** Everything else is brought back. */
        PASS_OVER,
        /** Nothing is, as far as it shows before; else as soon as it shows. */
        REFUSE
    }

    /**
     * How to restore.
     *
     * @param special whether device nodes, set-ID bits and capabilities are made
     */
    public record Options(
            Extraction.Existing existing,
            boolean special,
            FrameReader.Extent extent,
            Damage damage,
            Restore.SpaceCheck spaceCheck) {}

    public FileRestore(
            Vault vault, SnapshotTrees trees, SnapshotReader.Settings reading, Progress progress) {
        this.vault = vault;
        this.trees = trees;
        this.reading = reading;
        this.progress = progress;
    }

    /**
     * Restores the files at {@code paths} of a snapshot into {@code directory}, each under its own
     * name; the content of the root directly. What is there already as it was in the snapshot is
     * passed over, so the same call goes on after an interruption.
     *
     * @throws UserException of kind NOT_FOUND if there is no such path
     */
    public Outcome toDirectory(
            Lookup.Found found, List<StreamPath> paths, Path directory, Options options)
            throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new UserException(
                    ErrorKind.NOT_FOUND,
                    "cannot restore to '%s': there is no such directory".formatted(directory),
                    "make it, or mount its file system");
        }
        Snapshot snapshot = found.snapshot();
        Tree tree = trees.open(snapshot);
        Extraction.Settings settings =
                new Extraction.Settings(
                        options.existing(),
                        options.special(),
                        options.damage() == Damage.REFUSE,
                        snapshot.id().toString().substring(0, MARK_LENGTH));
        return trees.use(() -> {
            List<Selected> selected = FileSelection.of(tree, found, paths);
            try (Contents contents = contents(tree, found, options);
                    Extraction extraction =
                            new Extraction(
                                    tree, selected, directory, contents, settings, progress)) {
                extraction.plan();
                requireSpace(found, directory, contents.bytes(), options.spaceCheck());
                tellPlan(found, contents, options.damage());
                whole(found, contents, extraction::run);
                return extraction.outcome();
            }
        });
    }

    /**
     * Writes a snapshot to {@code target} as one full send stream of what is in it and nothing
     * else. With it comes the uuid of the snapshot's own stream: later incrementals can be received
     * on top.
     *
     * @throws DamagedVaultException if anything of it cannot be read; a stream with a gap would
     *     pass for the snapshot that it is not
     */
    public Outcome toStream(Lookup.Found found, OutputStream target, Options options)
            throws IOException {
        Snapshot snapshot = found.snapshot();
        Tree tree = trees.open(snapshot);
        SyntheticStream.Identity identity =
                new SyntheticStream.Identity(
                        StreamPath.parse(
                                LocalSnapshots.name(
                                        found.volume().name(), snapshot.source().taken())),
                        snapshot.streamUuid(),
                        snapshot.source().generation());
        return trees.use(() -> {
            try (Contents contents = contents(tree, found, options)) {
                SyntheticStream stream =
                        new SyntheticStream(tree, contents, target, identity, progress);
                stream.plan();
                tellPlan(found, contents, Damage.REFUSE);
                whole(found, contents, stream::write);
                return stream.outcome();
            }
        });
    }

    private Contents contents(Tree tree, Lookup.Found found, Options options) throws IOException {
        return new Contents(
                tree,
                StoredStreams.of(vault, found.snapshot().place().volume()),
                vault.frames(reading),
                Contents.Settings.in(reading.spool()).with(options.extent()));
    }

    /** Does the work, of which progress is shown. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void whole(Lookup.Found found, Contents contents, Work work) throws IOException {
        progress.begin(found.snapshot().source().label(), OptionalLong.of(contents.bytes()));
        try {
            work.run();
        } catch (LostContentException e) {
            throw damaged(found, String.valueOf(e.getMessage()));
        } finally {
            progress.end();
        }
    }

    private static void requireSpace(
            Lookup.Found found, Path directory, long needed, Restore.SpaceCheck check)
            throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        if (check == Restore.SpaceCheck.ON && needed > free) {
            throw new UserException(
                    ErrorKind.NO_SPACE,
                    "cannot restore files of snapshot %s to '%s': %s are needed and %s are free"
                            .formatted(
                                    found.snapshot().id(),
                                    directory,
                                    Sizes.text(needed),
                                    Sizes.text(free)),
                    "restore less, or to a larger file system; --no-space-check tries all the same");
        }
    }

    private void tellPlan(Lookup.Found found, Contents contents, Damage damage) throws IOException {
        FrameReader frames = vault.frames(reading);
        long[] counts = new long[2];
        contents.needed(needed -> {
            counts[0]++;
            counts[1] += needed.storedBytes();
            if (damage == Damage.REFUSE) {
                frames.fault(needed)
                        .ifPresent(fault -> {
                            throw damaged(found, fault);
                        });
            }
        });
        progress.note(
                "%s as of %s: %s to restore; they live in %d chunks, of which %s are fetched"
                        .formatted(
                                found.volume().name(),
                                found.snapshot().source().taken(),
                                Sizes.text(contents.bytes()),
                                counts[0],
                                Sizes.text(counts[1])));
    }

    private static DamagedVaultException damaged(Lookup.Found found, String fault) {
        return new DamagedVaultException(
                "cannot restore all of snapshot %s: %s".formatted(found.snapshot().id(), fault),
                "into a directory, without --strict, everything else is brought back",
                null);
    }
}

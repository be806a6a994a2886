package dev.firn.workflow;

import dev.firn.files.Contents;
import dev.firn.files.Extraction;
import dev.firn.files.LostContentException;
import dev.firn.files.Outcome;
import dev.firn.files.Selected;
import dev.firn.files.SyntheticStream;
import dev.firn.files.TarArchive;
import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import dev.firn.thaw.ChunkSupply;
import dev.firn.thaw.Pending;
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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Brings files of a snapshot back, onto any file system, from the chunks that hold them, which are
 * thawed before if they are frozen. They are read where they are: all of them are readable before
 * the first file is written.
 */
public final class FileRestore {

    private static final int MARK_LENGTH = 8;

    /** Not what a stream of a snapshot's own is noted under. */
    private static final String STREAM = "stream:";

    private static final String TAR = "tar:";

    private final Vault vault;
    private final SnapshotTrees trees;
    private final SnapshotReader.Settings reading;
    private final Thawing thawing;
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

    /**
     * What was done.
     *
     * @param pending what has to be waited for before anything is
     */
    public record Result(Outcome outcome, Optional<Pending> pending) {}

    public FileRestore(
            Vault vault,
            SnapshotTrees trees,
            SnapshotReader.Settings reading,
            Thawing thawing,
            Progress progress) {
        this.vault = vault;
        this.trees = trees;
        this.reading = reading;
        this.thawing = thawing;
        this.progress = progress;
    }

    /**
     * Restores the files at {@code paths} of a snapshot into {@code directory}, each under its own
     * name; the content of the root directly. What is there already as it was in the snapshot is
     * passed over, so the same call goes on after an interruption.
     *
     * @throws UserException of kind NOT_FOUND if there is no such path
     */
    public Result toDirectory(
            Lookup.Found found, List<StreamPath> paths, Path directory, Options options)
            throws IOException {
        return inDirectory(
                found,
                paths,
                directory,
                options,
                (extraction, contents) -> {
                    requireSpace(
                            found,
                            directory,
                            contents,
                            options,
                            "restore less, or to a larger file system; --no-space-check tries all"
                                    + " the same");
                    FileChunks chunks = chunks(found, contents, options, options.damage());
                    tell(found, contents, chunks);
                    ChunkSupply supply =
                            chunks.supply(found, text(directory, paths), thawing, progress);
                    Optional<Pending> pending = whole(found, contents, supply, extraction::run);
                    return new Result(extraction.outcome(), pending);
                });
    }

    /** What {@link #toDirectory} would do. Nothing is written, asked for or fetched. */
    public FilePlan planDirectory(
            Lookup.Found found, List<StreamPath> paths, Path directory, Options options)
            throws IOException {
        return inDirectory(
                found,
                paths,
                directory,
                options,
                (_, contents) -> plan(found, contents, options, text(directory, paths)));
    }

    /** What is done with what was planned. */
    @FunctionalInterface
    private interface Planned<T> {
        T with(Extraction extraction, Contents contents) throws IOException;
    }

    private <T> T inDirectory(
            Lookup.Found found,
            List<StreamPath> paths,
            Path directory,
            Options options,
            Planned<T> planned)
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
                return planned.with(extraction, contents);
            }
        });
    }

    /** Under which name a thaw is noted: another selection is another restore. */
    private static String text(Path directory, List<StreamPath> paths) {
        return directory + ":" + text(paths);
    }

    private static String text(List<StreamPath> paths) {
        return paths.stream().map(StreamPath::toString).collect(Collectors.joining(":"));
    }

    /**
     * Writes a snapshot to {@code target} as one full send stream of what is in it and nothing
     * else. With it comes the uuid of the snapshot's own stream: later incrementals can be received
     * on top.
     *
     * @throws DamagedVaultException if anything of it cannot be read; a stream with a gap would
     *     pass for the snapshot that it is not
     */
    public Result toStream(Lookup.Found found, OutputStream target, Options options)
            throws IOException {
        return asStream(
                found,
                target,
                options,
                (stream, contents) -> {
                    FileChunks chunks = chunks(found, contents, options, Damage.REFUSE);
                    tell(found, contents, chunks);
                    ChunkSupply supply = chunks.supply(found, STREAM, thawing, progress);
                    Optional<Pending> pending = whole(found, contents, supply, stream::write);
                    return new Result(stream.outcome(), pending);
                });
    }

    /** What {@link #toStream} would do. Nothing is asked for or fetched. */
    public FilePlan planStream(Lookup.Found found, Options options) throws IOException {
        return asStream(
                found,
                OutputStream.nullOutputStream(),
                options,
                (_, contents) -> plan(found, contents, options, STREAM));
    }

    /** What is done with a stream that was planned. */
    @FunctionalInterface
    private interface PlannedStream<T> {
        T with(SyntheticStream stream, Contents contents) throws IOException;
    }

    private <T> T asStream(
            Lookup.Found found, OutputStream target, Options options, PlannedStream<T> planned)
            throws IOException {
        Snapshot snapshot = found.snapshot();
        Tree tree = trees.open(snapshot);
        SyntheticStream.Identity identity =
                new SyntheticStream.Identity(
                        StreamPath.parse(
                                LocalSnapshots.restoredName(
                                        found.volume().name(), snapshot.source())),
                        snapshot.streamUuid(),
                        snapshot.source().generation());
        return trees.use(() -> {
            try (Contents contents = contents(tree, found, options)) {
                SyntheticStream stream =
                        new SyntheticStream(tree, contents, target, identity, progress);
                stream.plan();
                return planned.with(stream, contents);
            }
        });
    }

    /**
     * Writes the files at {@code paths} of a snapshot to {@code target} as a tar, each under its
     * own name. All content is read before the first byte is written.
     */
    public Result toTar(
            Lookup.Found found, List<StreamPath> paths, OutputStream target, Options options)
            throws IOException {
        return asTar(
                found,
                paths,
                options,
                (archive, contents) -> {
                    requireSpace(
                            found,
                            reading.spool(),
                            contents,
                            options,
                            "a tar is put together there: restore less, or move host.state to a"
                                    + " larger file system");
                    FileChunks chunks = chunks(found, contents, options, options.damage());
                    tell(found, contents, chunks);
                    ChunkSupply supply = chunks.supply(found, TAR + text(paths), thawing, progress);
                    Optional<Pending> pending =
                            whole(
                                    found,
                                    contents,
                                    supply,
                                    () -> {
                                        archive.read();
                                        archive.write(target);
                                    });
                    return new Result(archive.outcome(), pending);
                });
    }

    /** What {@link #toTar} would do. Nothing is asked for or fetched. */
    public FilePlan planTar(Lookup.Found found, List<StreamPath> paths, Options options)
            throws IOException {
        return asTar(
                found,
                paths,
                options,
                (_, contents) -> plan(found, contents, options, TAR + text(paths)));
    }

    /** What is done with a tar that was planned. */
    @FunctionalInterface
    private interface PlannedTar<T> {
        T with(TarArchive archive, Contents contents) throws IOException;
    }

    private <T> T asTar(
            Lookup.Found found, List<StreamPath> paths, Options options, PlannedTar<T> planned)
            throws IOException {
        Tree tree = trees.open(found.snapshot());
        TarArchive.Settings settings =
                new TarArchive.Settings(
                        options.special(), options.damage() == Damage.REFUSE, reading.spool());
        return trees.use(() -> {
            List<Selected> selected = FileSelection.of(tree, found, paths);
            try (Contents contents = contents(tree, found, options);
                    TarArchive archive =
                            new TarArchive(tree, selected, contents, settings, progress)) {
                archive.plan();
                return planned.with(archive, contents);
            }
        });
    }

    private FilePlan plan(
            Lookup.Found found, Contents contents, Options options, String destination)
            throws IOException {
        ChunkSupply supply =
                chunks(found, contents, options, options.damage())
                        .supply(found, destination, thawing, Progress.SILENT);
        return new FilePlan(found.snapshot(), contents.bytes(), supply.plan(), supply.tier());
    }

    private FileChunks chunks(Lookup.Found found, Contents contents, Options options, Damage damage)
            throws IOException {
        return new FileChunks(
                vault,
                contents,
                vault.frames(reading),
                options.extent(),
                fault -> {
                    if (damage == Damage.REFUSE) {
                        throw damaged(found, String.valueOf(fault.getMessage()));
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

    /** Does it when all chunks can be read, unless they are not to be waited for. */
    private Optional<Pending> whole(
            Lookup.Found found, Contents contents, ChunkSupply supply, Work work)
            throws IOException {
        if (!supply.bringIn(0)) {
            return Optional.of(supply.pending());
        }
        progress.begin(found.snapshot().source().label(), OptionalLong.of(contents.bytes()));
        try {
            work.run();
        } catch (LostContentException e) {
            throw damaged(found, String.valueOf(e.getMessage()));
        } finally {
            progress.end();
        }
        supply.done();
        return Optional.empty();
    }

    private static void requireSpace(
            Lookup.Found found, Path directory, Contents contents, Options options, String hint)
            throws IOException {
        if (options.spaceCheck() == Restore.SpaceCheck.ON) {
            FreeSpace.require(found, directory, contents.bytes(), hint);
        }
    }

    private void tell(Lookup.Found found, Contents contents, FileChunks chunks) {
        progress.note(
                "%s as of %s: %s to restore; they live in %d %s, of which %s are fetched"
                        .formatted(
                                found.volume().name(),
                                found.snapshot().source().taken(),
                                Sizes.text(contents.bytes()),
                                chunks.count(),
                                chunks.count() == 1 ? "chunk" : "chunks",
                                Sizes.text(chunks.bytes())));
    }

    private static DamagedVaultException damaged(Lookup.Found found, String fault) {
        return new DamagedVaultException(
                "cannot restore all of snapshot %s: %s".formatted(found.snapshot().id(), fault),
                "into a directory, without --strict, everything else is brought back",
                null);
    }
}

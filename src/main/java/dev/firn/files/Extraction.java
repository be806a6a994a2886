package dev.firn.files;

import dev.firn.posix.Directory;
import dev.firn.posix.ErrnoException;
import dev.firn.posix.FileName;
import dev.firn.posix.FileStatus;
import dev.firn.posix.Node;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Brings a part of a snapshot back into a directory of any file system. Nothing outside of the
 * directory is touched, whatever the tree says and whoever changes the directory meanwhile: every
 * name is resolved by the kernel from a descriptor on, by no link. Used by one thread.
 */
public final class Extraction implements AutoCloseable {

    private final Tree tree;
    private final Selection selection;
    private final Contents contents;
    private final Settings settings;
    private final Path destination;
    private final Outcome outcome = new Outcome();
    private final Directories directories;
    private final FileWriter writer;

    /** What becomes of files that are there and differ. */
    public enum Existing {
        KEEP,
        OVERWRITE
    }

    /**
     * How to write.
     *
     * @param special whether device nodes, set-ID bits and capabilities are made, which only root
     *     can
     * @param strict whether to give up rather than to leave out what cannot be read
     * @param mark a few letters that stand for the snapshot in the names of files under way
     */
    public record Settings(Existing existing, boolean special, boolean strict, String mark) {}

    /**
     * @param destination a directory, whose links are followed
     * @param contents of the tree, to which nothing was added
     */
    public Extraction(
            Tree tree,
            List<Selected> selected,
            Path destination,
            Contents contents,
            Settings settings,
            Progress progress)
            throws IOException {
        this.tree = tree;
        this.destination = destination;
        this.selection = new Selection(tree, selected);
        this.contents = contents;
        this.settings = settings;
        this.directories = new Directories(destination);
        this.writer = new FileWriter(tree, selection, directories, settings, outcome, progress);
    }

    /** What was done so far. */
    public Outcome outcome() {
        return outcome;
    }

    /** Finds out what is to be done, and adds it to the contents. Changes nothing. */
    public void plan() throws IOException {
        selection.walk(
                new Selection.Visitor() {
                    @Override
                    public boolean enter(StreamPath target, long node, Inode inode) {
                        return true;
                    }

                    @Override
                    public void entry(Selection.Place place, long node, Inode inode)
                            throws IOException {
                        if (inode.type() == Inode.Type.FILE && isFirst(place, node, inode)) {
                            planFile(place, node, inode);
                        }
                    }

                    @Override
                    public void leave(StreamPath target, long node, Inode inode) {}
                });
    }

    private boolean isFirst(Selection.Place place, long node, Inode inode) throws IOException {
        return inode.links() == 1 || selection.first(node).equals(Optional.of(place));
    }

    private void planFile(Selection.Place place, long node, Inode inode) throws IOException {
        if (!isUsable(place.name())) {
            outcome.addUnkept(Unkept.NAME, place.path());
            return;
        }
        Optional<FileStatus> there = status(place);
        if (there.isPresent() && isSame(there.get(), inode)) {
            outcome.addPresent();
        } else if (there.isPresent()
                && (settings.existing() == Existing.KEEP || there.get().isDirectory())) {
            writer.tellOfConflict(place.path());
            writer.displaced(node);
        } else {
            contents.add(node);
        }
    }

    private Optional<FileStatus> status(Selection.Place place) throws IOException {
        if (!isUsable(place.name())) {
            return Optional.empty();
        }
        Optional<Directory> directory = directories.find(place.directory());
        return directory.isEmpty()
                ? Optional.empty()
                : directory.get().status(new FileName(place.name().bytes()));
    }

    /** Times are set last: a file that has them is whole. */
    private static boolean isSame(FileStatus there, Inode inode) {
        return there.isFile()
                && there.size() == inode.size()
                && there.modifiedSeconds() == inode.modified().seconds()
                && there.modifiedNanos() == inode.modified().nanos();
    }

    /**
     * Does it. After an interruption, a new one goes on where this was.
     *
     * @throws UserException of kind BUSY if another one is at it
     */
    public void run() throws IOException {
        if (!directories.root().tryLock()) {
            // Two that have the same name for an unfinished file would give away half a one.
            throw new UserException(
                    ErrorKind.BUSY,
                    "cannot restore files to '%s': another Firn is at work there"
                            .formatted(destination),
                    "wait until it has ended, then run this again");
        }
        selection.walk(new Making());
        contents.read(writer);
        writer.settle();
        selection.walk(new Finishing());
        directories.root().sync();
    }

    @Override
    public void close() {
        writer.close();
        directories.close();
    }

    /** Whether a file can have this name, and none that is under way has it. */
    private boolean isUsable(StreamPath name) {
        return FileName.isName(name.bytes()) && !writer.isTemporary(name.bytes());
    }

    private FileName name(StreamPath name) {
        return new FileName(name.bytes());
    }

    /** Makes directories, and everything that has no content. */
    private final class Making implements Selection.Visitor {

        @Override
        public boolean enter(StreamPath target, long node, Inode inode) throws IOException {
            if (target.length() == 0) {
                return true;
            }
            Selection.Place place = Selection.Place.of(target);
            if (!isUsable(place.name())) {
                outcome.addUnkept(Unkept.NAME, target);
                return false;
            }
            Optional<Directory> parent = directories.find(place.directory());
            if (parent.isEmpty()) {
                return false;
            }
            try {
                parent.get().makeDirectory(name(place.name()));
            } catch (ErrnoException e) {
                if (!e.exists()) {
                    throw e;
                }
            }
            if (directories.find(target).isEmpty()) {
                writer.tellOfConflict(target);
                return false;
            }
            return true;
        }

        @Override
        public void entry(Selection.Place place, long node, Inode inode) throws IOException {
            if (inode.type() == Inode.Type.FILE || !isFirst(place, node, inode)) {
                return;
            }
            if (!isUsable(place.name())) {
                outcome.addUnkept(Unkept.NAME, place.path());
                return;
            }
            Optional<Directory> directory = directories.find(place.directory());
            if (directory.isEmpty()) {
                return;
            }
            if (kind(inode.type()) == Unkept.DEVICE_NODE
                    && !(settings.special() && Directory.isPrivileged())) {
                outcome.addUnkept(Unkept.DEVICE_NODE, place.path());
                return;
            }
            Optional<FileStatus> there = directory.get().status(name(place.name()));
            if (there.isPresent()) {
                if (isThere(directory.get(), place, there.get(), node, inode)) {
                    outcome.addPresent();
                    return;
                }
                if (settings.existing() == Existing.KEEP || there.get().isDirectory()) {
                    writer.tellOfConflict(place.path());
                    writer.displaced(node);
                    return;
                }
            }
            try {
                make(directory.get(), place, node, inode);
            } catch (ErrnoException e) {
                if (!e.isRefusal()) {
                    throw e;
                }
                outcome.addUnkept(kind(inode.type()), place.path());
            }
        }

        private static Unkept kind(Inode.Type type) {
            return switch (type) {
                case CHARACTER_DEVICE, BLOCK_DEVICE -> Unkept.DEVICE_NODE;
                case SYMLINK -> Unkept.SYMLINK;
                case FIFO, SOCKET -> Unkept.SPECIAL_FILE;
                case FILE, DIRECTORY -> throw new IllegalArgumentException("is made elsewhere");
            };
        }

        private boolean isThere(
                Directory directory,
                Selection.Place place,
                FileStatus there,
                long node,
                Inode inode)
                throws IOException {
            if (there.type() != type(inode.type())) {
                return false;
            }
            return switch (inode.type()) {
                case SYMLINK -> directory.target(name(place.name())).equals(tree.target(node));
                case CHARACTER_DEVICE, BLOCK_DEVICE ->
                        there.deviceMajor() == (inode.device() >> 8 & 0xfff)
                                && there.deviceMinor()
                                        == ((inode.device() & 0xff)
                                                | (inode.device() >> 12 & 0xfff00));
                default -> true;
            };
        }

        private void make(Directory directory, Selection.Place place, long node, Inode inode)
                throws IOException {
            FileName temporary = writer.temporaryName(node);
            if (directory.status(temporary).isPresent()) {
                directory.unlink(temporary); // of an interrupted restore
            }
            if (inode.type() == Inode.Type.SYMLINK) {
                directory.makeSymlink(temporary, tree.target(node));
            } else {
                directory.makeNode(temporary, type(inode.type()), inode.device());
            }
            try (Node made = directory.openNode(temporary)) {
                if (!isOurs(made.status(), inode)) {
                    throw new IOException(
                            "somebody put something else in the place of '%s'"
                                    .formatted(place.path()));
                }
                writer.attributes().set(made, node, inode, place.path());
            }
            outcome.addFile();
            writer.give(directory, temporary, name(place.name()), place.path());
        }

        /** And no other name of something that is elsewhere. */
        private static boolean isOurs(FileStatus made, Inode inode) {
            return made.type() == type(inode.type())
                    && made.links() == 1
                    && made.owner() == Directory.effectiveUser();
        }

        @Override
        public void leave(StreamPath target, long node, Inode inode) {}
    }

    /** S_IFMT bits (linux/stat.h). */
    static int type(Inode.Type type) {
        return switch (type) {
            case FILE -> 0x8000;
            case DIRECTORY -> 0x4000;
            case SYMLINK -> 0xa000;
            case CHARACTER_DEVICE -> 0x2000;
            case BLOCK_DEVICE -> 0x6000;
            case FIFO -> 0x1000;
            case SOCKET -> 0xc000;
        };
    }

    /** Makes hard links, and gives directories their attributes when nothing more goes in. */
    private final class Finishing implements Selection.Visitor {

        @Override
        public boolean enter(StreamPath target, long node, Inode inode) throws IOException {
            return directories.find(target).isPresent();
        }

        @Override
        public void entry(Selection.Place place, long node, Inode inode) throws IOException {
            if (isFirst(place, node, inode)) {
                return;
            }
            if (!isUsable(place.name())) {
                outcome.addUnkept(Unkept.NAME, place.path());
                return;
            }
            Selection.Place first = selection.first(node).orElseThrow();
            Optional<FileStatus> original = status(first);
            if (original.isEmpty()) {
                return; // of that was told
            }
            Optional<FileStatus> there = status(place);
            if (there.isPresent() && there.get().inode() == original.get().inode()) {
                return;
            }
            if (writer.isDisplaced(node)
                    || original.get().type() != type(inode.type())
                    || (there.isPresent() && there.get().isDirectory())
                    || (there.isPresent() && settings.existing() == Existing.KEEP)) {
                writer.tellOfConflict(place.path());
                return;
            }
            FileName temporary = writer.temporaryName(node);
            Directory from = directories.get(first.directory());
            Directory to = directories.get(place.directory());
            if (to.status(temporary).isPresent()) {
                to.unlink(temporary);
            }
            try {
                from.link(name(first.name()), to, temporary);
            } catch (ErrnoException e) {
                if (!e.isRefusal()) {
                    throw e;
                }
                outcome.addUnkept(Unkept.HARD_LINK, place.path());
                return;
            }
            writer.give(to, temporary, name(place.name()), place.path());
        }

        @Override
        public void leave(StreamPath target, long node, Inode inode) throws IOException {
            Optional<Directory> directory = directories.find(target);
            if (directory.isPresent()) {
                try (Node self = directory.get().self()) {
                    writer.attributes().set(self, node, inode, target);
                }
            }
        }
    }
}

package dev.firn.files;

import dev.firn.posix.Directory;
import dev.firn.posix.ErrnoException;
import dev.firn.posix.Node;
import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Gives a node the attributes that it has in the tree, as far as this user may and the file system
 * can. The order matters: a new owner takes set-ID bits and capabilities away, and every change
 * makes new times.
 */
final class AttributeSetter {

    private static final long SET_ID_BITS = 06000;
    private static final long SET_GROUP_ID = 02000;

    /** Permissions and what goes with them (S_IALLUGO, linux/stat.h). */
    static final long MODE = 07777;

    static final String CAPABILITY = "security.capability";

    private final Tree tree;
    private final boolean special;
    private final Outcome outcome;
    private final boolean isPrivileged = Directory.isPrivileged();

    /**
     * @param special whether set-ID bits and capabilities are wanted, which let whoever runs a file
     *     do what its owner may
     */
    AttributeSetter(Tree tree, boolean special, Outcome outcome) {
        this.tree = tree;
        this.special = special;
        this.outcome = outcome;
    }

    /** A change that may be refused. */
    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }

    private boolean tried(Unkept what, StreamPath path, Change change) throws IOException {
        try {
            change.make();
            return true;
        } catch (ErrnoException e) {
            boolean isOfAttribute = what == Unkept.XATTR || what == Unkept.ACL;
            if (!e.isRefusal() && !(isOfAttribute && e.isFull())) {
                throw e;
            }
            outcome.addUnkept(what, path);
            return false;
        }
    }

    /** Sets all attributes of {@code target}, which is the node at {@code path}. */
    void set(Node target, long node, Inode inode, StreamPath path) throws IOException {
        boolean isOwned = setOwner(target, inode, path);
        Map<StreamPath, byte[]> xattrs = tree.xattrs(node);
        // Without privilege, attributes can be set only while the mode lets the owner write.
        for (Map.Entry<StreamPath, byte[]> xattr : xattrs.entrySet()) {
            if (!isAcl(xattr.getKey())) {
                setXattr(target, path, xattr.getKey(), xattr.getValue());
            }
        }
        if (inode.type() != Inode.Type.SYMLINK) {
            setMode(target, inode, path, isOwned);
        }
        // A mode changes the mask of an ACL.
        for (Map.Entry<StreamPath, byte[]> xattr : xattrs.entrySet()) {
            if (isAcl(xattr.getKey())) {
                setXattr(target, path, xattr.getKey(), xattr.getValue());
            }
        }
        tellOfFlags(inode, path, outcome);
        tried(Unkept.TIMES, path, () -> target.setTimes(inode.accessed(), inode.modified()));
    }

    /** What no destination keeps. */
    static void tellOfFlags(Inode inode, StreamPath path, Outcome outcome) {
        if (inode.flags().isPresent() && inode.flags().getAsLong() != 0) {
            outcome.addUnkept(Unkept.INODE_FLAGS, path);
        }
        if (inode.hasVerity()) {
            outcome.addUnkept(Unkept.VERITY, path);
        }
    }

    /** Whether a file can have these: 32 bits, and not -1, which means none (chown(2)). */
    static boolean isOwner(long user, long group) {
        return isId(user) && isId(group);
    }

    private static boolean isId(long id) {
        return id == Integer.toUnsignedLong((int) id) && (int) id != -1;
    }

    /** What of the mode lets others do what the owner may. */
    static long riskyMode(Inode inode) {
        // On a directory the group's bit says whose new files are, and lets nobody do anything.
        boolean isDirectory = inode.type() == Inode.Type.DIRECTORY;
        return inode.mode() & (isDirectory ? SET_ID_BITS & ~SET_GROUP_ID : SET_ID_BITS);
    }

    private boolean setOwner(Node target, Inode inode, StreamPath path) throws IOException {
        int user = (int) inode.user();
        int group = (int) inode.group();
        boolean isPossible = isOwner(inode.user(), inode.group());
        var now = target.status();
        if (isPossible && now.owner() == user && now.group() == group) {
            return true;
        }
        if (!isPossible) {
            outcome.addUnkept(Unkept.OWNER, path);
            return false;
        }
        return tried(Unkept.OWNER, path, () -> target.setOwner(user, group));
    }

    private void setMode(Node target, Inode inode, StreamPath path, boolean isOwned)
            throws IOException {
        long risky = riskyMode(inode);
        boolean mayKeep = risky == 0 || (special && isPrivileged && isOwned);
        if (!mayKeep) {
            outcome.addUnkept(Unkept.SET_ID_BITS, path);
        }
        int mode = (int) (mayKeep ? inode.mode() : inode.mode() & ~risky);
        tried(Unkept.MODE, path, () -> target.setMode(mode));
    }

    private void setXattr(Node target, StreamPath path, StreamPath name, byte[] value)
            throws IOException {
        String text = new String(name.bytes(), StandardCharsets.ISO_8859_1);
        Unkept kind =
                text.equals(CAPABILITY)
                        ? Unkept.CAPABILITY
                        : isAcl(name) ? Unkept.ACL : Unkept.XATTR;
        if (!isWanted(text)) {
            outcome.addUnkept(kind, path);
            return;
        }
        tried(kind, path, () -> target.setXattr(name, value));
    }

    private static boolean isAcl(StreamPath name) {
        return new String(name.bytes(), StandardCharsets.ISO_8859_1)
                .startsWith("system.posix_acl_");
    }

    /** Without privilege only what any user may say of his files. */
    private boolean isWanted(String name) {
        if (name.equals(CAPABILITY)) {
            return special && isPrivileged;
        }
        if (name.startsWith("user.") || name.startsWith("btrfs.")) {
            return true;
        }
        return isPrivileged
                && (name.startsWith("security.")
                        || name.startsWith("trusted.")
                        || name.equals("system.posix_acl_access")
                        || name.equals("system.posix_acl_default"));
    }
}

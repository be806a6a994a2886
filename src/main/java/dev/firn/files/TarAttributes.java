package dev.firn.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firn.sendstream.StreamPath;
import dev.firn.sendstream.StreamTime;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a tar says of a node: ACLs as star and GNU tar do, in SCHILY.acl, other extended attributes
 * in SCHILY.xattr, their values as they are (star(5)).
 */
final class TarAttributes {

    private static final String ACCESS_ACL = "system.posix_acl_access";
    private static final String DEFAULT_ACL = "system.posix_acl_default";
    private static final int XATTR_NAME_MAX = 255;
    private static final long PERMISSIONS = 0777;

    private final Tree tree;
    private final boolean special;
    private final Outcome outcome;

    /**
     * The attributes of one node.
     *
     * @param more values of pax records by keyword, each keyword in ISO 8859-1
     */
    record Of(
            long mode,
            long user,
            long group,
            StreamTime accessed,
            StreamTime modified,
            long deviceMajor,
            long deviceMinor,
            Map<String, byte[]> more) {}

    TarAttributes(Tree tree, boolean special, Outcome outcome) {
        this.tree = tree;
        this.special = special;
        this.outcome = outcome;
    }

    /** Tells the outcome of what a tar cannot keep. */
    Of of(StreamPath path, long node, Inode inode) throws IOException {
        boolean isOwned = AttributeSetter.isOwner(inode.user(), inode.group());
        if (!isOwned) {
            outcome.addUnkept(Unkept.OWNER, path);
        }
        AttributeSetter.tellOfFlags(inode, path, outcome);
        boolean isDevice =
                inode.type() == Inode.Type.CHARACTER_DEVICE
                        || inode.type() == Inode.Type.BLOCK_DEVICE;
        return new Of(
                mode(inode, path, isOwned),
                isOwned ? inode.user() : 0,
                isOwned ? inode.group() : 0,
                inode.accessed(),
                inode.modified(),
                isDevice ? inode.device() >> 8 & 0xfff : 0,
                isDevice ? (inode.device() & 0xff) | (inode.device() >> 12 & 0xfff00) : 0,
                xattrs(path, node));
    }

    /** Of a further name, whose attributes are those of the first. */
    static Of ofLink(Inode inode) {
        return new Of(
                inode.mode() & PERMISSIONS,
                0,
                0,
                inode.accessed(),
                inode.modified(),
                0,
                0,
                Map.of());
    }

    private long mode(Inode inode, StreamPath path, boolean isOwned) {
        long risky = AttributeSetter.riskyMode(inode);
        if (risky != 0 && !(special && isOwned)) {
            outcome.addUnkept(Unkept.SET_ID_BITS, path);
            return inode.mode() & ~risky & AttributeSetter.MODE;
        }
        return inode.mode() & AttributeSetter.MODE;
    }

    private Map<String, byte[]> xattrs(StreamPath path, long node) throws IOException {
        Map<String, byte[]> records = new LinkedHashMap<>();
        for (Map.Entry<StreamPath, byte[]> xattr : tree.xattrs(node).entrySet()) {
            String name = new String(xattr.getKey().bytes(), ISO_8859_1);
            if (name.equals(ACCESS_ACL) || name.equals(DEFAULT_ACL)) {
                String keyword = name.equals(ACCESS_ACL) ? "access" : "default";
                Optional<String> text = AclText.of(xattr.getValue());
                if (text.isPresent()) {
                    records.put("SCHILY.acl." + keyword, text.get().getBytes(US_ASCII));
                } else {
                    outcome.addUnkept(Unkept.ACL, path);
                }
            } else if (name.equals(AttributeSetter.CAPABILITY) && !special) {
                outcome.addUnkept(Unkept.CAPABILITY, path);
            } else if (isName(name)) {
                records.put("SCHILY.xattr." + escaped(name), xattr.getValue());
            } else {
                outcome.addUnkept(Unkept.XATTR, path);
            }
        }
        return records;
    }

    /** The kinds that there are for anybody but the kernel (xattr(7)). */
    private static boolean isName(String name) {
        return name.length() <= XATTR_NAME_MAX
                && name.indexOf('\0') < 0
                && (name.startsWith("user.")
                        || name.startsWith("trusted.")
                        || name.startsWith("security.")
                        || name.startsWith("btrfs."));
    }

    /** A keyword ends at "="; GNU tar writes and reads it like this (xheader.c). */
    private static String escaped(String name) {
        return name.replace("%", "%25").replace("=", "%3D");
    }
}

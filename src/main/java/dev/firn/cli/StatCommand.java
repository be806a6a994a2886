package dev.firn.cli;

import dev.firn.model.Snapshot;
import dev.firn.sendstream.StreamPath;
import dev.firn.sendstream.StreamTime;
import dev.firn.tree.Inode;
import dev.firn.workflow.FileFacts;
import dev.firn.workflow.Sizes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code firn stat}: everything that is known of one file. */
@Command(name = "stat", description = "Show everything that is known of a file of a snapshot.")
final class StatCommand extends LookCommand {

    @Parameters(paramLabel = ADDRESS, description = "The file.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String address;

    @Override
    void look(Looking looking) throws IOException {
        Looking.Place place = looking.place(address);
        List<Snapshot> snapshots = new ArrayList<>();
        looking.vault().catalog().snapshots(place.found().volume().volume(), snapshots::add);
        FileFacts facts = FileFacts.of(place.tree(), place.node(), snapshots);
        if (looking.json()) {
            looking.print(json(place, facts));
        } else {
            print(looking, place, facts);
        }
    }

    private static ObjectNode json(Looking.Place place, FileFacts facts) throws IOException {
        Inode inode = place.inode();
        ObjectNode json = FileText.json(place.path(), place.tree(), place.node(), inode);
        json.put("snapshotUuid", place.found().snapshot().id().toString());
        json.put("changed", FileText.exact(inode.changed()));
        json.put("accessed", FileText.exact(inode.accessed()));
        inode.created().ifPresent(time -> json.put("created", FileText.exact(time)));
        inode.flags().ifPresent(flags -> json.put("flags", flags));
        json.put("device", inode.device()).put("verity", inode.hasVerity());
        facts.paths().forEach(path -> json.withArray("paths").add(path.toString()));
        ObjectNode xattrs = json.putObject("xattrs");
        facts.xattrs().forEach((n, v) -> xattrs.put(n.toString(), HexFormat.of().formatHex(v)));
        if (inode.type() == Inode.Type.FILE) {
            json.put("dataBytes", facts.dataBytes()).put("extents", facts.extents());
            json.put("preallocatedBytes", facts.preallocatedBytes());
            json.put("missingBytes", facts.unknownBytes());
            facts.streams().forEach(stream -> json.withArray("streams").add(stream));
        }
        return json;
    }

    private static void print(Looking looking, Looking.Place place, FileFacts facts)
            throws IOException {
        Inode inode = place.inode();
        row(looking, "path", FileText.path(place.path()));
        for (StreamPath path : facts.paths()) {
            if (!path.equals(place.path())) {
                row(looking, "also", path.toString());
            }
        }
        Snapshot snapshot = place.found().snapshot();
        row(looking, "snapshot", snapshot.id() + ", " + Times.text(snapshot.source().taken()));
        row(looking, "type", FileText.type(inode.type()));
        if (inode.type() == Inode.Type.SYMLINK) {
            row(looking, "target", place.tree().target(place.node()).toString());
        }
        row(looking, "mode", FileText.mode(inode) + ", %04o".formatted(inode.mode()));
        row(looking, "owner", "user %d, group %d".formatted(inode.user(), inode.group()));
        row(looking, "inode", "%d, %d names".formatted(inode.number(), inode.links()));
        if (inode.device() != 0) {
            row(looking, "device", FileText.device(inode.device()));
        }
        times(looking, inode);
        inode.flags().ifPresent(f -> row(looking, "flags", "0x" + Long.toHexString(f)));
        if (inode.hasVerity()) {
            row(looking, "verity", "enabled");
        }
        for (Map.Entry<StreamPath, byte[]> xattr : facts.xattrs().entrySet()) {
            row(looking, "xattr", xattr.getKey() + " = " + value(xattr.getValue()));
        }
        if (inode.type() == Inode.Type.FILE) {
            content(looking, inode, facts);
        }
    }

    private static void times(Looking looking, Inode inode) {
        time(looking, "modified", inode.modified());
        time(looking, "changed", inode.changed());
        time(looking, "accessed", inode.accessed());
        inode.created().ifPresent(time -> time(looking, "created", time));
    }

    private static void content(Looking looking, Inode inode, FileFacts facts) {
        row(looking, "size", Sizes.text(inode.size()) + ", %d bytes".formatted(inode.size()));
        row(
                looking,
                "data",
                "%s in %d extents".formatted(Sizes.text(facts.dataBytes()), facts.extents()));
        if (facts.preallocatedBytes() > 0) {
            row(looking, "preallocated", Sizes.text(facts.preallocatedBytes()));
        }
        if (facts.unknownBytes() > 0) {
            row(looking, "missing", Sizes.text(facts.unknownBytes()) + ", not in any stream");
        }
        facts.streams().forEach(stream -> row(looking, "stored in", Lines.of(stream)));
    }

    private static void time(Looking looking, String name, StreamTime time) {
        row(looking, name, FileText.time(time) + ".%09d".formatted(time.nanos()));
    }

    private static void row(Looking looking, String name, String escaped) {
        looking.print("%-12s  %s".formatted(name, escaped));
    }

    /** Text if it is printable ASCII, else in hex. */
    private static String value(byte[] value) {
        for (byte b : value) {
            if (b < ' ' || b == '"' || b == '\\' || b == 0x7f) {
                return "0x" + HexFormat.of().formatHex(value);
            }
        }
        return "\"" + new String(value, StandardCharsets.US_ASCII) + "\"";
    }
}

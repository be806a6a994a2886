package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.model.Snapshot;
import dev.firn.report.Progress;
import dev.firn.vault.Vault;
import dev.firn.workflow.Lookup;
import dev.firn.workflow.Sizes;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code firn show}: everything that is known of one snapshot. */
@Command(name = "show", description = "Show everything that is known of a snapshot.")
final class ShowCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(
            paramLabel = "VOLUME[@SNAPSHOT|@DATE]",
            description = "The newest snapshot, one by label or uuid, or the newest at a date.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String what;

    @Option(names = "--chunks", description = "List the chunks, too.")
    private boolean chunks;

    @Override
    public Integer call() throws IOException {
        Wiring wiring = new Wiring(firn);
        Configuration configuration = wiring.configuration();
        Progress progress = wiring.progress(spec.commandLine().getErr());
        try (Vault vault = wiring.open(configuration, progress)) {
            Lookup.Found found =
                    new Lookup(vault.catalog(), ZoneId.systemDefault(), progress).snapshot(what);
            if (firn.json) {
                printJson(vault, found);
            } else {
                print(vault, found);
            }
        }
        return ExitCode.OK.status();
    }

    private void printJson(Vault vault, Lookup.Found found) throws IOException {
        ObjectNode node = SnapshotJson.of(found.snapshot());
        node.put("volume", found.volume().name());
        if (chunks) {
            var list = node.putArray("chunkList");
            vault.catalog()
                    .chunks(
                            found.snapshot(),
                            chunk ->
                                    list.addObject()
                                            .put("uuid", chunk.id().toString())
                                            .put("offset", chunk.offset())
                                            .put("bytes", chunk.bytes())
                                            .put("storedBytes", chunk.storedBytes())
                                            .put("storedSha256", chunk.stored().toString())
                                            .put("sha256", chunk.plain().toString()));
        }
        spec.commandLine().getOut().println(Json.text(node));
    }

    private static void row(PrintWriter out, String name, Object value) {
        out.printf("%-14s  %s%n", name, Lines.of(value.toString()));
    }

    private void print(Vault vault, Lookup.Found found) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Snapshot snapshot = found.snapshot();
        Snapshot.Versions versions = snapshot.provenance().versions();
        row(out, "snapshot", snapshot.id());
        row(out, "label", snapshot.source().label());
        row(
                out,
                "volume",
                found.volume().name()
                        + " of "
                        + found.volume().host()
                        + ", "
                        + snapshot.place().volume());
        row(
                out,
                "sequence",
                snapshot.place().sequence() + ", position " + snapshot.place().position());
        row(
                out,
                "kind",
                snapshot.parent().map(parent -> "incremental on " + parent).orElse("full"));
        row(out, "taken", Times.text(snapshot.source().taken()));
        row(out, "stored", Times.text(snapshot.provenance().stored()));
        row(out, "generation", snapshot.source().generation());
        snapshot.source().received().ifPresent(u -> row(out, "received uuid", u));
        row(
                out,
                "stream",
                "%s, protocol %d"
                        .formatted(
                                Sizes.text(snapshot.stream().bytes()),
                                snapshot.stream().version()));
        row(
                out,
                "chunks",
                "%d, %s stored"
                        .formatted(
                                snapshot.stream().chunks(),
                                Sizes.text(snapshot.stream().storedBytes())));
        row(out, "recipients", String.join(" ", snapshot.provenance().recipients()));
        row(out, "manifest", snapshot.provenance().manifest());
        row(out, "signed by", snapshot.provenance().signer());
        row(
                out,
                "made by",
                "firn %s, btrfs-progs %s, Linux %s"
                        .formatted(versions.firn(), versions.btrfsProgs(), versions.kernel()));
        if (chunks) {
            vault.catalog()
                    .chunks(
                            snapshot,
                            chunk ->
                                    out.printf(
                                            "  %016x  %s  %9s  %9s%n",
                                            chunk.offset(),
                                            chunk.id(),
                                            Sizes.text(chunk.bytes()),
                                            Sizes.text(chunk.storedBytes())));
        }
    }
}

package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.model.SequenceHead;
import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.vault.NewIndex;
import dev.firn.vault.Vault;
import dev.firn.workflow.Inventory;
import dev.firn.workflow.Lookup;
import dev.firn.workflow.Sizes;
import dev.firn.workflow.SnapshotTrees;
import dev.firn.workflow.StateMaking;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code firn index state}. */
@Command(
        name = "state",
        description = {
            "Store whole trees, so that looking into a snapshot of a long chain need not read all of"
                    + " its indexes.",
            "Of a volume: where a tree would take more indexes than --every says. Of a snapshot: of"
                    + " that one."
        })
final class IndexStateCommand implements Callable<Integer> {

    private static final String EVERY = "64";

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private IndexCommand index;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(
            paramLabel = "VOLUME[@SNAPSHOT|@DATE]",
            description = "All snapshots of a volume, or one of them.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String what;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = EVERY,
            description = "How many indexes a tree may take (default: ${DEFAULT-VALUE}).")
    private int every;

    @Option(
            names = "--identity",
            paramLabel = "FILE",
            description = "The identity that decrypts (default: the configured one).")
    private @Nullable Path identity;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description =
                    "Take the identity's passphrase from the first line of FILE; - is standard input.")
    private @Nullable Path passphraseFile;

    @Option(names = "--dry-run", description = "Only say what would be stored.")
    private boolean isDryRun;

    @Override
    public Integer call() throws IOException {
        if (every < 1) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot use --every %d: it is not positive".formatted(every),
                    "for example --every " + EVERY);
        }
        Wiring wiring = new Wiring(index.firn());
        Configuration configuration = wiring.configuration();
        Progress progress = wiring.progress(spec.commandLine().getErr());
        try (Vault vault = wiring.open(configuration, progress);
                OpenedIdentities identities =
                        new OpenedIdentities(() ->
                                wiring.identities(
                                        configuration,
                                        Optional.ofNullable(identity),
                                        new Passphrases(Optional.ofNullable(passphraseFile))));
                SnapshotTrees trees =
                        new SnapshotTrees(
                                vault,
                                wiring.treeSettings(configuration, vault.id(), identities::get),
                                progress)) {
            Path spool = configuration.host().state().resolve(vault.id() + "/spool");
            StateMaking states =
                    new StateMaking(
                            vault,
                            trees,
                            new NewIndex.Settings(wiring.hostKey(configuration), spool),
                            progress);
            make(vault, states, progress);
        }
        return ExitCode.OK.status();
    }

    private void make(Vault vault, StateMaking states, Progress progress) throws IOException {
        List<Snapshot> due = due(vault, states, progress);
        if (due.isEmpty() && !index.firn().json) {
            spec.commandLine().getOut().println("nothing is due");
        }
        for (Snapshot snapshot : due) {
            print(
                    snapshot,
                    isDryRun ? OptionalLong.empty() : OptionalLong.of(states.make(snapshot)));
        }
    }

    private List<Snapshot> due(Vault vault, StateMaking states, Progress progress)
            throws IOException {
        Lookup lookup = new Lookup(vault.catalog(), ZoneId.systemDefault(), progress);
        if (what.contains("@")) {
            return List.of(lookup.snapshot(what).snapshot());
        }
        SequenceHead head = lookup.volume(what);
        List<Snapshot> all =
                Inventory.of(vault.catalog(), head).sequences().stream()
                        .flatMap(sequence -> sequence.snapshots().stream())
                        .toList();
        return states.due(head.volume(), all, every);
    }

    private void print(Snapshot snapshot, OptionalLong bytes) {
        PrintWriter out = spec.commandLine().getOut();
        if (index.firn().json) {
            var node = Json.object().put("snapshotUuid", snapshot.id().toString());
            bytes.ifPresent(stored -> node.put("storedBytes", stored));
            out.println(Json.text(node.put("stored", bytes.isPresent())));
        } else {
            out.println(
                    Lines.of(
                            "%s the state of %s as of %s%s"
                                    .formatted(
                                            bytes.isPresent() ? "stored" : "would store",
                                            Ids.brief(snapshot.id()),
                                            Times.text(snapshot.source().taken()),
                                            bytes.isPresent()
                                                    ? ", " + Sizes.text(bytes.getAsLong())
                                                    : "")));
        }
        out.flush();
    }
}

package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.keys.Identities;
import dev.firn.model.Snapshot;
import dev.firn.report.Progress;
import dev.firn.vault.NewIndex;
import dev.firn.vault.Vault;
import dev.firn.workflow.IndexRebuild;
import dev.firn.workflow.Inventory;
import dev.firn.workflow.Lookup;
import dev.firn.workflow.Sizes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code firn index}: looks after indexes. */
@Command(
        name = "index",
        description = "Look after the indexes of snapshots, and states of their trees.",
        subcommands = {IndexCommand.Rebuild.class, IndexStateCommand.class})
final class IndexCommand implements Runnable {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before run()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run()
    private CommandSpec spec;

    FirnCommand firn() {
        return firn;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command was given");
    }

    /** {@code firn index rebuild}. */
    @Command(
            name = "rebuild",
            description =
                    "Make indexes again that are missing or damaged. Reads all chunks of the snapshots"
                            + " that they are of.")
    static final class Rebuild implements Callable<Integer> {

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
                names = "--identity",
                paramLabel = "FILE",
                description = "The identity that decrypts (default: the configured one).")
        private @Nullable Path identity;

        @Option(
                names = "--passphrase-file",
                paramLabel = "FILE",
                description =
                        "Take the identity's passphrase from the first line of FILE; - is standard"
                                + " input.")
        private @Nullable Path passphraseFile;

        @Option(
                names = "--dry-run",
                description = "Only say what is missing and how much would have to be read.")
        private boolean isDryRun;

        @Override
        public Integer call() throws IOException {
            FirnCommand firn = index.firn;
            Wiring wiring = new Wiring(firn);
            Configuration configuration = wiring.configuration();
            Progress progress = wiring.progress(spec.commandLine().getErr());
            try (Vault vault = wiring.open(configuration, progress);
                    Identities identities =
                            wiring.identities(
                                    configuration,
                                    Optional.ofNullable(identity),
                                    new Passphrases(Optional.ofNullable(passphraseFile)))) {
                var readerSettings = wiring.readerSettings(configuration, vault.id(), identities);
                IndexRebuild rebuild =
                        new IndexRebuild(
                                vault,
                                vault.indexes(identities, readerSettings.spool()),
                                vault.reader(readerSettings),
                                progress);
                List<Snapshot> missing = rebuild.missing(snapshots(vault, progress));
                if (missing.isEmpty() && !firn.json) {
                    spec.commandLine().getOut().println("nothing is missing");
                }
                for (Snapshot snapshot : missing) {
                    if (!isDryRun) {
                        rebuild.run(
                                snapshot,
                                new NewIndex.Settings(
                                        wiring.hostKey(configuration), readerSettings.spool()));
                    }
                    print(firn, snapshot);
                }
            }
            return ExitCode.OK.status();
        }

        private List<Snapshot> snapshots(Vault vault, Progress progress) throws IOException {
            Lookup lookup = new Lookup(vault.catalog(), ZoneId.systemDefault(), progress);
            return what.contains("@")
                    ? List.of(lookup.snapshot(what).snapshot())
                    : Inventory.of(vault.catalog(), lookup.volume(what)).sequences().stream()
                            .flatMap(sequence -> sequence.snapshots().stream())
                            .toList();
        }

        private void print(FirnCommand firn, Snapshot snapshot) {
            PrintWriter out = spec.commandLine().getOut();
            if (firn.json) {
                out.println(
                        Json.text(
                                Json.object()
                                        .put("snapshotUuid", snapshot.id().toString())
                                        .put("streamBytes", snapshot.stream().bytes())
                                        .put("storedBytes", snapshot.stream().storedBytes())
                                        .put("rebuilt", !isDryRun)));
            } else {
                out.println(
                        Lines.of(
                                "%s the index of %s as of %s from %s in %s"
                                        .formatted(
                                                isDryRun ? "would make" : "made",
                                                Ids.brief(snapshot.id()),
                                                Times.text(snapshot.source().taken()),
                                                Sizes.text(snapshot.stream().storedBytes()),
                                                Counts.text(snapshot.stream().chunks(), "chunk"))));
            }
            out.flush();
        }
    }
}

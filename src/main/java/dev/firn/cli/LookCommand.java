package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.report.Progress;
import dev.firn.vault.Vault;
import dev.firn.workflow.Lookup;
import dev.firn.workflow.SnapshotTrees;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What commands that look into snapshots have in common. */
abstract class LookCommand implements Callable<Integer> {

    static final String ADDRESS = "VOLUME[@SNAPSHOT|@DATE][:PATH]";

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Option(
            names = "--identity",
            paramLabel = "FILE",
            description =
                    "The identity that decrypts (default: the configured one). Needed only for"
                            + " snapshots that were not looked at on this host before.")
    private @Nullable Path identity;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description =
                    "Take the identity's passphrase from the first line of FILE; - is standard input.")
    private @Nullable Path passphraseFile;

    @Override
    public final Integer call() throws IOException {
        Wiring wiring = new Wiring(firn);
        Configuration configuration = wiring.configuration();
        Progress progress = wiring.progress(spec.commandLine().getErr());
        try (Vault vault = wiring.open(configuration, progress);
                OpenedIdentities identities =
                        new OpenedIdentities(() -> {
                            warnIfUntrusted(configuration, progress);
                            return wiring.identities(
                                    configuration,
                                    Optional.ofNullable(identity),
                                    new Passphrases(Optional.ofNullable(passphraseFile)));
                        });
                SnapshotTrees trees =
                        new SnapshotTrees(
                                vault,
                                wiring.treeSettings(configuration, vault.id(), identities::get),
                                progress)) {
            Lookup lookup = new Lookup(vault.catalog(), ZoneId.systemDefault(), progress);
            return trees.use(() -> {
                look(
                        new Looking(
                                vault,
                                lookup,
                                trees,
                                () ->
                                        wiring.readerSettings(
                                                configuration, vault.id(), identities.get()),
                                spec.commandLine().getOut(),
                                firn.json));
                return ExitCode.OK.status();
            });
        }
    }

    /** Looks, and prints what it sees. */
    abstract void look(Looking looking) throws IOException;

    private static void warnIfUntrusted(Configuration configuration, Progress progress) {
        if (configuration.vault().trustedHosts().isEmpty()) {
            progress.warn(
                    "no trusted-hosts are configured: signatures by any host key in the vault are"
                            + " accepted");
        }
    }
}

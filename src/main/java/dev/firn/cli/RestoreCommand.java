package dev.firn.cli;

import dev.firn.btrfs.BtrfsDestination;
import dev.firn.config.Configuration;
import dev.firn.keys.Identities;
import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.vault.Vault;
import dev.firn.workflow.Lookup;
import dev.firn.workflow.Restore;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code firn restore}: parses arguments, runs {@link Restore}, prints the outcome. */
@Command(
        name = "restore",
        description = "Bring a snapshot back, with everything it was sent against.")
final class RestoreCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "VOLUME[@SNAPSHOT|@DATE]",
            description =
                    "What to restore: the newest snapshot, one by label or uuid, or the newest at a date.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String what;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DEST",
            description = "A directory on btrfs.")
    private @Nullable Path directory;

    @Option(
            names = "--stream",
            description = "Write the snapshot's own send stream to standard output instead.")
    private boolean stream;

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

    @Option(
            names = "--no-space-check",
            description = "Do not refuse a destination that looks too small.")
    private boolean noSpaceCheck;

    @Override
    public Integer call() throws IOException {
        Path target = directory;
        if (stream == (target != null)) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot restore '%s': give either a destination or --stream".formatted(what),
                    "see 'firn restore --help'");
        }
        Wiring wiring = new Wiring(firn);
        Configuration configuration = wiring.configuration();
        Progress progress =
                wiring.progress(spec.commandLine().getErr(), configuration.limits().download());
        try (Vault vault = wiring.open(configuration, progress)) {
            Lookup.Found found =
                    new Lookup(vault.catalog(), ZoneId.systemDefault(), progress).snapshot(what);
            warnIfUntrusted(configuration, progress, found.snapshot());
            try (Identities identities =
                    wiring.identities(
                            configuration,
                            Optional.ofNullable(identity),
                            new Passphrases(Optional.ofNullable(passphraseFile)))) {
                Restore restore =
                        new Restore(
                                vault,
                                wiring.readerSettings(configuration, vault.id(), identities),
                                new BtrfsDestination(),
                                progress);
                if (target == null) {
                    writeStream(restore, found);
                } else {
                    print(restore.run(found, target.toAbsolutePath().normalize(), spaceCheck()));
                }
            }
        }
        return ExitCode.OK.status();
    }

    private Restore.SpaceCheck spaceCheck() {
        return noSpaceCheck ? Restore.SpaceCheck.OFF : Restore.SpaceCheck.ON;
    }

    private static void warnIfUntrusted(
            Configuration configuration, Progress progress, Snapshot snapshot) {
        if (configuration.vault().trustedHosts().isEmpty()) {
            progress.warn(
                    "no trusted-hosts are configured: signatures by host key %s and any other in the vault are accepted"
                            .formatted(snapshot.provenance().signer()));
        }
    }

    private static void writeStream(Restore restore, Lookup.Found found) throws IOException {
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out);
                WritableByteChannel channel = out.getChannel()) {
            restore.stream(found, channel);
        }
    }

    private void print(Restore.Outcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        if (firn.json) {
            ObjectNode node = Json.object().put("path", outcome.path().toString());
            node.set("snapshot", SnapshotJson.of(outcome.target()));
            outcome.received().forEach(s -> node.withArray("received").add(s.id().toString()));
            out.println(Json.text(node));
        } else if (outcome.received().isEmpty()) {
            out.println(
                    Lines.of(
                            "%s is there already: %s"
                                    .formatted(Ids.brief(outcome.target().id()), outcome.path())));
        } else {
            out.println(
                    Lines.of(
                            "restored %s as of %s to %s (%d received)"
                                    .formatted(
                                            Ids.brief(outcome.target().id()),
                                            Times.text(outcome.target().source().taken()),
                                            outcome.path(),
                                            outcome.received().size())));
        }
    }
}

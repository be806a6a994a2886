package dev.firn.cli;

import dev.firn.btrfs.BtrfsDestination;
import dev.firn.config.Configuration;
import dev.firn.config.Quantities;
import dev.firn.cost.Money;
import dev.firn.keys.Identities;
import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.storage.ThawTier;
import dev.firn.thaw.Pending;
import dev.firn.thaw.ThawSettings;
import dev.firn.vault.Vault;
import dev.firn.workflow.Lookup;
import dev.firn.workflow.Restore;
import dev.firn.workflow.RestorePlan;
import dev.firn.workflow.Thawing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code firn restore}: parses arguments, runs {@link Restore}, prints the outcome. */
@Command(
        name = "restore",
        description = {
            "Bring a snapshot back, with everything it was sent against;",
            "or, with a PATH or --as, files of it, from the chunks that hold them."
        })
final class RestoreCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "VOLUME[@SNAPSHOT|@DATE][:PATH]",
            description =
                    "What to restore: the newest snapshot, one by label or uuid, or the newest at a date; or what is at a path in it.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String what;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DEST",
            description =
                    "A directory: on btrfs for snapshots, on any file system for files. For a stream a file, or standard output if there is none.")
    private @Nullable Path directory;

    @Mixin private final FileRestoreOptions files = new FileRestoreOptions();

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

    @Option(names = "--plan", description = "Say what it takes, and do nothing. Needs no identity.")
    private boolean planOnly;

    @Option(
            names = "--yes",
            description = "Agree to what it costs to thaw and download, without being asked.")
    private boolean yes;

    @Option(
            names = "--max-cost",
            paramLabel = "DOLLARS",
            description = "Agree to it if it costs no more.")
    private @Nullable String maxCost;

    @Option(
            names = "--tier",
            paramLabel = "TIER",
            description =
                    "Thaw frozen chunks with tier bulk, standard or expedited (default: the configured one, or as before). A faster one than before is asked for in its place.")
    private @Nullable String tier;

    @Option(
            names = "--wait",
            description = "Wait until chunks are thawed, instead of ending with code 3.")
    private boolean wait;

    @Override
    public Integer call() throws IOException {
        Path target = directory;
        if (stream ? target != null || files.areGiven() : target == null && !files.writeOut()) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot restore '%s': give either a destination or --stream".formatted(what),
                    "see 'firn restore --help'");
        }
        if (stream || target == null) {
            StandardOutput.requireNoTerminal("a stream");
        }
        Wiring wiring = new Wiring(firn);
        Configuration configuration = wiring.configuration();
        Progress progress =
                wiring.progress(spec.commandLine().getErr(), configuration.limits().download());
        try (Vault vault = wiring.open(configuration, progress)) {
            Lookup.Address address =
                    new Lookup(vault.catalog(), ZoneId.systemDefault(), progress).address(what);
            Lookup.Found found = address.found();
            warnIfUntrusted(configuration, progress, found.snapshot());
            boolean areFiles = files.areMeant(address.path());
            if (areFiles) {
                return files(wiring, configuration, progress, vault, address);
            }
            if (planOnly) {
                print(
                        plan(vault, found, thawing(wiring, configuration, vault)),
                        wiring.thawText(configuration));
                return ExitCode.OK.status();
            }
            try (Identities identities = identities(wiring, configuration)) {
                Restore restore =
                        new Restore(
                                vault,
                                wiring.readerSettings(configuration, vault.id(), identities),
                                thawing(wiring, configuration, vault),
                                new BtrfsDestination(),
                                progress);
                Optional<Pending> pending =
                        target == null ? writeStream(restore, found) : toDirectory(restore, found);
                return pending.isEmpty() ? ExitCode.OK.status() : ExitCode.THAW_PENDING.status();
            }
        }
    }

    private int files(
            Wiring wiring,
            Configuration configuration,
            Progress progress,
            Vault vault,
            Lookup.Address address)
            throws IOException {
        FileRestoring restoring =
                new FileRestoring(
                        spec,
                        firn.json,
                        wiring,
                        configuration,
                        thawing(wiring, configuration, vault),
                        progress);
        FileRestoreOptions.Given given = files.get(address.path(), directory, spaceCheck());
        try (Identities identities = identities(wiring, configuration)) {
            return planOnly
                    ? restoring.plan(vault, identities, address, given)
                    : restoring.run(vault, identities, address, given);
        }
    }

    private Identities identities(Wiring wiring, Configuration configuration) throws IOException {
        return wiring.identities(
                configuration,
                Optional.ofNullable(identity),
                new Passphrases(Optional.ofNullable(passphraseFile)));
    }

    private Thawing thawing(Wiring wiring, Configuration configuration, Vault vault)
            throws IOException {
        ThawConsent consent =
                new ThawConsent(
                        given(configuration),
                        wiring.thawText(configuration),
                        firn.json,
                        spec.commandLine().getErr());
        return new Thawing(
                wiring.thawSettings(
                        configuration,
                        Optional.ofNullable(tier).map(this::parseTier),
                        wait ? ThawSettings.Wait.UNTIL_READABLE : ThawSettings.Wait.NO,
                        consent),
                wiring.thawJobs(configuration, vault.id()));
    }

    private ThawConsent.Given given(Configuration configuration) {
        if (yes) {
            return new ThawConsent.Given.Yes();
        }
        if (maxCost == null) {
            return new ThawConsent.Given.Ask(new Money(configuration.restore().askAbove()));
        }
        try {
            return new ThawConsent.Given.AtMost(Money.parse(maxCost));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--max-cost: " + e.getMessage(), e);
        }
    }

    private ThawTier parseTier(String name) {
        try {
            return Quantities.thawTier(name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--tier: " + e.getMessage(), e);
        }
    }

    private Path destination() {
        return Objects.requireNonNull(directory).toAbsolutePath().normalize();
    }

    private RestorePlan plan(Vault vault, Lookup.Found found, Thawing thawing) throws IOException {
        return stream
                ? RestorePlan.asStream(vault, found, thawing)
                : RestorePlan.toDirectory(
                        vault, found, new BtrfsDestination(), destination(), thawing);
    }

    private Optional<Pending> toDirectory(Restore restore, Lookup.Found found) throws IOException {
        Restore.Outcome outcome = restore.run(found, destination(), spaceCheck());
        print(outcome);
        return outcome.pending();
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

    private Optional<Pending> writeStream(Restore restore, Lookup.Found found) throws IOException {
        Optional<Pending> pending;
        try (WritableByteChannel channel = StandardOutput.openChannel()) {
            pending = restore.stream(found, channel);
        }
        // Not to standard output, which is for the stream alone.
        pending.ifPresent(thaw -> {
            PrintWriter err = spec.commandLine().getErr();
            err.println(
                    firn.json
                            ? Json.text(Json.object().set("pending", ThawText.json(thaw)))
                            : ThawText.text(thaw));
        });
        return pending;
    }

    private void print(RestorePlan plan, ThawText text) {
        PrintWriter out = spec.commandLine().getOut();
        if (firn.json) {
            ObjectNode node = text.json(plan.thaw(), plan.tier());
            node.set("snapshot", SnapshotJson.of(plan.target()));
            plan.missing().forEach(s -> node.withArray("missing").add(s.id().toString()));
            out.println(Json.text(node));
        } else {
            text.print(plan.thaw(), out);
        }
    }

    private void print(Restore.Outcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        if (firn.json) {
            ObjectNode node = Json.object().put("path", outcome.path().toString());
            node.set("snapshot", SnapshotJson.of(outcome.target()));
            ArrayNode received = node.putArray("received");
            outcome.received().forEach(s -> received.add(s.id().toString()));
            outcome.pending().ifPresent(thaw -> node.set("pending", ThawText.json(thaw)));
            out.println(Json.text(node));
        } else if (outcome.pending().isPresent()) {
            out.println(ThawText.text(outcome.pending().get()));
        } else if (outcome.received().isEmpty()) {
            out.println(
                    Lines.of(
                            "nothing was written: %s is there already, on the same file system: %s"
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

package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.cost.Money;
import dev.firn.keys.Identities;
import dev.firn.model.SequenceHead;
import dev.firn.model.Snapshot;
import dev.firn.report.Finding;
import dev.firn.report.Finding.Severity;
import dev.firn.report.Progress;
import dev.firn.storage.ThawTier;
import dev.firn.vault.Vault;
import dev.firn.workflow.Lookup;
import dev.firn.workflow.Sample;
import dev.firn.workflow.Sizes;
import dev.firn.workflow.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code firn verify}: compares what is in the vault with what was stored. */
@Command(
        name = "verify",
        description = {
            "Check that everything that was stored is in the vault, and is what was stored.",
            "Without --read nothing is decrypted, and chunks are only listed. Changes nothing. Ends"
                    + " with 4 if something is damaged."
        })
final class VerifyCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "VOLUME[@SNAPSHOT|@DATE]",
            description = "A volume, or one snapshot (default: all).")
    private @Nullable String what;

    @Option(names = "--read", description = "Fetch, decrypt and check all chunks and indexes, too.")
    private boolean read;

    @Option(
            names = "--sample",
            paramLabel = "PERCENT",
            description = "The same with so many of a hundred chunks, chosen by lot each time.")
    private @Nullable String sample;

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
            names = "--yes",
            description = "Agree to what it costs to download, without being asked.")
    private boolean yes;

    @Option(
            names = "--max-cost",
            paramLabel = "DOLLARS",
            description = "Agree if it costs no more than this.")
    private @Nullable String maxCost;

    @Override
    public Integer call() throws IOException {
        Optional<Sample> wanted = wanted();
        Wiring wiring = new Wiring(firn);
        Configuration configuration = wiring.configuration();
        Progress progress =
                wiring.progress(spec.commandLine().getErr(), configuration.limits().download());
        try (Vault vault = wiring.open(configuration, progress)) {
            Verification verification = new Verification(vault, progress);
            presence(vault, verification, progress);
            if (wanted.isPresent()) {
                read(wiring, configuration, vault, verification, wanted.get());
            }
            print(verification);
            return status(verification.findings()).status();
        }
    }

    private Optional<Sample> wanted() {
        if (sample == null) {
            return read ? Optional.of(Sample.ALL) : Optional.empty();
        }
        try {
            return Optional.of(
                    new Sample(
                            new SecureRandom().nextLong(),
                            Double.parseDouble(sample.replaceFirst("%$", ""))));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "--sample: '%s' is not 0.1 to 100".formatted(sample), e);
        }
    }

    private void presence(Vault vault, Verification verification, Progress progress)
            throws IOException {
        if (what == null) {
            for (SequenceHead head : vault.catalog().heads()) {
                verification.presence(head, _ -> true);
            }
            return;
        }
        Lookup lookup = new Lookup(vault.catalog(), ZoneId.systemDefault(), progress);
        if (what.contains("@")) {
            Lookup.Found found = lookup.snapshot(what);
            verification.presence(found.volume(), s -> s.id().equals(found.snapshot().id()));
        } else {
            verification.presence(lookup.volume(what), _ -> true);
        }
    }

    private void read(
            Wiring wiring,
            Configuration configuration,
            Vault vault,
            Verification verification,
            Sample wanted)
            throws IOException {
        // Downloads are all that it costs, and have no tier.
        new ThawConsent(
                        "verify",
                        given(configuration),
                        wiring.thawText(configuration),
                        firn.json,
                        spec.commandLine().getErr())
                .require(verification.plan(wanted), ThawTier.BULK);
        try (Identities identities =
                wiring.identities(
                        configuration,
                        Optional.ofNullable(identity),
                        new Passphrases(Optional.ofNullable(passphraseFile)))) {
            verification.read(wanted, wiring.readerSettings(configuration, vault.id(), identities));
        }
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

    private static ExitCode status(List<Finding> findings) {
        return findings.stream().allMatch(finding -> finding.severity() == Severity.INFO)
                ? ExitCode.OK
                : ExitCode.VAULT_DAMAGED;
    }

    private void print(Verification verification) {
        PrintWriter out = spec.commandLine().getOut();
        if (firn.json) {
            out.println(Json.text(json(verification)));
            return;
        }
        Findings.print(verification.findings(), out);
        for (Snapshot snapshot : verification.lost()) {
            out.println(
                    Lines.of(
                            "cannot be restored whole: %s (%s)"
                                    .formatted(snapshot.id(), snapshot.source().label())));
        }
        String readText =
                verification.bytesRead() == 0
                        ? ""
                        : ", %s of streams read".formatted(Sizes.text(verification.bytesRead()));
        out.println(
                "%s, %s%s: %s"
                        .formatted(
                                Counts.text(verification.snapshots(), "snapshot"),
                                Counts.text(verification.chunks(), "chunk"),
                                readText,
                                status(verification.findings()) == ExitCode.OK
                                        ? "nothing is damaged"
                                        : "damaged"));
    }

    private static ObjectNode json(Verification verification) {
        ObjectNode node = Json.object();
        node.put("snapshots", verification.snapshots());
        node.put("chunks", verification.chunks());
        node.put("bytesRead", verification.bytesRead());
        node.set("findings", Findings.json(verification.findings()));
        ArrayNode lost = node.putArray("lost");
        verification.lost().forEach(snapshot -> lost.add(snapshot.id().toString()));
        return node;
    }
}

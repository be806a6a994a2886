package dev.firn.cli;

import dev.firn.btrfs.BtrfsSource;
import dev.firn.config.Configuration;
import dev.firn.model.SequenceHead;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.report.Finding;
import dev.firn.report.Finding.Severity;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.vault.Vault;
import dev.firn.vault.VaultMarkers.MetadataPlace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code firn doctor}: looks at the vault and at this host, and says what to mend. */
@Command(
        name = "doctor",
        description = {
            "Check the vault, the credentials and this host, and say what to mend.",
            "Changes nothing. Ends with 1 if something keeps backups or restores from working."
        })
final class DoctorCommand implements Callable<Integer> {

    /** Whoever backs up by a timer wants to know that it stopped. */
    private static final Duration OLD = Duration.ofDays(7);

    /** Nobody waits half the night for a diagnosis. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    private final List<Finding> findings = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Wiring wiring = new Wiring(firn);
        Configuration configuration = wiring.configuration().withPatience(PATIENCE);
        Progress progress = wiring.progress(spec.commandLine().getErr());
        Optional<MetadataPlace> marked = vault(wiring, configuration, progress);
        VaultLocation location = VaultLocation.parse(configuration.vault().location());
        if (location instanceof VaultLocation.Bucket bucket) {
            CloudStores stores = CloudStores.of(bucket, configuration);
            findings.addAll(new CloudDoctor(stores, configuration).run(marked));
        }
        findings.addAll(new HostDoctor(configuration, new BtrfsSource(), Path.of("/etc")).run());
        print();
        return Findings.exitCode(findings).status();
    }

    /** That the vault can be opened, and what is in it. */
    private Optional<MetadataPlace> vault(
            Wiring wiring, Configuration configuration, Progress progress) throws IOException {
        try (Vault vault = wiring.open(configuration, progress)) {
            for (SequenceHead head : vault.catalog().heads()) {
                age(vault, head);
            }
            return wiring.metadataPlace();
        } catch (UserException e) {
            findings.add(
                    new Finding(Severity.ERROR, "vault", String.valueOf(e.getMessage()), e.hint()));
            return Optional.empty();
        }
    }

    private void age(Vault vault, SequenceHead head) throws IOException {
        List<SnapshotId> snapshots = vault.catalog().sequence(head.volume(), head.current());
        if (snapshots.isEmpty()) {
            return;
        }
        Optional<Snapshot> newest = vault.catalog().snapshot(head.volume(), snapshots.getLast());
        Instant now = Instant.now();
        if (newest.isPresent() && newest.get().source().taken().isBefore(now.minus(OLD))) {
            findings.add(
                    new Finding(
                            Severity.WARNING,
                            "volume '%s' of %s".formatted(head.name(), head.host()),
                            "its newest snapshot is %s old"
                                    .formatted(Times.age(newest.get().source().taken(), now)),
                            "does its timer run? See 'systemctl status firn.service'"));
        }
    }

    private void print() {
        PrintWriter out = spec.commandLine().getOut();
        if (firn.json) {
            ObjectNode node = Json.object();
            node.set("findings", Findings.json(findings));
            out.println(Json.text(node));
        } else if (findings.isEmpty()) {
            out.println("all is well");
        } else {
            Findings.print(findings, out);
        }
    }
}

package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.sqlite.SqliteKeyValueStore;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.vault.RecordRebuild;
import dev.firn.vault.RecordRebuild.Mode;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code firn rebuild}: makes the records of a vault again. */
@Command(
        name = "rebuild",
        description = {
            "Make the records of the vault again, from its signed manifests: those that are missing,"
                    + " damaged or older.",
            "Nothing is deleted, and it may run beside backups."
        })
final class RebuildCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Option(names = "--dry-run", description = "Only say what would be written.")
    private boolean isDryRun;

    @Override
    public Integer call() throws IOException {
        Wiring wiring = new Wiring(firn);
        Configuration configuration = wiring.configuration();
        Progress progress = wiring.progress(spec.commandLine().getErr());
        requireRecords(VaultLocation.parse(configuration.vault().location()));
        try (Vault vault = wiring.open(configuration, progress)) {
            RecordRebuild.Outcome outcome = rebuild(configuration, vault, progress);
            print(outcome);
            return outcome.findings().isEmpty()
                    ? ExitCode.OK.status()
                    : ExitCode.VAULT_DAMAGED.status();
        }
    }

    /** Beside the objects of a vault in a directory there has to be a file to write to. */
    private void requireRecords(VaultLocation location) throws IOException {
        Path file;
        switch (location) {
            case VaultLocation.Directory directory -> file = directory.metadata();
            case VaultLocation.Rehearsal rehearsal -> file = rehearsal.directory().metadata();
            case VaultLocation.Bucket _ -> {
                return;
            }
        }
        // Not in a directory where no vault is: another disk may be mounted there.
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                || !Files.exists(file.resolveSibling("vault.json"))) {
            return;
        }
        if (isDryRun) {
            throw new UserException(
                    ErrorKind.NOT_FOUND,
                    "cannot compare records: there is no '%s'".formatted(file),
                    "without --dry-run it is made, with all records that follow from manifests");
        }
        SqliteKeyValueStore.create(file).close();
    }

    private RecordRebuild.Outcome rebuild(
            Configuration configuration, Vault vault, Progress progress) throws IOException {
        Path state =
                Files.createDirectories(
                        configuration.host().state().resolve(vault.id().toString()),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        Path directory = Files.createTempDirectory(state, "rebuild-");
        Path file = directory.resolve("records");
        try (KeyValueStore empty = SqliteKeyValueStore.create(file)) {
            return vault.rebuild(progress).run(empty, isDryRun ? Mode.DRY_RUN : Mode.WRITE);
        } finally {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path left : files) {
                    Files.delete(left);
                }
            }
            Files.delete(directory);
        }
    }

    private void print(RecordRebuild.Outcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        if (firn.json) {
            ObjectNode node = Json.object();
            node.put("snapshots", outcome.snapshots());
            node.put("created", outcome.created());
            node.put("replaced", outcome.replaced());
            node.put("same", outcome.same());
            node.put("written", !isDryRun);
            node.set("findings", Findings.json(outcome.findings()));
            out.println(Json.text(node));
            return;
        }
        Findings.print(outcome.findings(), out);
        out.println(
                "%s: %s %s, %d replaced, %d as they should be"
                        .formatted(
                                Counts.text(outcome.snapshots(), "snapshot"),
                                Counts.text(outcome.created(), "record"),
                                isDryRun ? "would be written" : "written",
                                outcome.replaced(),
                                outcome.same()));
    }
}

package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.files.Outcome;
import dev.firn.keys.Identities;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.vault.Vault;
import dev.firn.workflow.FileRestore;
import dev.firn.workflow.Lookup;
import dev.firn.workflow.SnapshotTrees;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Restores files: runs {@link FileRestore}, prints the outcome. */
record FileRestoring(
        CommandSpec spec,
        boolean json,
        Wiring wiring,
        Configuration configuration,
        Progress progress) {

    private static final int BUFFER_BYTES = 1 << 20;

    /** What is written to. */
    @FunctionalInterface
    private interface Writing {
        Outcome to(OutputStream target) throws IOException;
    }

    /** The exit code. */
    int run(
            Vault vault,
            Identities identities,
            Lookup.Address address,
            FileRestoreOptions.Given given)
            throws IOException {
        try (SnapshotTrees trees =
                new SnapshotTrees(
                        vault,
                        wiring.treeSettings(configuration, vault.id(), () -> identities),
                        progress)) {
            FileRestore restore =
                    new FileRestore(
                            vault,
                            trees,
                            wiring.readerSettings(configuration, vault.id(), identities),
                            progress);
            Lookup.Found found = address.found();
            Outcome outcome =
                    switch (given.form()) {
                        case dir ->
                                restore.toDirectory(
                                        found,
                                        given.paths(),
                                        given.target().orElseThrow().toAbsolutePath().normalize(),
                                        given.options());
                        case stream ->
                                write(
                                        given.target(),
                                        target -> restore.toStream(found, target, given.options()));
                    };
            print(outcome, given.target().isEmpty());
            return status(outcome).status();
        }
    }

    private static Outcome write(Optional<Path> target, Writing writing) throws IOException {
        if (target.isEmpty()) {
            try (OutputStream out = new BufferedOutputStream(StandardOutput.open(), BUFFER_BYTES)) {
                return writing.to(out);
            }
        }
        Path file = target.get();
        OutputStream created = create(file);
        boolean isWhole = false;
        try (OutputStream out = new BufferedOutputStream(created, BUFFER_BYTES)) {
            Outcome outcome = writing.to(out);
            out.flush();
            isWhole = true;
            return outcome;
        } finally {
            if (!isWhole) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static OutputStream create(Path file) throws IOException {
        try {
            return Files.newOutputStream(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot write '%s': it is there already".formatted(file),
                    "delete it, or name another file",
                    e);
        }
    }

    /** Not to standard output if that has the files. */
    private void print(Outcome outcome, boolean isOutTaken) {
        PrintWriter target = isOutTaken ? spec.commandLine().getErr() : spec.commandLine().getOut();
        if (json) {
            target.println(Json.text(FileOutcomeText.json(outcome)));
        } else {
            FileOutcomeText.print(outcome, target);
        }
    }

    private static ExitCode status(Outcome outcome) {
        if (outcome.damagedFiles() > 0) {
            return ExitCode.FILES_DAMAGED;
        }
        return outcome.conflicts() > 0 ? ExitCode.FILES_IN_THE_WAY : ExitCode.OK;
    }
}

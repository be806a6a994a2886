package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.files.Outcome;
import dev.firn.keys.Identities;
import dev.firn.report.Progress;
import dev.firn.thaw.Pending;
import dev.firn.vault.Vault;
import dev.firn.workflow.FilePlan;
import dev.firn.workflow.FileRestore;
import dev.firn.workflow.Lookup;
import dev.firn.workflow.Sizes;
import dev.firn.workflow.SnapshotTrees;
import dev.firn.workflow.Thawing;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.node.ObjectNode;

/** Restores files: runs {@link FileRestore}, prints the outcome. */
record FileRestoring(
        CommandSpec spec,
        boolean json,
        Wiring wiring,
        Configuration configuration,
        Thawing thawing,
        Progress progress) {

    private static final int BUFFER_BYTES = 1 << 20;

    /** What is written to. */
    @FunctionalInterface
    private interface Writing {
        FileRestore.Result to(OutputStream target) throws IOException;
    }

    /** What is done with a restore. */
    @FunctionalInterface
    private interface Use<T> {
        T with(FileRestore restore) throws IOException;
    }

    private <T> T use(Vault vault, Identities identities, Use<T> use) throws IOException {
        try (SnapshotTrees trees =
                new SnapshotTrees(
                        vault,
                        wiring.treeSettings(configuration, vault.id(), () -> identities),
                        progress)) {
            return use.with(
                    new FileRestore(
                            vault,
                            trees,
                            wiring.readerSettings(configuration, vault.id(), identities),
                            thawing,
                            progress));
        }
    }

    /** Prints what {@link #run} would do. */
    int plan(
            Vault vault,
            Identities identities,
            Lookup.Address address,
            FileRestoreOptions.Given given)
            throws IOException {
        Lookup.Found found = address.found();
        FilePlan plan =
                use(
                        vault,
                        identities,
                        restore ->
                                switch (given.form()) {
                                    case dir ->
                                            restore.planDirectory(
                                                    found,
                                                    given.paths(),
                                                    directory(given),
                                                    given.options());
                                    case tar ->
                                            restore.planTar(found, given.paths(), given.options());
                                    case stream -> restore.planStream(found, given.options());
                                });
        print(plan, wiring.thawText(configuration));
        return ExitCode.OK.status();
    }

    private void print(FilePlan plan, ThawText text) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode node = text.json(plan.thaw(), plan.tier());
            node.set("snapshot", SnapshotJson.of(plan.target()));
            node.put("bytes", plan.bytes());
            out.println(Json.text(node));
        } else {
            out.println(Sizes.text(plan.bytes()) + " of files to restore");
            text.print(plan.thaw(), out);
        }
    }

    private static Path directory(FileRestoreOptions.Given given) {
        return given.target().orElseThrow().toAbsolutePath().normalize();
    }

    /** The exit code. */
    int run(
            Vault vault,
            Identities identities,
            Lookup.Address address,
            FileRestoreOptions.Given given)
            throws IOException {
        Lookup.Found found = address.found();
        FileRestore.Result result =
                use(
                        vault,
                        identities,
                        restore ->
                                switch (given.form()) {
                                    case dir ->
                                            restore.toDirectory(
                                                    found,
                                                    given.paths(),
                                                    directory(given),
                                                    given.options());
                                    case tar ->
                                            write(
                                                    given.target(),
                                                    target ->
                                                            restore.toTar(
                                                                    found,
                                                                    given.paths(),
                                                                    target,
                                                                    given.options()));
                                    case stream ->
                                            write(
                                                    given.target(),
                                                    target ->
                                                            restore.toStream(
                                                                    found,
                                                                    target,
                                                                    given.options()));
                                });
        print(result, given.form() != FileRestoreOptions.Form.dir && given.target().isEmpty());
        return result.pending().isPresent()
                ? ExitCode.THAW_PENDING.status()
                : status(result.outcome()).status();
    }

    private static FileRestore.Result write(Optional<Path> target, Writing writing)
            throws IOException {
        if (target.isEmpty()) {
            try (OutputStream out = new BufferedOutputStream(StandardOutput.open(), BUFFER_BYTES)) {
                return writing.to(out);
            }
        }
        try (OutputFile file = OutputFile.create(target.get())) {
            OutputStream out = new BufferedOutputStream(file.stream(), BUFFER_BYTES);
            FileRestore.Result result = writing.to(out);
            out.flush();
            if (result.pending().isEmpty()) {
                file.keep();
            }
            return result;
        }
    }

    /** Not to standard output if that has the files. */
    private void print(FileRestore.Result result, boolean isOutTaken) {
        PrintWriter target = isOutTaken ? spec.commandLine().getErr() : spec.commandLine().getOut();
        Optional<Pending> pending = result.pending();
        if (json) {
            ObjectNode node = FileOutcomeText.json(result.outcome());
            pending.ifPresent(thaw -> node.set("pending", ThawText.json(thaw)));
            target.println(Json.text(node));
        } else if (pending.isPresent()) {
            target.println(ThawText.text(pending.get()));
        } else {
            FileOutcomeText.print(result.outcome(), target);
        }
    }

    private static ExitCode status(Outcome outcome) {
        if (outcome.damagedFiles() > 0) {
            return ExitCode.FILES_DAMAGED;
        }
        return outcome.conflicts() > 0 ? ExitCode.FILES_IN_THE_WAY : ExitCode.OK;
    }
}

package dev.firn.cli;

import dev.firn.btrfs.BtrfsSource;
import dev.firn.config.Configuration;
import dev.firn.config.Configuration.VolumePart;
import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.vault.Vault;
import dev.firn.workflow.Backup;
import dev.firn.workflow.BackupOutcome;
import dev.firn.workflow.BackupRequest;
import dev.firn.workflow.Sizes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code firn backup}: parses arguments, runs {@link Backup}, prints the outcome. */
@Command(name = "backup", description = "Store new snapshots of the volumes in the vault.")
final class BackupCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(
            paramLabel = "VOLUME",
            arity = "0..*",
            description = "Names of volumes in the configuration (default: all).")
    private List<String> names = new ArrayList<>();

    @Option(names = "--full", description = "Begin a new sequence with a full.")
    private boolean full;

    @Option(
            names = "--snapshot",
            paramLabel = "PATH",
            description = "Back up this read-only snapshot of the one volume named.")
    private @Nullable Path snapshot;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Wiring wiring = new Wiring(firn);
        Configuration configuration = wiring.configuration();
        List<BackupRequest> requests =
                volumes(configuration).stream().map(name -> request(configuration, name)).toList();
        Progress progress =
                wiring.progress(spec.commandLine().getErr(), configuration.limits().upload());
        ArrayNode report = Json.array();
        int worst = ExitCode.OK.status();
        try (Vault vault = wiring.open(configuration, progress)) {
            for (BackupRequest request : requests) {
                try {
                    Backup backup =
                            new Backup(
                                    new BtrfsSource(),
                                    vault,
                                    wiring.writerSettings(
                                            configuration, vault.id(), request.name()),
                                    progress,
                                    Version.text());
                    run(backup, request, report);
                } catch (UserException | IOException e) {
                    if (Interruption.wasRequested() || Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                    // One volume that cannot be backed up is no reason to leave the others alone.
                    int status =
                            new ErrorReport()
                                    .failure(request.name(), e, spec.commandLine(), firn.json);
                    worst = worst == ExitCode.OK.status() ? status : worst;
                }
            }
        }
        if (firn.json) {
            out.println(Json.text(report));
        }
        return worst;
    }

    private void run(Backup backup, BackupRequest request, ArrayNode report) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        for (BackupOutcome outcome : backup.run(request)) {
            if (firn.json) {
                report.add(json(request.name(), outcome));
            } else {
                out.println(Lines.of(line(request.name(), outcome)));
                out.flush();
            }
        }
    }

    private List<String> volumes(Configuration configuration) {
        if (configuration.volumes().isEmpty()) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot back up: the configuration names no volume",
                    "add one: [volume.NAME] with path = \"/the/subvolume\"");
        }
        if (snapshot != null && names.size() != 1) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot back up '%s': of which volume is it?".formatted(snapshot),
                    "name the volume: firn backup --snapshot PATH VOLUME");
        }
        return names.isEmpty() ? List.copyOf(configuration.volumes().keySet()) : names;
    }

    private BackupRequest request(Configuration configuration, String name) {
        VolumePart volume = configuration.volumes().get(name);
        if (volume == null) {
            throw new UserException(
                    ErrorKind.NOT_FOUND,
                    "cannot back up '%s': it is not in the configuration".formatted(name),
                    "the configuration has: "
                            + String.join(", ", configuration.volumes().keySet()));
        }
        return new BackupRequest(
                name,
                configuration.host().name(),
                volume.path(),
                volume.uuid(),
                volume.snapshots(),
                new BackupRequest.Local(volume.keepLocal(), volume.reuseWithin()),
                full ? BackupRequest.Kind.FULL : BackupRequest.Kind.INCREMENTAL_IF_POSSIBLE,
                Optional.ofNullable(snapshot).map(Path::toAbsolutePath));
    }

    private static String line(String name, BackupOutcome outcome) {
        return switch (outcome) {
            case BackupOutcome.Stored stored -> storedLine(name, stored);
            case BackupOutcome.Finished(var snapshot) ->
                    "%s  finished %s, whose backup was interrupted: %s"
                            .formatted(name, Ids.brief(snapshot.id()), label(snapshot));
            case BackupOutcome.AlreadyStored(var snapshot) ->
                    "%s  %s is stored already: %s"
                            .formatted(name, Ids.brief(snapshot.id()), label(snapshot));
            case BackupOutcome.Unchanged(var last) ->
                    "%s  nothing has changed since %s"
                            .formatted(name, Times.text(last.source().taken()));
        };
    }

    private static String storedLine(String name, BackupOutcome.Stored stored) {
        Snapshot snapshot = stored.snapshot();
        String kind =
                stored.parent()
                        .map(parent -> "incremental on " + Times.text(parent.source().taken()))
                        .orElse("full");
        String reused =
                stored.totals().chunksReused() == 0
                        ? ""
                        : ", %d of them from an interrupted backup"
                                .formatted(stored.totals().chunksReused());
        return "%s  stored %s, %s: %s of stream, %s in %s%s, %s"
                .formatted(
                        name,
                        Ids.brief(snapshot.id()),
                        kind,
                        Sizes.text(snapshot.stream().bytes()),
                        Sizes.text(snapshot.stream().storedBytes()),
                        Counts.text(snapshot.stream().chunks(), "chunk"),
                        reused,
                        Times.duration(stored.took().toSeconds()));
    }

    private static String label(Snapshot snapshot) {
        return snapshot.source().label();
    }

    private static ObjectNode json(String name, BackupOutcome outcome) {
        ObjectNode node = Json.object().put("volume", name);
        return switch (outcome) {
            case BackupOutcome.Stored stored -> {
                node.put("outcome", "stored");
                node.put("seconds", stored.took().toMillis() / 1000.0);
                node.put("chunksReused", stored.totals().chunksReused());
                node.put("putBytes", stored.totals().putBytes());
                node.set("snapshot", SnapshotJson.of(stored.snapshot()));
                yield node;
            }
            case BackupOutcome.Finished(var snapshot) ->
                    node.put("outcome", "finished").set("snapshot", SnapshotJson.of(snapshot));
            case BackupOutcome.AlreadyStored(var snapshot) ->
                    node.put("outcome", "alreadyStored").set("snapshot", SnapshotJson.of(snapshot));
            case BackupOutcome.Unchanged(var last) ->
                    node.put("outcome", "unchanged").set("snapshot", SnapshotJson.of(last));
        };
    }
}

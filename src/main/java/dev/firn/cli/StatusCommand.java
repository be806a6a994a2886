package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.model.SnapshotId;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.storage.Availability.State;
import dev.firn.thaw.ThawPlan.Amount;
import dev.firn.thaw.Tiers;
import dev.firn.vault.ThawJob;
import dev.firn.vault.ThawJobs;
import dev.firn.vault.Vault;
import dev.firn.workflow.Sizes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code firn status}: the restores of this host that wait for thaws. */
@Command(
        name = "status",
        description = "Show which restores of this host wait for thaws, and how far those are.")
final class StatusCommand implements Callable<Integer> {

    /** The destination of what is restored as a stream. */
    private static final String STREAM = "stream";

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Option(
            names = "--forget",
            paramLabel = "DEST",
            description =
                    "Forget the restores to DEST (or to 'stream'), which were given up. What was thawed is paid for; what was fetched stays there.")
    private @Nullable String forget;

    @Override
    public Integer call() throws IOException {
        Wiring wiring = new Wiring(firn);
        Configuration configuration = wiring.configuration();
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = wiring.progress(spec.commandLine().getErr());
        try (Vault vault = wiring.open(configuration, progress)) {
            ThawJobs notes = wiring.thawJobs(configuration, vault.id());
            if (forget != null) {
                forget(notes, forget);
            }
            List<ThawJob> jobs = notes.all();
            ArrayNode all = Json.array();
            for (ThawJob job : jobs) {
                Map<State, Amount> chunks = chunks(vault, job);
                if (firn.json) {
                    all.add(json(job, chunks));
                } else {
                    out.println(Lines.of(text(job, chunks)));
                }
            }
            if (firn.json) {
                out.println(Json.text(all));
            } else if (jobs.isEmpty()) {
                out.println("no restore waits for a thaw");
            }
        }
        return ExitCode.OK.status();
    }

    /** Whoever goes on with such a restore later is asked to agree once more. */
    private static void forget(ThawJobs notes, String given) throws IOException {
        String destination =
                given.equals(STREAM)
                        ? given
                        : Path.of(given).toAbsolutePath().normalize().toString();
        List<ThawJob> jobs = notes.all().stream().filter(job -> isTo(job, destination)).toList();
        if (jobs.isEmpty()) {
            throw new UserException(
                    ErrorKind.NOT_FOUND,
                    "cannot forget a restore to '%s': none waits for a thaw".formatted(destination),
                    "'firn status' shows those that do");
        }
        for (ThawJob job : jobs) {
            notes.forget(job.target(), job.destination());
        }
    }

    /** What is noted of a restore of files says which ones, after a colon. */
    private static boolean isTo(ThawJob job, String destination) {
        return job.destination().equals(destination)
                || job.destination().startsWith(destination + ":");
    }

    /** The store is asked: what the host has noted is what it asked for, not what there is. */
    private static Map<State, Amount> chunks(Vault vault, ThawJob job) throws IOException {
        Map<State, Amount> chunks = new EnumMap<>(State.class);
        for (SnapshotId snapshot : job.snapshots()) {
            vault.chunks()
                    .forEach(
                            snapshot,
                            object ->
                                    chunks.merge(
                                            object.availability().state(),
                                            new Amount(1, object.bytes()),
                                            Amount::plus));
        }
        return chunks;
    }

    private static String text(ThawJob job, Map<State, Amount> chunks) {
        String states =
                chunks.entrySet().stream()
                        .map(entry ->
                                "%d %s (%s)"
                                        .formatted(
                                                entry.getValue().chunks(),
                                                name(entry.getKey()),
                                                Sizes.text(entry.getValue().bytes())))
                        .collect(Collectors.joining(", "));
        return "%s@%s to %s: agreed %s, tier %s, ready by %s; chunks: %s"
                .formatted(
                        job.volume(),
                        Ids.brief(job.target()),
                        job.destination(),
                        Times.text(job.agreed()),
                        Tiers.name(job.tier()),
                        Times.text(job.ready()),
                        states);
    }

    private static String name(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static ObjectNode json(ThawJob job, Map<State, Amount> chunks) {
        ObjectNode node =
                Json.object()
                        .put("snapshot", job.target().toString())
                        .put("volume", job.volume())
                        .put("destination", job.destination())
                        .put("tier", Tiers.name(job.tier()))
                        .put("days", job.days())
                        .put("agreed", job.agreed().toString())
                        .put("ready", job.ready().toString());
        ObjectNode states = node.putObject("chunks");
        for (State state : State.values()) {
            Amount amount = chunks.getOrDefault(state, Amount.NONE);
            states.putObject(state.name())
                    .put("chunks", amount.chunks())
                    .put("bytes", amount.bytes());
        }
        return node;
    }
}

package dev.firn.vault;

import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import dev.firn.storage.ThawTier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The thaws that this host asked one vault for, a file each. They may be lost: the store knows what
 * is thawed, and then somebody has to agree once more.
 */
public final class ThawJobs {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int NAME_DIGITS = 16;

    private final Path directory;

    /**
     * @param state what the host keeps of this vault; may be missing yet
     */
    public ThawJobs(Path state) {
        this.directory = state.resolve("thaws");
    }

    /** The thaw for a restore of {@code target} to {@code destination}. */
    public Optional<ThawJob> find(SnapshotId target, String destination) throws IOException {
        return read(path(target, destination))
                .filter(job ->
                        job.target().equals(target) && job.destination().equals(destination));
    }

    /** All of them. */
    public List<ThawJob> all() throws IOException {
        List<ThawJob> jobs = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
                for (Path file : files) {
                    read(file).ifPresent(jobs::add);
                }
            }
        }
        return jobs;
    }

    /** Notes {@code job}, in the place of what was noted of it before. */
    public void save(ThawJob job) throws IOException {
        OwnerOnly.makeDirectory(directory);
        Durable.write(
                path(job.target(), job.destination()),
                MAPPER.writeValueAsString(json(job)).getBytes(StandardCharsets.UTF_8));
    }

    /** Forgets the thaw for a restore that is done. */
    public void forget(SnapshotId target, String destination) throws IOException {
        Files.deleteIfExists(path(target, destination));
    }

    private Path path(SnapshotId target, String destination) {
        String digest = Sha256.of(destination.getBytes(StandardCharsets.UTF_8)).toString();
        return directory.resolve("%s-%s.json".formatted(target, digest.substring(0, NAME_DIGITS)));
    }

    private static ObjectNode json(ThawJob job) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("snapshot", job.target().toString());
        node.put("volume", job.volume());
        node.put("destination", job.destination());
        node.put("tier", job.tier().name());
        node.put("days", job.days());
        node.put("agreed", job.agreed().toString());
        node.put("ready", job.ready().toString());
        job.askedUpTo()
                .ifPresent(mark ->
                        node.putObject("askedUpTo")
                                .put("snapshot", mark.snapshot().toString())
                                .put("offset", mark.offset()));
        job.snapshots().forEach(id -> node.withArray("snapshots").add(id.toString()));
        return node;
    }

    /** Empty if there is none, or none that can be read. */
    private static Optional<ThawJob> read(Path file) throws IOException {
        try {
            return Optional.of(parse(MAPPER.readTree(Files.readAllBytes(file))));
        } catch (NoSuchFileException
                | JacksonException
                | IllegalArgumentException
                | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static ThawJob parse(JsonNode node) {
        List<SnapshotId> snapshots = new ArrayList<>();
        for (JsonNode id : node.path("snapshots")) {
            snapshots.add(SnapshotId.parse(id.asString()));
        }
        JsonNode mark = node.path("askedUpTo");
        return new ThawJob(
                SnapshotId.parse(node.path("snapshot").asString()),
                node.path("volume").asString(),
                node.path("destination").asString(),
                ThawTier.valueOf(node.path("tier").asString()),
                node.path("days").asInt(),
                Instant.parse(node.path("agreed").asString()),
                Instant.parse(node.path("ready").asString()),
                mark.isObject()
                        ? Optional.of(
                                new ThawJob.Mark(
                                        SnapshotId.parse(mark.path("snapshot").asString()),
                                        mark.path("offset").asLong()))
                        : Optional.empty(),
                snapshots);
    }
}

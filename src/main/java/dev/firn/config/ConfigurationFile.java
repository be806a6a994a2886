package dev.firn.config;

import dev.firn.config.Configuration.BackupPart;
import dev.firn.config.Configuration.ClassRule;
import dev.firn.config.Configuration.CostPart;
import dev.firn.config.Configuration.HostPart;
import dev.firn.config.Configuration.RestorePart;
import dev.firn.config.Configuration.VaultPart;
import dev.firn.config.Configuration.VolumePart;
import dev.firn.model.HostName;
import dev.firn.model.Layout;
import dev.firn.model.Sha256;
import dev.firn.model.VaultId;
import dev.firn.model.VolumeId;
import dev.firn.model.VolumeName;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.StorageClass;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/** Reads the configuration; docs/configuration.md. */
public final class ConfigurationFile {

    private static final long FILE_BYTES_MAX = 1 << 20;
    private static final int KEEP_LOCAL_DEFAULT = 2;

    /** With smaller ones, requests and the overhead of objects cost more than the bytes. */
    private static final long CHUNK_BYTES_MIN = 8L << 20;

    /** What trees of several hundred thousand files take. */
    private static final long CACHE_BYTES_MIN = 64L << 20;

    private static final long CACHE_BYTES_DEFAULT = 16L << 30;

    private static final String AUTO = "auto";
    private static final Duration LIFETIME_MAX = Duration.ofDays(36_500);
    private static final String REHEARSAL = "rehearsal:";

    private ConfigurationFile() {}

    /**
     * Reads a configuration.
     *
     * @param host the name of this host, unless the file says otherwise
     * @throws UserException of kind NOT_FOUND if there is no such file, USAGE if it cannot be used
     */
    public static Configuration read(Path file, String host) throws IOException {
        JsonNode root;
        try {
            if (Files.isDirectory(file)) {
                throw new ConfigurationException(file, "it is a directory");
            }
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new ConfigurationException(file, "it is too large to be one");
            }
            root = new TomlMapper().readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new UserException(
                    ErrorKind.NOT_FOUND,
                    "cannot read configuration '%s': there is no such file".formatted(file),
                    "make one with 'firn init', or name another with --config",
                    e);
        } catch (JacksonException e) {
            throw new ConfigurationException(file, place(e) + e.getOriginalMessage());
        }
        return new Reader(file, host).read(new TomlTable(file, "", root));
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? ""
                : "line " + e.getLocation().getLineNr() + ": ";
    }

    /** Reads the tables. */
    private record Reader(Path file, String host) {

        Configuration read(TomlTable root) {
            Configuration configuration =
                    new Configuration(
                            vault(root.table("vault")),
                            CloudTables.s3(root.table("s3")),
                            CloudTables.metadata(root.table("metadata")),
                            CloudTables.limits(root.table("limits")),
                            cost(root.table("cost")),
                            host(root.table("host")),
                            backup(root.table("backup")),
                            restore(root.table("restore")),
                            volumes(root.table("volume")));
            root.requireNothingElse();
            return configuration;
        }

        private VaultPart vault(TomlTable table) {
            VaultPart part =
                    new VaultPart(
                            table.text("location", this::location)
                                    .orElseThrow(() -> table.missing("location")),
                            table.text("id", VaultId::parse),
                            table.texts("recipients", text -> text),
                            new LinkedHashSet<>(table.texts("trusted-hosts", Sha256::parse)));
            table.requireNothingElse();
            return part;
        }

        private CostPart cost(TomlTable table) {
            CostPart part = new CostPart(table.text("prices", this::path));
            table.requireNothingElse();
            return part;
        }

        private HostPart host(TomlTable table) {
            HostPart part =
                    new HostPart(
                            table.text("name", Reader::hostName).orElse(host),
                            table.text("state", this::path).orElse(DefaultPaths.state()),
                            table.text("cache", this::path).orElse(DefaultPaths.cache()),
                            table.text("cache-size", Reader::cacheBytes)
                                    .orElse(CACHE_BYTES_DEFAULT),
                            table.text("signing-key", this::path),
                            table.text("identity", this::path));
            table.requireNothingElse();
            return part;
        }

        private static String hostName(String text) {
            if (!HostName.isValid(text)) {
                throw new IllegalArgumentException(
                        "'%s' cannot be the name of a host: use letters, digits, dots, dashes and underscores"
                                .formatted(text));
            }
            return text;
        }

        private static long cacheBytes(String text) {
            long bytes = Quantities.bytes(text);
            if (bytes < CACHE_BYTES_MIN) {
                throw new IllegalArgumentException("a cache has 64 MiB at least");
            }
            return bytes;
        }

        private BackupPart backup(TomlTable table) {
            Layout layout = table.text("chunk-size", Reader::layout).orElse(Layout.DEFAULT);
            BackupPart part =
                    new BackupPart(
                            layout,
                            table.number("compression-level", 1, 19, 2),
                            table.number(
                                    "threads",
                                    1,
                                    256,
                                    Math.min(16, Runtime.getRuntime().availableProcessors())),
                            table.text("storage-class", Reader::classRule),
                            table.text("lifetime", Reader::lifetime).orElse(BackupPart.LIFETIME));
            table.requireNothingElse();
            return part;
        }

        private static ClassRule classRule(String text) {
            if (text.equals(AUTO)) {
                return new ClassRule.Auto();
            }
            try {
                return new ClassRule.Named(StorageClass.valueOf(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "'%s' is not one of auto, %s"
                                .formatted(
                                        text,
                                        Stream.of(StorageClass.values())
                                                .map(StorageClass::name)
                                                .collect(Collectors.joining(", "))),
                        e);
            }
        }

        private static Duration lifetime(String text) {
            Duration lifetime = Quantities.duration(text);
            if (lifetime.isZero() || lifetime.compareTo(LIFETIME_MAX) > 0) {
                throw new IllegalArgumentException("chunks are kept for 1s to 100 years");
            }
            return lifetime;
        }

        private static BigDecimal dollars(String text) {
            if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
                throw new IllegalArgumentException(
                        "'%s' is not an amount in dollars such as 12.50".formatted(text));
            }
            return new BigDecimal(text);
        }

        private static Layout layout(String text) {
            Layout layout = new Layout(Quantities.bytes(text), Layout.DEFAULT.frameBytes());
            if (layout.chunkBytes() < CHUNK_BYTES_MIN) {
                throw new IllegalArgumentException("a chunk has 8 MiB at least");
            }
            return layout;
        }

        private RestorePart restore(TomlTable table) {
            RestorePart otherwise = RestorePart.DEFAULT;
            RestorePart part =
                    new RestorePart(
                            table.text("thaw-tier", Quantities::thawTier)
                                    .orElse(otherwise.thawTier()),
                            table.number("thaw-days", 1, 365, otherwise.thawDays()),
                            table.text("thaw-window", Quantities::bytes)
                                    .orElse(otherwise.thawWindow()),
                            table.text("fetched-size", Quantities::bytes)
                                    .orElse(otherwise.fetchedSize()),
                            table.text("poll", Quantities::duration).orElse(otherwise.poll()),
                            table.text("ask-above", Reader::dollars).orElse(otherwise.askAbove()));
            table.requireNothingElse();
            return part;
        }

        private Map<String, VolumePart> volumes(TomlTable table) {
            Map<String, VolumePart> volumes = new LinkedHashMap<>();
            for (String name : table.names()) {
                if (!VolumeName.isValid(name)) {
                    throw new ConfigurationException(
                            file,
                            "'%s' cannot be the name of a volume: use letters, digits, dots, dashes and underscores"
                                    .formatted(name));
                }
                volumes.put(name, volume(table.table(name)));
            }
            return volumes;
        }

        private VolumePart volume(TomlTable table) {
            Path path = table.text("path", this::path).orElseThrow(() -> table.missing("path"));
            VolumePart part =
                    new VolumePart(
                            path,
                            table.text("uuid", VolumeId::parse),
                            table.text("snapshots", this::path).orElse(path.resolve(".firn")),
                            table.number("keep-local", 1, 10_000, KEEP_LOCAL_DEFAULT),
                            table.text("reuse-within", Quantities::duration).orElse(Duration.ZERO),
                            table.text("storage-class", Reader::classRule),
                            table.text("lifetime", Reader::lifetime));
            table.requireNothingElse();
            return part;
        }

        /** A directory, one to rehearse with, or something in the form of a URL. */
        private String location(String text) {
            if (text.startsWith(REHEARSAL)) {
                return REHEARSAL + path(text.substring(REHEARSAL.length()));
            }
            return text.contains("://") ? text : path(text).toString();
        }

        private Path path(String text) {
            Path path = Path.of(text);
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("'%s' is not an absolute path".formatted(text));
            }
            return path.normalize();
        }
    }

    /** A configuration for a command that was given a vault and no file. */
    public static Configuration without(String location, String host) {
        return new Configuration(
                new VaultPart(location, Optional.empty(), List.of(), Set.of()),
                Configuration.S3Part.DEFAULT,
                Configuration.MetadataPart.DEFAULT,
                Configuration.LimitsPart.NONE,
                CostPart.DEFAULT,
                new HostPart(
                        host,
                        DefaultPaths.state(),
                        DefaultPaths.cache(),
                        CACHE_BYTES_DEFAULT,
                        Optional.empty(),
                        Optional.empty()),
                new BackupPart(Layout.DEFAULT, 3, 2, Optional.empty(), BackupPart.LIFETIME),
                RestorePart.DEFAULT,
                Map.of());
    }
}

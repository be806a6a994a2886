package dev.firn.config;

import dev.firn.model.Sha256;
import dev.firn.model.VaultId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration that {@code firn init} writes, with comments that say what can be changed. */
public final class ConfigurationTemplate {

    private ConfigurationTemplate() {}

    /**
     * What is filled in.
     *
     * @param cloud empty for a vault in a directory
     */
    public record Values(
            VaultId vault,
            String location,
            Optional<Cloud> cloud,
            List<String> recipients,
            Sha256 hostKey,
            Path signingKey,
            Optional<Path> identity,
            Map<String, Path> volumes) {}

    /** How to reach a vault in the cloud, as it was set up. */
    public record Cloud(Configuration.S3Part s3, Configuration.MetadataPart metadata) {}

    /** Writes a new file, readable by its owner only; an existing one is left alone. */
    public static void write(Path file, Values values) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text(values).getBytes(StandardCharsets.UTF_8));
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        try (FileChannel channel =
                FileChannel.open(
                        temporary,
                        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        try {
            Files.createLink(file, temporary);
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    static String text(Values values) {
        StringBuilder text = new StringBuilder(vaultPart(values));
        values.cloud().ifPresent(cloud -> text.append(CloudTemplate.text(cloud)));
        text.append(hostPart(values));
        text.append(BACKUP_PART);
        text.append(hasClasses(values) ? CLASSES_PART : "");
        text.append("\n");
        text.append(hasClasses(values) ? RESTORE_PART : "");
        if (values.volumes().isEmpty()) {
            text.append(
                    volumePart("NAME", "/path/of/the/subvolume").replaceAll("(?m)^(?=\\S)", "#"));
        }
        values.volumes().forEach((name, path) -> text.append(volumePart(name, path.toString())));
        return text.toString();
    }

    /** A directory has no storage classes, unless it is one to rehearse with. */
    private static boolean hasClasses(Values values) {
        return values.cloud().isPresent() || values.location().startsWith("rehearsal:");
    }

    private static String vaultPart(Values values) {
        return """
        # Configuration of Firn. Every key is described in docs/configuration.md.

        [vault]
        location = %s
        # Refuse any other vault that turns up at this place.
        id = %s
        # Backups are encrypted to these. Whoever has one of their identities can restore.
        recipients = [%s]
        # Restores accept what these hosts signed (SHA-256 of their host keys).
        trusted-hosts = [%s]

        """
                .formatted(
                        string(values.location()),
                        string(values.vault().toString()),
                        String.join(
                                ", ",
                                values.recipients().stream()
                                        .map(ConfigurationTemplate::string)
                                        .toList()),
                        string(values.hostKey().toString()));
    }

    private static String hostPart(Values values) {
        String identity =
                values.identity()
                        .map(path -> "identity = " + string(path.toString()))
                        .orElse("#identity = \"/path/of/identity.age\"");
        return """
        [host]
        # Signs what this host stores.
        signing-key = %s
        # Decrypts, with its passphrase. Only restores need it; it may be kept elsewhere.
        %s
        # What Firn remembers between runs. It may be lost: that costs time, not data.
        #state = "/var/lib/firn"
        # Trees of snapshots that were looked at; may be deleted at any time.
        #cache = "/var/cache/firn"
        #cache-size = "16 GiB"

        """
                .formatted(string(values.signingKey().toString()), identity);
    }

    private static final String BACKUP_PART =
            """
            [backup]
            # How much of a send stream one object holds: 8 MiB to 512 MiB.
            #chunk-size = "64 MiB"
            # zstd, 1 (fast) to 19 (small).
            #compression-level = 2
            # Threads that compress, if not as many as there are processors (at most 16).
            #threads = 2
            """;

    private static final String CLASSES_PART =
            """
            # Of chunks: STANDARD, STANDARD_IA, GLACIER_IR, GLACIER, DEEP_ARCHIVE, or auto: the
            # cheapest for a chunk's size and for how long it is kept (docs/cost.md). A volume may
            # have its own.
            #storage-class = "DEEP_ARCHIVE"
            #lifetime = "365d"
            """;

    private static final String RESTORE_PART =
            """
            [restore]
            # How chunks are thawed that are frozen: bulk (cheap), standard or expedited (fast).
            #thaw-tier = "bulk"
            # For how long they stay readable.
            #thaw-days = 7
            # How much is thawed at a time, and how much is fetched before it is received.
            #thaw-window = "4 TiB"
            #fetched-size = "1 TiB"
            # Dollars. A restore that thaws nothing asks nobody up to this.
            #ask-above = "1.00"

            # What the store charges, if it is not what AWS does in us-east-1.
            [cost]
            #prices = "/path/of/prices.toml"

            """;

    private static String volumePart(String name, String path) {
        return """
        [volume.%s]
        path = %s
        # Where Firn takes its snapshots; on the same file system.
        #snapshots = %s
        # How many of them stay on the host. The one the next backup needs always does.
        #keep-local = 2
        # Back up the newest snapshot instead of taking one, if it is no older than this.
        #reuse-within = "0s"

        """
                .formatted(quotedKey(name), string(path), string(path + "/.firn"));
    }

    /** A key that is safe in a table's name; volume names may have dots. */
    static String quotedKey(String name) {
        return name.contains(".") ? string(name) : name;
    }

    /** A TOML basic string (TOML 1.0, section "String"). */
    static String string(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                default -> {
                    if (Character.isISOControl(c)) {
                        quoted.append("\\u%04x".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}

package dev.firn.vault;

import dev.firn.format.v1.VaultMarker;
import dev.firn.format.v1.VaultMetadata;
import dev.firn.keys.Recipients;
import dev.firn.model.VaultId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectExistsException;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.OutcomeUnknownException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The object that says "this is a vault"; docs/format.md, section "vault.json". */
public final class VaultMarkers {

    /** Where the marker is. Everybody who may use a vault at all may read it. */
    public static final ObjectKey KEY = ObjectKeys.MARKER;

    private static final JsonFactory JSON = new JsonFactory();

    private VaultMarkers() {}

    /**
     * What the marker says.
     *
     * @param metadata where the records are; empty if they are beside the objects, in a directory
     */
    public record Marker(VaultId vault, Optional<MetadataPlace> metadata) {}

    /**
     * Where the records of a vault are, for those who know only where its objects are.
     *
     * @param store {@code dynamodb} or {@code s3}
     * @param tables what the names of the tables begin with; empty for S3
     * @param region of the tables; empty for that of the bucket
     */
    public record MetadataPlace(String store, String tables, String region) {}

    /** The vault whose objects are in {@code store}; empty if there is none. */
    public static Optional<VaultId> read(ObjectStore store) throws IOException {
        return readMarker(store).map(Marker::vault);
    }

    /** What is said of the vault whose objects are in {@code store}; empty if there is none. */
    public static Optional<Marker> readMarker(ObjectStore store) throws IOException {
        Optional<byte[]> bytes = new SmallObjects(store).read(ObjectKeys.MARKER);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        Read marker;
        try {
            marker = parse(bytes.get());
            require(marker.format() >= ManifestFormat.FORMAT);
            if (marker.format() == ManifestFormat.FORMAT) {
                return Optional.of(new Marker(VaultId.parse(marker.vault()), marker.metadata()));
            }
        } catch (JacksonException | IllegalArgumentException e) {
            throw new DamagedVaultException(
                    "cannot open the vault: vault.json cannot be read",
                    "restore vault.json from a copy; docs/format.md says what is in it",
                    e);
        }
        throw new UserException(
                ErrorKind.FAILED,
                "cannot open the vault: it has format %d, and this Firn knows %d"
                        .formatted(marker.format(), ManifestFormat.FORMAT),
                "use a newer Firn");
    }

    private record Read(int format, String vault, Optional<MetadataPlace> metadata) {}

    /**
     * Every command reads this first: the parser for messages takes a tenth of a second to begin.
     */
    private static Read parse(byte[] json) {
        int format = 0;
        String vault = "";
        Optional<MetadataPlace> metadata = Optional.empty();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("format")) {
                    format = parser.getIntValue();
                } else if (name.equals("vault")) {
                    require(value == JsonToken.VALUE_STRING);
                    vault = parser.getString();
                } else if (name.equals("metadata")) {
                    require(value == JsonToken.START_OBJECT);
                    metadata = Optional.of(place(parser));
                } else {
                    parser.skipChildren(); // of a later version, or of no use here
                }
            }
            require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
        }
        return new Read(format, vault, metadata);
    }

    private static MetadataPlace place(JsonParser parser) {
        Map<String, String> texts = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                texts.put(name, parser.getString());
            } else {
                parser.skipChildren(); // of a later version
            }
        }
        require(parser.currentToken() == JsonToken.END_OBJECT);
        return new MetadataPlace(
                texts.getOrDefault("store", ""),
                texts.getOrDefault("tables", ""),
                texts.getOrDefault("region", ""));
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("it is not what docs/format.md says");
        }
    }

    /** Marks {@code store} as a new vault, whose records are in a directory beside the objects. */
    public static VaultId create(ObjectStore store, Recipients recipients, Instant now)
            throws IOException {
        return create(store, recipients, Optional.empty(), now);
    }

    /**
     * Marks {@code store} as a new vault. If somebody else does so at the same moment, one of the
     * two counts, and both get that one.
     */
    public static VaultId create(
            ObjectStore store, Recipients recipients, Optional<MetadataPlace> metadata, Instant now)
            throws IOException {
        VaultId id = new VaultId(UUID.randomUUID());
        VaultMarker.Builder marker =
                VaultMarker.newBuilder()
                        .setFormat(ManifestFormat.FORMAT)
                        .setVault(id.toString())
                        .setCreated(now.truncatedTo(ChronoUnit.SECONDS).toString())
                        .addAllRecipients(recipients.texts());
        metadata.ifPresent(place ->
                marker.setMetadata(
                        VaultMetadata.newBuilder()
                                .setStore(place.store())
                                .setTables(place.tables())
                                .setRegion(place.region())));
        byte[] json = ManifestFormat.json(marker.build());
        try {
            store.put(ObjectKeys.MARKER, Content.of(json));
            return id;
        } catch (ObjectExistsException e) {
            return read(store).orElseThrow(() -> e);
        } catch (OutcomeUnknownException e) {
            new SmallObjects(store).putSame(ObjectKeys.MARKER, json);
            return id;
        }
    }

    /**
     * Whether {@code store}, which has a marker, refuses to overwrite objects: a second put of the
     * same marker has to fail. Where it does not, nothing has changed.
     */
    public static boolean refusesToOverwrite(ObjectStore store) throws IOException {
        byte[] marker =
                new SmallObjects(store)
                        .read(ObjectKeys.MARKER)
                        .orElseThrow(() -> new IOException("the marker is gone"));
        try {
            store.put(ObjectKeys.MARKER, Content.of(marker));
            return false;
        } catch (ObjectExistsException e) {
            return true;
        }
    }
}

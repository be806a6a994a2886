package dev.firn.vault;

import dev.firn.format.v1.VaultMarker;
import dev.firn.keys.Recipients;
import dev.firn.model.VaultId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The object that says "this is a vault"; docs/format.md, section "vault.json". */
public final class VaultMarkers {

    private static final JsonFactory JSON = new JsonFactory();

    private VaultMarkers() {}

    /** The vault whose objects are in {@code store}; empty if there is none. */
    public static Optional<VaultId> read(ObjectStore store) throws IOException {
        Optional<byte[]> bytes = new SmallObjects(store).read(ObjectKeys.MARKER);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        Read marker;
        try {
            marker = parse(bytes.get());
            require(marker.format() >= ManifestFormat.FORMAT);
            if (marker.format() == ManifestFormat.FORMAT) {
                return Optional.of(VaultId.parse(marker.vault()));
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

    private record Read(int format, String vault) {}

    /**
     * Every command reads this first: the parser for messages takes a tenth of a second to begin.
     */
    private static Read parse(byte[] json) {
        int format = 0;
        String vault = "";
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
                } else {
                    parser.skipChildren(); // of a later version, or of no use here
                }
            }
            require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
        }
        return new Read(format, vault);
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("it is not what docs/format.md says");
        }
    }

    /** Marks {@code store} as a new vault. */
    public static VaultId create(ObjectStore store, Recipients recipients, Instant now)
            throws IOException {
        VaultId id = new VaultId(UUID.randomUUID());
        VaultMarker marker =
                VaultMarker.newBuilder()
                        .setFormat(ManifestFormat.FORMAT)
                        .setVault(id.toString())
                        .setCreated(now.truncatedTo(ChronoUnit.SECONDS).toString())
                        .addAllRecipients(recipients.texts())
                        .build();
        new SmallObjects(store).putSame(ObjectKeys.MARKER, ManifestFormat.json(marker));
        return id;
    }
}

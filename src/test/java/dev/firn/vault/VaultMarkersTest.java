package dev.firn.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import dev.firn.model.VaultId;
import dev.firn.report.UserException;
import dev.firn.storage.Content;
import dev.firn.storage.memory.MemoryObjectStore;
import dev.firn.vault.VaultMarkers.MetadataPlace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultMarkersTest {

    private static final String ID = "c857432d-81f5-4d81-8529-6f1fc91280e9";

    @Test
    void noMarkerIsNoVault() throws IOException {
        assertThat(VaultMarkers.read(new MemoryObjectStore())).isEmpty();
    }

    @Test
    void whatALaterVersionAddsIsPassedOver() throws IOException {
        assertThat(
                        read(
                                """
                                {"later": [{"a": [1, {}]}, 2], "vault": "%s", "more": null, "format": 1,
                                 "last": {"b": "c"}}
                                """
                                        .formatted(ID)))
                .contains(VaultId.parse(ID));
    }

    @Test
    void itSaysWhereTheRecordsAre() throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        Recipients recipients = Recipients.of(Identity.generate().recipient());
        MetadataPlace place = new MetadataPlace("dynamodb", "firn-acme", "eu-central-1");

        VaultId id = VaultMarkers.create(store, recipients, Optional.of(place), Instant.EPOCH);

        assertThat(VaultMarkers.readMarker(store))
                .contains(new VaultMarkers.Marker(id, Optional.of(place)));
        assertThat(VaultMarkers.refusesToOverwrite(store)).isTrue();
    }

    /** Two hosts that make a vault in one bucket at one moment get one vault. */
    @Test
    void ofTwoMarkersOneCounts() throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        Recipients recipients = Recipients.of(Identity.generate().recipient());
        VaultId first = VaultMarkers.create(store, recipients, Instant.EPOCH);

        assertThat(VaultMarkers.create(store, recipients, Instant.EPOCH)).isEqualTo(first);
    }

    @Test
    void aLaterFormatIsRefused() {
        assertThatThrownBy(() -> read("{\"format\": 2, \"vault\": \"%s\"}".formatted(ID)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("it has format 2, and this Firn knows 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"format\": 1}",
                "{\"vault\": \"c857432d-81f5-4d81-8529-6f1fc91280e9\"}",
                "{\"format\": 0, \"vault\": \"c857432d-81f5-4d81-8529-6f1fc91280e9\"}",
                "{\"format\": 1, \"vault\": 5}",
                "{\"format\": 1, \"vault\": \"c857432d\"}",
                "{\"format\": \"1\", \"vault\": \"c857432d-81f5-4d81-8529-6f1fc91280e9\"}",
                "{\"format\": 1, \"vault\": \"c857432d-81f5-4d81-8529-6f1fc91280e9\"",
                "{\"format\": 1, \"vault\": \"c857432d-81f5-4d81-8529-6f1fc91280e9\"} x",
            })
    void whatIsNoMarkerIsDamage(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(DamagedVaultException.class)
                .hasMessage("cannot open the vault: vault.json cannot be read");
    }

    private static Optional<VaultId> read(String json) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        store.put(ObjectKeys.MARKER, Content.of(json.getBytes(StandardCharsets.UTF_8)));
        return VaultMarkers.read(store);
    }
}

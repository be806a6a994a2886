package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.format.v1.SnapshotSeqHead;
import dev.firn.kv.KeyValueStore.Versioned;
import dev.firn.kv.RecordKey;
import dev.firn.model.SequenceHead;
import dev.firn.model.Snapshot;
import dev.firn.vault.DamagedVaultException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: whoever asks for a volume by its name gets that one, or is told why not. */
class VolumeNamesTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Snapshot first;

    @BeforeEach
    void store() throws IOException {
        world = new World(home);
        world.backUp();
        first = world.stored().getFirst();
    }

    private Lookup.Found found(String text) throws IOException {
        return new Lookup(world.open().catalog(), ZoneOffset.UTC, world.said).snapshot(text);
    }

    private Restore.Outcome restore(String text) throws IOException {
        Path directory = Files.createTempDirectory(home, "back");
        return world.restore(new FakeDestination())
                .run(found(text), directory, Restore.SpaceCheck.ON);
    }

    private void stream(String text) throws IOException {
        world.restore(new NoDestination()).stream(
                found(text), Channels.newChannel(new ByteArrayOutputStream()));
    }

    private void assertRefused(String text, String recorded, String signed) {
        String message =
                "cannot restore snapshot %s: the records say that its volume is '%s', and its host said '%s'"
                        .formatted(first.id(), recorded, signed);
        String uuid = first.place().volume() + "@" + first.id();
        assertThatThrownBy(() -> restore(text))
                .isInstanceOfSatisfying(
                        DamagedVaultException.class, e -> assertThat(e.hint()).endsWith(uuid))
                .hasMessage(message);
        assertThatThrownBy(() -> stream(text)).hasMessage(message);
    }

    @Test
    void aNameThatTheHostDidNotSignForIsRefused() throws IOException {
        RecordKey key = new RecordKey("heads", "volumes", first.place().volume().toString());
        Versioned head = world.records.get(key).orElseThrow();
        byte[] other =
                SnapshotSeqHead.parseFrom(head.value()).toBuilder()
                        .setName("music")
                        .build()
                        .toByteArray();
        world.records.replace(key, other, head.version());

        assertRefused("music", "music", "photos");
    }

    @Test
    void aVolumeThatWasRenamedIsKnownByItsNewName() throws IOException {
        world.volume.change();
        BackupRequest before = World.request();
        world.backUp(
                new BackupRequest(
                        "pictures",
                        "attic",
                        before.path(),
                        before.storedAs(),
                        before.snapshots(),
                        before.local(),
                        before.kind(),
                        before.snapshot()));

        SequenceHead head = world.open().catalog().heads().getFirst();
        assertThat(head.name()).isEqualTo("pictures");
        assertThat(head.host()).isEqualTo("attic");
        assertThat(restore("pictures").received()).hasSize(2);
        assertRefused("pictures@" + first.id(), "pictures", "photos");
        assertThat(restore(head.volume() + "@" + first.id()).received()).hasSize(1);
    }
}

package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.firn.format.v1.ManifestChunk;
import dev.firn.model.Snapshot;
import dev.firn.model.Uuids;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.vault.DamagedVaultException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a stream is what its snapshot's record says, though all digests and signatures are right.
 * Method: a host that signs what is not true.
 */
class DamagedStreamTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Snapshot incremental;

    @BeforeEach
    void store() throws IOException {
        world = new World(home);
        world.backUp();
        world.volume.change();
        world.backUp();
        incremental = world.stored().getLast();
    }

    private void assertDamaged(Snapshot snapshot, String message) {
        assertThatThrownBy(() -> stream(snapshot))
                .isInstanceOf(DamagedVaultException.class)
                .hasMessageContaining(message);
        assertThatThrownBy(() -> restore(snapshot))
                .isInstanceOf(DamagedVaultException.class)
                .hasMessageContaining(message);
    }

    private void stream(Snapshot snapshot) throws IOException {
        world.restore(new NoDestination()).stream(
                world.found(snapshot), Channels.newChannel(new ByteArrayOutputStream()));
    }

    private void restore(Snapshot snapshot) throws IOException {
        Path directory = Files.createTempDirectory(home, "back");
        world.restore(new FakeDestination())
                .run(world.found(snapshot), directory, Restore.SpaceCheck.ON);
    }

    @Test
    void aStreamOfAnotherGenerationIsRefused() throws IOException {
        long other = incremental.source().generation() + 1;
        Snapshot forged =
                new Forgery(world, incremental)
                        .of(
                                manifest -> manifest.getSnapshotBuilder().setGeneration(other),
                                record -> record.setGeneration(other));

        assertDamaged(forged, "its stream is of snapshot %s".formatted(incremental.id()));
    }

    @Test
    void aStreamOfAnotherSnapshotIsRefused() throws IOException {
        UUID other = new UUID(0x4000, Long.MIN_VALUE);
        Snapshot forged =
                new Forgery(world, incremental)
                        .of(
                                manifest ->
                                        manifest.getSnapshotBuilder()
                                                .setReceivedUuid(other.toString()),
                                record ->
                                        record.setReceivedUuid(
                                                ByteString.copyFrom(Uuids.bytes(other))));

        assertDamaged(forged, "its stream is of snapshot %s".formatted(incremental.id()));
    }

    @Test
    void anIncrementalThatIsSaidToBeFullIsRefused() throws IOException {
        Snapshot forged =
                new Forgery(world, incremental)
                        .of(manifest -> manifest.clearParent(), record -> record.clearParentUuid());

        assertDamaged(forged, "its stream was sent against snapshot");
    }

    @Test
    void aStreamIsRefusedWhoseParentIsNotTheOneThatWasSignedFor() throws IOException {
        Snapshot forged =
                new Forgery(world, incremental)
                        .of(
                                manifest ->
                                        manifest.getParentBuilder()
                                                .setManifestSha256("0".repeat(64)),
                                record -> {});

        assertDamaged(forged, "its parent is another one than was signed for");
    }

    @Test
    void whatCannotBeADigestOrARecipientIsDamage() throws IOException {
        Snapshot digest =
                new Forgery(world, incremental)
                        .of(
                                manifest -> manifest.getParentBuilder().setManifestSha256("none"),
                                record -> {});
        assertDamaged(digest, "cannot use the manifest of snapshot %s".formatted(digest.id()));

        Snapshot recipient =
                new Forgery(world, incremental)
                        .of(
                                manifest -> manifest.addRecipients("nobody"),
                                record -> record.addRecipient("nobody"));
        assertDamaged(recipient, "cannot use the manifest of snapshot %s".formatted(digest.id()));
    }

    @Test
    void aStreamThatEndsEarlyIsDamage() throws IOException {
        Snapshot forged =
                new Forgery(world, incremental)
                        .of(
                                manifest -> {
                                    ManifestChunk first = manifest.getChunks(0);
                                    manifest.clearChunks().addChunks(first);
                                    manifest.getStreamBuilder()
                                            .setChunks(1)
                                            .setBytes(first.getBytes())
                                            .setStoredBytes(first.getStoredBytes());
                                },
                                record -> {
                                    var stream = incremental.stream();
                                    record.setChunkCount(1)
                                            .setStreamBytes(stream.layout().chunkBytes())
                                            .setStoredBytes(firstChunk().bytes());
                                });

        assertDamaged(forged, "malformed send stream at byte 1048576: expected command end");
    }

    private ObjectInfo firstChunk() {
        return world.objects
                .list("chunks/%s/".formatted(incremental.id()), Optional.empty())
                .getFirst();
    }

    @Test
    void aChunkListThatDoesNotMakeUpTheStreamIsRefused() throws IOException {
        Snapshot forged =
                new Forgery(world, incremental)
                        .of(
                                manifest -> {
                                    List<ManifestChunk> chunks =
                                            List.copyOf(manifest.getChunksList());
                                    manifest.clearChunks()
                                            .addAllChunks(chunks.subList(0, 2))
                                            .addAllChunks(chunks.subList(3, chunks.size()));
                                },
                                record -> {});

        assertDamaged(forged, "does not follow the one before");
    }

    @Test
    void aChunkListThatEndsEarlyIsRefused() throws IOException {
        Snapshot forged =
                new Forgery(world, incremental)
                        .of(
                                manifest -> manifest.removeChunks(manifest.getChunksCount() - 1),
                                record -> {});

        assertDamaged(forged, "the chunk list ends at byte 5242880");
    }

    @Test
    void aChunkThatIsLongerOrShorterThanWasStoredIsDamage() throws IOException {
        ObjectInfo info = firstChunk();
        byte[] bytes = bytes(info.key());
        for (int length : new int[] {bytes.length + 1, bytes.length - 1, 0}) {
            world.objects.damage(info.key(), Arrays.copyOf(bytes, length));

            assertDamaged(
                    incremental,
                    "cannot read chunk '%s': it has %d bytes, and the manifest says %d"
                            .formatted(info.key(), length, bytes.length));
        }
        world.objects.delete(List.of(info.key()));
        assertDamaged(incremental, "cannot read chunk '%s': it is missing".formatted(info.key()));
    }

    private byte[] bytes(ObjectKey key) throws IOException {
        long bytes = world.objects.info(key).orElseThrow().bytes();
        byte[] array = world.objects.open(key, 0, bytes).readAllBytes();
        assertThat(array).hasSizeGreaterThan(1);
        return array;
    }
}

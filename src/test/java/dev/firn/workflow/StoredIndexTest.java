package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.Snapshot;
import dev.firn.sendstream.SendStreamParser;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.vault.DamagedVaultException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: every snapshot has the index of its stream, and another one is noticed. */
class StoredIndexTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @BeforeEach
    void storeTwo() throws IOException {
        world = new World(home);
        world.backUp();
        world.volume.change();
        world.backUp();
    }

    private List<ObjectKey> indexes() throws IOException {
        return world.objects.list("snapshots/", Optional.empty()).stream()
                .map(ObjectInfo::key)
                .filter(key -> key.name().contains("/index-"))
                .toList();
    }

    private byte[] bytes(ObjectKey key) throws IOException {
        long length = world.objects.info(key).orElseThrow().bytes();
        try (InputStream in = world.objects.open(key, 0, length)) {
            return in.readAllBytes();
        }
    }

    @Test
    void hasTheCommandsOfTheStream() throws IOException {
        Snapshot full = world.stored().getFirst();
        SendStreamParser parser = new SendStreamParser((_, _) -> {});
        parser.feed(
                ByteBuffer.wrap(
                        world.volume.stream(world.volume.taken(full.id()), Optional.empty())));

        assertThat(world.commands(full)).isEqualTo(parser.finish().commands());
        assertThat(indexes()).hasSize(2);
    }

    @Test
    void leavesNothingOnTheHost() throws IOException {
        try (Stream<Path> files = Files.walk(world.host)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".index"));
        }
    }

    @Test
    void aMissingOneIsNamed() throws IOException {
        ObjectKey key = indexes().getFirst();
        world.objects.delete(List.of(key));

        refuses("cannot read index '%s': it is missing".formatted(key));
    }

    @Test
    void aChangedOneIsNamed() throws IOException {
        ObjectKey key = indexes().getFirst();
        byte[] changed = bytes(key);
        changed[changed.length / 2] ^= 1;
        world.objects.damage(key, changed);

        refuses("cannot read index '%s': its SHA-256 is wrong".formatted(key));
    }

    @Test
    void aShorterOneIsNamed() throws IOException {
        ObjectKey key = indexes().getFirst();
        world.objects.damage(key, new byte[7]);

        refuses("cannot read index '%s': it has 7 bytes".formatted(key));
    }

    @Test
    void anotherOneInItsPlaceIsNamed() throws IOException {
        ObjectKey key = indexes().getFirst();
        byte[] other = bytes(indexes().getLast());
        world.objects.delete(List.of(key));
        world.objects.put(key, Content.of(other));

        refuses("cannot read index '%s': it".formatted(key));
    }

    private void refuses(String message) {
        assertThatThrownBy(
                        () -> {
                            for (Snapshot snapshot : world.stored()) {
                                world.commands(snapshot);
                            }
                        })
                .isInstanceOf(DamagedVaultException.class)
                .hasMessageStartingWith(message);
    }
}

package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.keys.Identities;
import dev.firn.keys.Identity;
import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.tree.Tree;
import dev.firn.tree.Trees;
import dev.firn.vault.DamagedVaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a tree is the one that was signed for, or there is none; the cache is never in the way. */
class SnapshotTreesTest {

    private static final SnapshotTrees.IdentitySource NONE =
            () -> {
                throw new AssertionError("an index is read");
            };

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @SuppressWarnings("NullAway.Init") // set before each test
    private List<Snapshot> stored;

    @BeforeEach
    void storeThree() throws IOException {
        world = new World(home, 1 << 20);
        for (int i = 0; i < 3; i++) {
            world.volume.change();
            world.backUp();
        }
        stored = world.stored();
    }

    private SnapshotTrees trees() {
        return world.trees(World::identities, Trees.Settings.DEFAULT);
    }

    private static String names(Tree tree) throws IOException {
        List<String> names = new ArrayList<>();
        tree.children(Tree.ROOT, (name, _) -> names.add(name.toString()));
        return String.join(" ", names);
    }

    private String names(SnapshotTrees trees, int snapshot) throws IOException {
        return names(trees.open(stored.get(snapshot)));
    }

    @Test
    void areThoseOfTheSnapshots() throws IOException {
        try (SnapshotTrees trees = trees()) {
            Tree second = trees.open(stored.get(1));
            assertThat(names(trees, 2)).isEqualTo("f new11 new13 new15");
            assertThat(names(trees, 0)).isEqualTo("f new11");
            assertThat(names(second)).isEqualTo("f new11 new13");
        }
    }

    @Test
    void whatIsThereNeedsNoIndexAndNoIdentity() throws IOException {
        try (SnapshotTrees trees = trees()) {
            trees.open(stored.get(1));
        }
        world.objects.delete(indexes());

        try (SnapshotTrees trees = world.trees(NONE, Trees.Settings.DEFAULT)) {
            assertThat(names(trees, 0)).isEqualTo("f new11");
            assertThat(names(trees, 1)).isEqualTo("f new11 new13");
        }
        assertThatThrownBy(() -> names(trees(), 2)).isInstanceOf(DamagedVaultException.class);
    }

    private List<ObjectKey> indexes() throws IOException {
        return world.objects.list("snapshots/", Optional.empty()).stream()
                .map(ObjectInfo::key)
                .filter(key -> key.name().contains("/index-"))
                .toList();
    }

    @Test
    void oneOfAnotherManifestIsNotUsed() throws IOException {
        try (SnapshotTrees trees = trees()) {
            trees.open(stored.get(0));
        }
        Snapshot forged =
                new Forgery(world, stored.get(0))
                        .of(manifest -> manifest.getVolumeBuilder().setName("other"), _ -> {});

        try (SnapshotTrees trees = world.trees(NONE, Trees.Settings.DEFAULT)) {
            assertThatThrownBy(() -> trees.open(forged)).hasMessage("an index is read");
        }
    }

    private Path pages() throws IOException {
        try (Stream<Path> files = Files.walk(world.host.resolve("cache"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("pages-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void damagePages() throws IOException {
        byte[] bytes = Files.readAllBytes(pages());
        for (int at = 100; at < bytes.length; at += 1000) {
            bytes[at] ^= 1;
        }
        Files.write(pages(), bytes);
    }

    @Test
    void aDamagedCacheIsForgottenAndMadeAnew() throws IOException {
        try (SnapshotTrees trees = trees()) {
            trees.open(stored.get(2));
        }
        damagePages();

        try (SnapshotTrees trees = trees()) {
            assertThatThrownBy(() -> trees.use(() -> names(trees, 2)))
                    .isInstanceOfSatisfying(
                            UserException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.FAILED))
                    .hasMessageContaining("the cache of trees is damaged");
        }
        try (SnapshotTrees trees = trees()) {
            assertThat(names(trees, 2)).isEqualTo("f new11 new13 new15");
        }
    }

    @Test
    void aDamagedParentIsNotBuiltOn() throws IOException {
        try (SnapshotTrees trees = trees()) {
            trees.open(stored.get(1));
        }
        damagePages();

        try (SnapshotTrees trees = trees()) {
            assertThat(names(trees, 2)).isEqualTo("f new11 new13 new15");
            assertThat(names(trees, 1)).isEqualTo("f new11 new13");
        }
    }

    @Test
    void aDeletedCacheIsMadeAnew() throws IOException {
        try (SnapshotTrees trees = trees()) {
            trees.open(stored.get(1));
            Files.delete(pages());
            assertThat(names(trees, 1)).isEqualTo("f new11 new13");
        }

        try (SnapshotTrees trees = trees()) {
            assertThat(names(trees, 2)).isEqualTo("f new11 new13 new15");
        }
    }

    @Test
    void aFullCacheMakesRoom() throws IOException {
        long page = 16 << 10;
        try (SnapshotTrees trees =
                world.trees(World::identities, new Trees.Settings(1 << 20, 3 * page))) {
            for (int i = 0; i < 3; i++) {
                assertThat(names(trees, i)).startsWith("f new11");
            }
            assertThat(names(trees, 0)).isEqualTo("f new11");
        }
        assertThat(Files.size(pages())).isLessThanOrEqualTo(3 * page);
    }

    @Test
    void aTreeThatDoesNotFitIsRefused() throws IOException {
        try (SnapshotTrees trees = world.trees(World::identities, new Trees.Settings(1 << 20, 0))) {
            assertThatThrownBy(() -> trees.open(stored.get(0)))
                    .isInstanceOfSatisfying(
                            UserException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.NO_SPACE));
        }
    }

    @Test
    void anotherIdentityIsRefused() throws IOException {
        try (SnapshotTrees trees =
                world.trees(() -> Identities.of(Identity.generate()), Trees.Settings.DEFAULT)) {
            assertThatThrownBy(() -> trees.open(stored.get(0)))
                    .isInstanceOfSatisfying(
                            UserException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.WRONG_KEY));
        }
    }
}

package dev.firn.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the map on disk is what a map in memory is, and every committed one stays. */
class PagesTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());

    @TempDir Path directory;

    private final Random random = new Random(SEED);

    /** A map and what must be in it. */
    private record Version(long root, NavigableMap<byte[], byte[]> expected) {}

    private static NavigableMap<byte[], byte[]> sorted() {
        return new TreeMap<>(Arrays::compareUnsigned);
    }

    @Test
    void isTheMapThatOneInMemoryIs() throws IOException {
        System.out.println("seed " + SEED);
        List<Version> versions = new ArrayList<>();
        NavigableMap<byte[], byte[]> expected = sorted();
        try (PageFile file = new PageFile(directory.resolve("p"), 0, 64, 1 << 20)) {
            Pages pages = Pages.empty(file);
            for (int version = 0; version < 20; version++) {
                for (int i = 0; i < 3000; i++) {
                    change(pages, expected, version);
                }
                file.flush();
                file.commit();
                NavigableMap<byte[], byte[]> kept = sorted();
                kept.putAll(expected);
                versions.add(new Version(pages.root(), kept));
            }
            for (Version version : versions) {
                check(new Pages(file, version.root()), version.expected());
                checkDifferences(file, version, versions.get(random.nextInt(versions.size())));
                checkDifferences(file, version, versions.getLast());
            }
        }
    }

    private static void checkDifferences(PageFile file, Version before, Version after)
            throws IOException {
        NavigableMap<byte[], byte[]> found = sorted();
        found.putAll(before.expected());
        List<byte[]> order = new ArrayList<>();
        new Pages(file, before.root())
                .compare(
                        new Pages(file, after.root()),
                        (key, old, value) -> {
                            order.add(key);
                            assertThat(old).isEqualTo(before.expected().get(key));
                            assertThat(value).isNotEqualTo(old);
                            if (value == null) {
                                found.remove(key);
                            } else {
                                found.put(key, value);
                            }
                        });
        assertThat(order).isSortedAccordingTo(Arrays::compareUnsigned);
        assertThat(lines(found)).isEqualTo(lines(after.expected()));
    }

    /** Arrays are equal only to themselves. */
    private static List<String> lines(NavigableMap<byte[], byte[]> map) {
        List<String> lines = new ArrayList<>();
        map.forEach((key, value) -> lines.add(Arrays.toString(key) + Arrays.toString(value)));
        return lines;
    }

    @Test
    void pagesThatTwoMapsHaveAreNotRead() throws IOException {
        Path path = directory.resolve("p");
        long before;
        long after;
        try (PageFile file = new PageFile(path, 0, 64, 1 << 20)) {
            Pages pages = Pages.empty(file);
            for (long i = 0; i < 50_000; i++) {
                pages.put(ByteBuffer.allocate(8).putLong(i).array(), new byte[20]);
            }
            before = pages.root();
            file.flush();
            file.commit();
            pages.put(ByteBuffer.allocate(8).putLong(25_000).array(), new byte[21]);
            after = pages.root();
            file.flush();
        }
        byte[] bytes = Files.readAllBytes(path);
        // The first three are on the way to the root: a leaf, the one split off it, and the root.
        Arrays.fill(bytes, 3 * Page.BYTES, 20 * Page.BYTES, (byte) 0);
        Files.write(path, bytes);

        try (PageFile file = PageFile.toRead(path, bytes.length / Page.BYTES, 64)) {
            List<Long> keys = new ArrayList<>();
            new Pages(file, before)
                    .compare(
                            new Pages(file, after),
                            (key, _, _) -> keys.add(ByteBuffer.wrap(key).getLong()));
            assertThat(keys).containsExactly(25_000L);
        }
    }

    private void change(Pages pages, NavigableMap<byte[], byte[]> expected, int version)
            throws IOException {
        byte[] key = key();
        // Versions that grow, and versions that shrink.
        if (random.nextInt(10) < (version % 4 == 3 ? 8 : 3)) {
            byte[] there = random.nextBoolean() ? key : expected.ceilingKey(key);
            byte[] gone = there == null ? key : there;
            pages.remove(gone);
            expected.remove(gone);
        } else {
            byte[] value = new byte[random.nextInt(50) == 0 ? random.nextInt(4000) : 20];
            random.nextBytes(value);
            pages.put(key, value);
            expected.put(key, value);
        }
    }

    private byte[] key() {
        byte[] key = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 250 : 3)];
        random.nextBytes(key);
        return key;
    }

    private void check(Pages pages, NavigableMap<byte[], byte[]> expected) throws IOException {
        List<byte[]> keys = new ArrayList<>();
        pages.scan(
                new byte[0],
                (key, value) -> {
                    assertThat(value).isEqualTo(expected.get(key));
                    return keys.add(key);
                });
        assertThat(keys).containsExactlyElementsOf(expected.keySet());
        for (int i = 0; i < 300; i++) {
            byte[] key = key();
            Map.Entry<byte[], byte[]> floor = expected.floorEntry(key);
            assertThat(pages.floor(key).map(Pages.Entry::key).orElse(null))
                    .isEqualTo(floor == null ? null : floor.getKey());
            assertThat(pages.get(key).orElse(null)).isEqualTo(expected.get(key));
            byte[][] first = new byte[1][];
            pages.scan(
                    key,
                    (found, _) -> {
                        first[0] = found;
                        return false;
                    });
            assertThat(first[0]).isEqualTo(expected.ceilingKey(key));
        }
    }

    @Test
    void pagesThatAreFilledInOrderAreFull() throws IOException {
        long count = 50_000;
        try (PageFile file = new PageFile(directory.resolve("p"), 0, 64, 1 << 20)) {
            Pages pages = Pages.empty(file);
            for (long i = 0; i < count; i++) {
                pages.put(ByteBuffer.allocate(8).putLong(i).array(), new byte[20]);
            }

            assertThat(file.flush() * Page.BYTES).isLessThan(count * (4 + 8 + 20) * 105L / 100);
        }
    }

    @Test
    void aLimitIsKept() throws IOException {
        try (PageFile file = new PageFile(directory.resolve("p"), 0, 64, 10)) {
            Pages pages = Pages.empty(file);

            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 1000; i++) {
                                    byte[] key = ByteBuffer.allocate(4).putInt(i).array();
                                    pages.put(key, new byte[1000]);
                                }
                            })
                    .isInstanceOf(TreesFullException.class)
                    .hasMessage("the trees take more than 163840 bytes");
        }
    }

    @Test
    void aChangedByteIsNoticed() throws IOException {
        Path path = directory.resolve("p");
        long root;
        try (PageFile file = new PageFile(path, 0, 64, 10)) {
            Pages pages = Pages.empty(file);
            pages.put(new byte[] {1}, new byte[] {2});
            root = pages.root();
            file.flush();
        }
        byte[] bytes = Files.readAllBytes(path);
        bytes[20] ^= 1;
        Files.write(path, bytes);

        try (PageFile file = new PageFile(path, 1, 64, 10)) {
            assertThatThrownBy(() -> new Pages(file, root).get(new byte[] {1}))
                    .isInstanceOf(DamagedTreeException.class);
            assertThatThrownBy(() -> new Pages(file, 5).get(new byte[] {1}))
                    .isInstanceOf(DamagedTreeException.class);
        }
    }
}

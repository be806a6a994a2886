package dev.firn.files;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A stream of random commands that a replay takes, with names and numbers that invite trouble. */
final class RandomStream {

    private static final List<String> NAMES =
            List.of(
                    "planted",
                    "planted-dir",
                    "pipe",
                    "busy",
                    "there",
                    "canary",
                    "a",
                    ".firn-partial-mark-2",
                    ".firn-partial-mark-3",
                    "a.firn-damaged",
                    "\u00ff",
                    "n".repeat(255),
                    "n".repeat(256));
    private static final List<String> TARGETS =
            List.of("../outside", "../outside/canary", "..", "/", "busy", ".", "/dev/null");
    private static final List<String> XATTRS =
            List.of(
                    "user.x",
                    "security.capability",
                    "system.posix_acl_access",
                    "system.posix_acl_default",
                    "trusted.x",
                    "btrfs.compression");
    private static final long[] NUMBERS = {
        0, 1, 4095, 4096, 4097, 1 << 20, 1L << 40, (1L << 62) - 1, Long.MAX_VALUE
    };

    private final Random random;
    private final TestStream stream = new TestStream();
    private final List<String> directories = new ArrayList<>(List.of(""));
    private final List<String> files = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    private RandomStream(long seed) {
        this.random = new Random(seed);
    }

    static TestStream of(long seed, int commands) {
        RandomStream one = new RandomStream(seed);
        for (int i = 0; i < commands; i++) {
            one.command();
        }
        return one.stream;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private long number() {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(9000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private void command() {
        String folder = any(directories);
        String path = folder.isEmpty() ? any(NAMES) : folder + "/" + any(NAMES);
        if (path.length() < 4000 && taken.add(path)) {
            make(path);
        } else if (!files.isEmpty()) {
            change(any(files));
        }
        if (random.nextInt(3) == 0) {
            List<String> all = new ArrayList<>(directories);
            all.addAll(files);
            all.addAll(others);
            attribute(any(all));
        }
    }

    private void make(String path) {
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                stream.mkdir(path);
                directories.add(path);
            }
            case 2, 3 -> {
                stream.mkfile(path);
                files.add(path);
            }
            case 4 -> {
                stream.symlink(path, any(TARGETS));
                others.add(path);
            }
            case 5 -> {
                if (files.isEmpty() && others.isEmpty()) {
                    taken.remove(path);
                    return;
                }
                boolean isFile = others.isEmpty() || (!files.isEmpty() && random.nextBoolean());
                stream.link(path, any(isFile ? files : others));
                (isFile ? files : others).add(path);
            }
            case 6 -> {
                stream.mknod(
                        5, path, random.nextInt(1 << 12), random.nextBoolean() ? 0x2000 : 0x6000);
                others.add(path);
            }
            default -> {
                boolean isPipe = random.nextBoolean();
                stream.mknod(isPipe ? 6 : 7, path, 0, isPipe ? 0x1000 : 0xc000);
                others.add(path);
            }
        }
    }

    private void change(String path) {
        switch (random.nextInt(6)) {
            case 0 -> stream.write(path, random.nextInt(1 << 20), bytes());
            case 1 -> stream.truncate(path, number());
            case 2 -> stream.clone(path, 4096L * random.nextInt(9), 4096, any(files), 0);
            case 3 -> stream.fallocate(path, random.nextInt(4), random.nextInt(9) << 12, 1 << 16);
            case 4 ->
                    stream.encoded(
                            path,
                            random.nextInt(9) << 12,
                            4096,
                            random.nextBoolean() ? 4096 : number(),
                            random.nextInt(2),
                            random.nextInt(9),
                            bytes());
            default -> stream.updateExtent(path, 0, random.nextInt(1 << 20));
        }
    }

    private void attribute(String path) {
        switch (random.nextInt(5)) {
            case 0 -> stream.chmod(path, random.nextInt(1 << 16));
            case 1 -> stream.chown(path, random.nextInt(3), number());
            case 2 -> stream.utimes(path, random.nextLong(), random.nextInt(1_000_000_000));
            case 3 -> stream.setXattr(path, any(XATTRS), bytes());
            default -> stream.fileattr(path, random.nextLong());
        }
    }
}

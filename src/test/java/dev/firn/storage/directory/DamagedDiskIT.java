package dev.firn.storage.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Goal: an object that the disk cannot read any more is named. */
@RequiresBtrfs
class DamagedDiskIT {

    private static final ObjectKey KEY = new ObjectKey("chunks/a");

    @Test
    void anObjectThatCannotBeReadIsNamed() throws IOException {
        byte[] bytes = new byte[1 << 20];
        new Random(1).nextBytes(bytes);
        try (LoopBtrfs disk = LoopBtrfs.create(300L << 20)) {
            Path root = disk.path();
            ObjectStore store = DirectoryObjectStore.open(root);
            store.put(KEY, Content.of(bytes));
            disk.damage(root.resolve(KEY.name()), 512 << 10);

            assertThatThrownBy(
                            () -> {
                                try (InputStream in = store.open(KEY, 0, bytes.length)) {
                                    in.readAllBytes();
                                }
                            })
                    .isInstanceOfSatisfying(
                            UserException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.STORE_UNAVAILABLE))
                    .hasMessage("cannot read 'chunks/a' in '%s': the disk reports an error", root);
        }
    }
}

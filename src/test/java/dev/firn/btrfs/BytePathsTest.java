package dev.firn.btrfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytePathsTest {

    private static boolean isBelow(String path, String directory) {
        return BytePaths.isBelow(path.getBytes(UTF_8), directory.getBytes(UTF_8));
    }

    @Test
    void whatIsBelowADirectoryBeginsWithItAndASlash() {
        assertThat(isBelow("a/b", "a")).isTrue();
        assertThat(isBelow("a/b/c", "a/b")).isTrue();
        assertThat(isBelow("a", "a")).isFalse();
        assertThat(isBelow("a/", "a")).isFalse();
        assertThat(isBelow("ab/c", "a")).isFalse();
        assertThat(isBelow("b/a", "a")).isFalse();
    }

    @Test
    void aDirectoryIsAtItself() {
        assertThat(BytePaths.isAtOrBelow("a".getBytes(UTF_8), "a".getBytes(UTF_8))).isTrue();
        assertThat(BytePaths.isAtOrBelow("ab".getBytes(UTF_8), "a".getBytes(UTF_8))).isFalse();
    }
}

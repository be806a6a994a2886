package dev.firn.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecordKeyTest {

    @Test
    void everyStoreCanHoldIt() {
        assertThat(new RecordKey("a.b-c_D0", "a/b", "a/b/c")).hasToString("a.b-c_D0:a/b:a/b/c");
        for (String part : List.of("", "a b", "é", "a!", "a~", "x".repeat(201))) {
            refused(part, "b", "c");
            refused("a", part, "c");
            refused("a", "b", part);
        }
        // No name of a table in DynamoDB has a slash.
        refused("a/b", "b", "c");
    }

    private static void refused(String table, String partition, String sort) {
        assertThatThrownBy(() -> new RecordKey(table, partition, sort))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is not a part of a record key");
    }
}

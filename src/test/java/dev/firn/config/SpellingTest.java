package dev.firn.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {

    @Test
    void findsTheNearest() {
        List<String> words = List.of("location", "recipients", "id");
        assertThat(Spelling.nearest("locaton", words)).contains("location");
        assertThat(Spelling.nearest("recipient", words)).contains("recipients");
        assertThat(Spelling.nearest("loaction", words)).contains("location");
        assertThat(Spelling.nearest("x", words)).isEmpty();
        assertThat(Spelling.nearest("trusted-hosts", words)).isEmpty();
        assertThat(Spelling.nearest("location", List.of())).isEmpty();
    }
}

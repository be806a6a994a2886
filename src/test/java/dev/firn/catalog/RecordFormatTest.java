package dev.firn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.VolumeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordFormatTest {

    private static final SequenceHead HEAD =
            new SequenceHead(
                    VolumeId.parse("11111111-1111-1111-1111-111111111111"),
                    "photos",
                    "nas",
                    SequenceId.parse("22222222-2222-2222-2222-222222222222"),
                    List.of(SequenceId.parse("33333333-3333-3333-3333-333333333333")),
                    2);

    @Test
    void aHeadIsWrittenAsTheFormatSays() throws IOException {
        String golden =
                Files.readString(Path.of("src/test/resources/golden/records/head.hex")).strip();

        assertThat(HexFormat.of().formatHex(RecordFormat.write(HEAD).toByteArray()))
                .isEqualTo(golden);
        assertThat(hexOfTheDocument()).isEqualTo(golden);
        assertThat(RecordFormat.read(RecordFormat.write(HEAD))).isEqualTo(HEAD);
    }

    /** The worked example of docs/format.md without its explanations. */
    private static String hexOfTheDocument() throws IOException {
        String text = Files.readString(Path.of("docs/format.md"));
        String block = text.substring(text.indexOf("\n0801 "), text.indexOf("\n## Changes"));
        StringBuilder hex = new StringBuilder();
        for (String line : block.lines().toList()) {
            if (line.matches("[0-9a-f].*")) {
                hex.append(line.split(" {2,}", 2)[0].replace(" ", ""));
            }
        }
        return hex.toString();
    }
}

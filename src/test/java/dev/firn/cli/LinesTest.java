package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.RateSchedule;
import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.VolumeId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.workflow.Inventory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Goal: what is printed cannot take over a terminal or forge a line, wherever it came from. */
class LinesTest {

    private static final String EVIL = "a\u001b[2J\u202eb\u009bc\u0007\nfirn: all is well";
    private static final String SAFE =
            "a\\x1b[2J\\xe2\\x80\\xaeb\\xc2\\x9bc\\x07\\nfirn: all is well";

    private static String printed(Consumer<PrintWriter> printer) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        printer.accept(writer);
        writer.flush();
        return out.toString();
    }

    @Test
    void whatCanBePrintedStays() {
        assertThat(Lines.of("Größe 3 µs, 日本, 🏔")).isEqualTo("Größe 3 µs, 日本, 🏔");
        assertThat(Lines.of(EVIL)).isEqualTo(SAFE);
    }

    @Test
    void notesAndWarnings() {
        assertThat(printed(err -> TerminalProgress.to(err, RateSchedule.UNLIMITED).note(EVIL)))
                .isEqualTo(SAFE + "\n");
        assertThat(printed(err -> TerminalProgress.to(err, RateSchedule.UNLIMITED).warn(EVIL)))
                .isEqualTo("firn: warning: " + SAFE + "\n");
        assertThat(
                        TerminalProgress.line(
                                Lines.of(EVIL),
                                1,
                                OptionalLong.empty(),
                                1,
                                new Remaining(RateSchedule.UNLIMITED)))
                .startsWith(SAFE);
    }

    @Test
    void errorsAndHints() {
        UserException e = new UserException(ErrorKind.FAILED, "cannot " + EVIL, "do " + EVIL);
        assertThat(printed(err -> report(e, err)))
                .isEqualTo("firn: photos: cannot %s\nfirn: hint: do %s\n".formatted(SAFE, SAFE));
        assertThat(printed(err -> report(new IllegalStateException(EVIL), err)))
                .contains("IllegalStateException: a\\x1b[2J\\xe2\\x80\\xaeb\\xc2\\x9bc\\x07\n")
                .contains("\tat dev.firn.cli.LinesTest.");
    }

    private static void report(Exception e, PrintWriter err) {
        CommandLine line = new CommandLine(new FirnCommand());
        line.setErr(err);
        new ErrorReport().failure("photos", e, line, false);
    }

    /** Control characters proper are damage already; others of the kind are none. */
    @Test
    void lists() {
        SequenceId sequence = new SequenceId(new UUID(0x4000, Long.MIN_VALUE));
        SequenceHead head =
                new SequenceHead(
                        new VolumeId(new UUID(0x4000, Long.MIN_VALUE)),
                        "photos",
                        "na\u202es",
                        sequence,
                        List.of(),
                        1);
        assertThat(
                        printed(out ->
                                InventoryText.print(
                                        new Inventory(head, List.of()), Instant.EPOCH, out)))
                .startsWith("photos  of na\\xe2\\x80\\xaes, volume");
    }
}

package dev.firn.cli;

import dev.firn.report.Finding;
import dev.firn.report.Finding.Severity;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;

/** What checks have found, for people and for scripts. */
final class Findings {

    private Findings() {}

    /** Two lines each: what is wrong, and what to do about it. */
    static void print(List<Finding> findings, PrintWriter out) {
        for (Finding finding : findings) {
            out.println(
                    Lines.of(
                            "%-7s  %s: %s"
                                    .formatted(
                                            name(finding), finding.subject(), finding.message())));
            out.println(Lines.of("         " + finding.hint()));
        }
    }

    static ArrayNode json(List<Finding> findings) {
        ArrayNode all = Json.array();
        for (Finding finding : findings) {
            all.addObject()
                    .put("severity", name(finding))
                    .put("subject", finding.subject())
                    .put("message", finding.message())
                    .put("hint", finding.hint());
        }
        return all;
    }

    private static String name(Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }

    /** Failed if something has to be mended before backups and restores work. */
    static ExitCode exitCode(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR)
                ? ExitCode.FAILED
                : ExitCode.OK;
    }
}

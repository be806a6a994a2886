package dev.firn.cli;

import dev.firn.files.Outcome;
import dev.firn.workflow.Sizes;
import java.io.PrintWriter;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** What became of files that were to be restored, in words and as JSON. */
final class FileOutcomeText {

    private FileOutcomeText() {}

    static void print(Outcome outcome, PrintWriter out) {
        out.println(
                "restored %d files, %s".formatted(outcome.files(), Sizes.text(outcome.bytes())));
        if (outcome.damagedFiles() > 0) {
            out.println("%d are damaged, and named above".formatted(outcome.damagedFiles()));
        }
        if (outcome.conflicts() > 0) {
            out.println(
                    "%d were left out: something else is in their place; --overwrite replaces it"
                            .formatted(outcome.conflicts()));
        }
        if (outcome.present() > 0) {
            out.println("%d were there already".formatted(outcome.present()));
        }
        new TreeMap<>(outcome.unkept())
                .forEach((what, count) ->
                        out.println(
                                Lines.of(
                                        "not kept: %s, %d times, first of '%s'"
                                                .formatted(
                                                        what.text(),
                                                        count.number(),
                                                        count.first()))));
    }

    static ObjectNode json(Outcome outcome) {
        ObjectNode node = Json.object();
        node.put("files", outcome.files());
        node.put("bytes", outcome.bytes());
        node.put("present", outcome.present());
        node.put("conflicts", outcome.conflicts());
        node.put("damagedFiles", outcome.damagedFiles());
        for (Outcome.Damaged file : outcome.damaged()) {
            ObjectNode one = node.withArray("damaged").addObject();
            one.put("path", file.path().toString());
            one.put("reason", file.reason());
            file.ranges()
                    .forEach(range ->
                            one.withArray("ranges")
                                    .addObject()
                                    .put("offset", range.offset())
                                    .put("length", range.length()));
        }
        outcome.unkept()
                .forEach((what, count) ->
                        node.withObject("unkept")
                                .withObject(what.key())
                                .put("number", count.number())
                                .put("first", count.first().toString()));
        return node;
    }
}

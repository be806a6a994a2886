package dev.firn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house that show in the text of the tree. */
class TidyTest {

    private static final int LINES_MAX = 400;

    /** A link in Markdown: a path, an anchor or both; not the address of another site. */
    private static final Pattern LINK =
            Pattern.compile("\\]\\((?![a-z]+:)(?<path>[^)#\\s]*)#?(?<anchor>[^)\\s]*)\\)");

    // Spelled so that this file keeps the rule itself.
    private static final Pattern UNDONE = Pattern.compile("\\b([T]ODO|[F]IXME|[X]XX)\\b");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(String.join("\n", text(page)));
            while (link.find()) {
                String path = link.group("path");
                Path target = path.isEmpty() ? page : page.resolveSibling(path);
                if (!Files.exists(target) || !hasHeading(target, link.group("anchor"))) {
                    dead.add(page + ": " + link.group());
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(files("docs", ".md"));
        pages.add(Path.of("README.md"));
        pages.add(Path.of("CONTRIBUTING.md"));
        pages.add(Path.of("bench/README.md"));
        return pages;
    }

    private static boolean hasHeading(Path page, String anchor) throws IOException {
        return anchor.isEmpty()
                || text(page).stream()
                        .filter(line -> line.startsWith("#"))
                        .anyMatch(line -> anchorOf(line).equals(anchor));
    }

    /** What GitHub makes of a heading: lower case, dashes for spaces, no punctuation. */
    private static String anchorOf(String heading) {
        String words = heading.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT);
        return words.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
    }

    /** The lines of a page that are not code between fences. */
    private static List<String> text(Path page) throws IOException {
        List<String> text = new ArrayList<>();
        boolean isCode = false;
        for (String line : Files.readAllLines(page)) {
            if (line.strip().startsWith("```")) {
                isCode = !isCode;
            } else if (!isCode) {
                text.add(line);
            }
        }
        return text;
    }

    @Test
    void noSourceIsTooLong() throws IOException {
        List<Path> tooLong =
                breaking(files("src", ".java"), f -> Files.readAllLines(f).size() > LINES_MAX);
        assertThat(tooLong).as("longer than %d lines", LINES_MAX).isEmpty();
    }

    @Test
    void nothingIsMarkedAsUndone() throws IOException {
        List<Path> undone =
                breaking(files("src", ".java"), f -> UNDONE.matcher(Files.readString(f)).find());
        assertThat(undone).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        List<Path> silent =
                breaking(
                        files("src/main/java", ".java"),
                        f -> !Files.exists(f.resolveSibling("package-info.java")));
        assertThat(silent).isEmpty();
    }

    @Test
    void noTwoDecisionsHaveTheSameNumber() throws IOException {
        List<String> numbers =
                files("docs/decisions", ".md").stream()
                        .map(file -> String.valueOf(file.getFileName()).substring(0, 4))
                        .toList();
        assertThat(numbers).allMatch(number -> number.matches("\\d{4}")).doesNotHaveDuplicates();
    }

    /** The files below a directory whose names end so. */
    private static List<Path> files(String directory, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(directory))) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    /** Tells whether a file breaks a rule. */
    @FunctionalInterface
    private interface Rule {
        boolean isBrokenBy(Path file) throws IOException;
    }

    private static List<Path> breaking(List<Path> files, Rule rule) throws IOException {
        List<Path> breaking = new ArrayList<>();
        for (Path file : files) {
            if (rule.isBrokenBy(file)) {
                breaking.add(file);
            }
        }
        return breaking;
    }
}

package dev.firn.cli;

/** Numbers of things. */
final class Counts {

    private Counts() {}

    /** For example "1 chunk" or "2 chunks". */
    static String text(long count, String noun) {
        return "%d %s%s".formatted(count, noun, count == 1 ? "" : "s");
    }
}

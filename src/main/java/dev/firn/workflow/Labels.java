package dev.firn.workflow;

/** Names that are kept for people to read. */
final class Labels {

    private static final int LENGTH_MAX = 255;

    private Labels() {}

    /** {@code name} without control characters, and not too long for a record. */
    static String printable(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            text.append(Character.isISOControl(c) ? '?' : c);
        }
        return text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) : text.toString();
    }
}

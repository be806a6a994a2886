package dev.firn.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What {@link FaultyProxy} does to a request. */
public sealed interface Fault {

    /** Nothing: it is carried out and answered. */
    record None() implements Fault {}

    /** The connection is reset, and the request is never carried out. */
    record Lost() implements Fault {}

    /** The server gets the first half of it, and both connections end. */
    record BrokenOff() implements Fault {}

    /** It is carried out, and the client waits for the answer until it hangs up. */
    record Silence() implements Fault {}

    /** It is carried out, and the connection is reset instead of an answer. */
    record LostAnswer() implements Fault {}

    /** It is carried out, and the connection ends half-way through the answer. */
    record HalfAnAnswer() implements Fault {}

    /** It is carried out, and the last byte of the answer is another one. */
    record WrongByte() implements Fault {}

    /** It is carried out without its conditions, {@code If-Match} and {@code If-None-Match}. */
    record Unconditional() implements Fault {}

    /** The connection is reset; it is carried out when {@link FaultyProxy#deliver} says so. */
    record Delayed() implements Fault {}

    /**
     * It is carried out, and the answer gets another body and further headers.
     *
     * @param headers lines, each with its end
     */
    record Changed(UnaryOperator<String> body, String headers) implements Fault {

        private static final Pattern LENGTH =
                Pattern.compile("(?im)^(content-length|transfer-encoding):.*\r\n");

        byte[] of(byte[] answer) {
            String text = new String(answer, ISO_8859_1);
            int end = text.indexOf("\r\n\r\n") + 2;
            String head = text.substring(0, end);
            String old = text.substring(end + 2);
            boolean isChunked =
                    head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
            String changed = body.apply(isChunked ? joined(old) : old);
            // Of HEAD, the length is that of what GET would answer.
            boolean isSame = changed.equals(old);
            String length = "Content-Length: %d\r\n".formatted(changed.length());
            String rest = isSame ? head : LENGTH.matcher(head).replaceAll("") + length;
            return (rest + headers + "\r\n" + changed).getBytes(ISO_8859_1);
        }

        /** RFC 9112, section 7.1. */
        private static String joined(String chunks) {
            StringBuilder joined = new StringBuilder();
            int at = 0;
            while (true) {
                int end = chunks.indexOf("\r\n", at);
                int length = Integer.parseInt(chunks.substring(at, end), 16);
                if (length == 0) {
                    return joined.toString();
                }
                joined.append(chunks, end + 2, end + 2 + length);
                at = end + 2 + length + 2;
            }
        }
    }

    /**
     * It is answered with this.
     *
     * @param isCarriedOut whether the server gets it nevertheless
     */
    record Answered(boolean isCarriedOut, int status, String contentType, String body)
            implements Fault {

        byte[] bytes() {
            byte[] content = body.getBytes(UTF_8);
            String head =
                    "HTTP/1.1 %d Injected\r\nContent-Type: %s\r\nContent-Length: %d\r\n"
                                    .formatted(status, contentType, content.length)
                            + "Connection: close\r\n\r\n";
            return (head + body).getBytes(UTF_8);
        }
    }
}

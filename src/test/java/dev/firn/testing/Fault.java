package dev.firn.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What {@link FaultyProxy} does to a request. */
public sealed interface Fault {

    /** Nothing: it is carried out and answered. */
    record None() implements Fault {}

    /** The connection is reset, and the request is never carried out. */
    record Lost() implements Fault {}

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

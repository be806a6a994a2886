package dev.firn.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The textual encoding of keys (RFC 7468), one key a file. */
final class Pem {

    private static final Pattern FORM =
            Pattern.compile(
                    "\\s*-----BEGIN ([A-Z ]+)-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----\\s*");

    private Pem() {}

    /** {@code der} under {@code label}, as openssl writes it. */
    static byte[] encode(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, body, label)
                .getBytes(US_ASCII);
    }

    /**
     * The key in {@code pem}.
     *
     * @throws IllegalArgumentException if there is none under {@code label}; the message says why
     *     and does not repeat it
     */
    static byte[] decode(String label, byte[] pem) {
        Matcher matcher = FORM.matcher(new String(pem, US_ASCII));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("it is not a PEM file with one key");
        }
        if (!matcher.group(1).equals(label)) {
            throw new IllegalArgumentException(
                    "it holds a %s and not a %s".formatted(matcher.group(1), label));
        }
        byte[] body = matcher.group(2).replaceAll("\\s", "").getBytes(US_ASCII);
        try {
            return Base64.getDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its Base64 is malformed");
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }
}

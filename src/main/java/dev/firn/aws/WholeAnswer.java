package dev.firn.aws;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Calls of the SDK whose failures are all of its own kind. */
public final class WholeAnswer {

    private WholeAnswer() {}

    /**
     * Makes a call. Of an answer whose body ends too early, the SDK throws what is none of its own.
     *
     * @throws SdkClientException also then
     */
    public static <T> T of(Supplier<T> call) {
        try {
            return call.get();
        } catch (UncheckedIOException e) {
            throw endedEarly(e.getCause());
        }
    }

    /**
     * Requires what every answer of a kind has among its headers. The HTTP client takes an answer
     * that ends within them for a whole one.
     *
     * @throws SdkClientException if {@code isThere} is not true
     */
    public static void require(boolean isThere) {
        if (!isThere) {
            throw endedEarly(new EOFException("headers are missing"));
        }
    }

    private static SdkClientException endedEarly(@Nullable Throwable cause) {
        return SdkClientException.create("the answer ended too early", cause);
    }
}

package dev.firn.aws;

import java.io.UncheckedIOException;
import java.util.function.Supplier;
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
            throw SdkClientException.create("the answer ended too early", e.getCause());
        }
    }
}

package dev.firn.storage.s3;

import dev.firn.aws.AwsFailure;
import dev.firn.aws.Patience;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Calls about a bucket that may be repeated, with a limit to how often. */
final class BucketCalls {

    /**
     * What servers say that are not AWS and lack a part of S3. The last is of servers that pass
     * over what they do not know of an address, and are left with the making of the bucket.
     */
    private static final Set<String> UNKNOWN =
            Set.of(
                    "NotImplemented",
                    "MethodNotAllowed",
                    "UnsupportedOperation",
                    "BucketAlreadyOwnedByYou");

    private static final int NOT_FOUND = 404;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int METHOD_NOT_ALLOWED = 405;

    private final String bucket;
    private final Patience patience;

    BucketCalls(String bucket, Patience patience) {
        this.bucket = bucket;
        this.patience = patience;
    }

    /** What came of a call. */
    sealed interface Answer<T> {
        record Is<T>(T answer) implements Answer<T> {}

        /** S3 has nothing under that heading, and says so with an error of its own. */
        record None<T>() implements Answer<T> {}

        /** The server does not have this part of S3. */
        record Unknown<T>() implements Answer<T> {}

        default Optional<T> value() {
            return this instanceof Is<T>(T found) ? Optional.of(found) : Optional.empty();
        }
    }

    /**
     * Makes a call.
     *
     * @param verb what could not be done, as in "look at the lifecycle rules of"
     * @param none the code of the error that says that there is nothing; empty if there is none
     */
    <T> Answer<T> call(String verb, String none, Supplier<T> call) throws IOException {
        return patience.read(
                () -> {
                    try {
                        return new Answer.Is<>(call.get());
                    } catch (S3Exception e) {
                        if (isNone(none, e)) {
                            return new Answer.None<>();
                        }
                        if (isUnknown(e)) {
                            return new Answer.Unknown<>();
                        }
                        throw e;
                    }
                },
                e -> failure(verb, e));
    }

    /**
     * Looks at something that is part of the answer. An answer without it comes from a server that
     * has answered another question.
     */
    <T, R> Answer<R> look(String verb, String none, Supplier<T> call, Function<T, @Nullable R> part)
            throws IOException {
        return switch (call(verb, none, call)) {
            case Answer.Is<T>(T answer) -> {
                R found = part.apply(answer);
                yield found == null ? new Answer.Unknown<>() : new Answer.Is<>(found);
            }
            case Answer.None<T> _ -> new Answer.None<>();
            case Answer.Unknown<T> _ -> new Answer.Unknown<>();
        };
    }

    /** Not all servers have AWS's names for it. */
    private static boolean isNone(String none, S3Exception e) {
        String code = AwsFailure.code(e);
        return !none.isEmpty()
                && (code.equals(none)
                        || (e.statusCode() == NOT_FOUND && !code.equals("NoSuchBucket")));
    }

    private static boolean isUnknown(S3Exception e) {
        return e.statusCode() == NOT_IMPLEMENTED
                || e.statusCode() == METHOD_NOT_ALLOWED
                || UNKNOWN.contains(AwsFailure.code(e));
    }

    UserException failure(String verb, SdkException e) {
        String couldNot = "cannot %s bucket '%s'".formatted(verb, bucket);
        String code = AwsFailure.code(e);
        return switch (code) {
            case "BucketAlreadyExists" ->
                    new UserException(
                            ErrorKind.USAGE,
                            couldNot + ": somebody else has a bucket of this name",
                            "take another name: they are shared by all of AWS",
                            e);
            case "InvalidBucketName" ->
                    new UserException(
                            ErrorKind.USAGE,
                            couldNot + ": S3 does not take this name",
                            "take 3 to 63 lower-case letters, digits and dashes",
                            e);
            case "IllegalLocationConstraintException", "InvalidLocationConstraint" ->
                    new UserException(
                            ErrorKind.USAGE,
                            couldNot + ": its region is not that of the request",
                            "set s3.region, or AWS_REGION",
                            e);
            default -> AwsFailure.report(couldNot, e);
        };
    }
}

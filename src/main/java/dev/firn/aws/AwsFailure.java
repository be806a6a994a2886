package dev.firn.aws;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** What a failed call of an AWS service means, the same for all of them. */
public enum AwsFailure {
    /** It had no effect, and may succeed later: throttled, or the service was not reached. */
    LATER(false, true),
    /** Nobody knows whether it had an effect, and it may succeed if it is tried again. */
    UNCLEAR(true, true),
    /** It was refused and had no effect; another try would be refused, too. */
    REFUSED(false, false),
    /** Nobody knows whether it had an effect, and another try is of no use. */
    BROKEN(true, false);

    /** Of keys that AWS does not know, or a signature made with a wrong one. */
    private static final Set<String> WRONG_KEY =
            Set.of(
                    "InvalidAccessKeyId",
                    "InvalidClientTokenId",
                    "InvalidSignatureException",
                    "SignatureDoesNotMatch",
                    "UnrecognizedClientException");

    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "ExpiredTokenException", "InvalidToken", "TokenRefreshRequired");

    /** Refusals that pass by themselves, besides throttling. */
    private static final Set<String> PASSING =
            Set.of(
                    // DynamoDB, of a table made a moment ago: "Backups are being enabled".
                    "ContinuousBackupsUnavailableException",
                    // S3, of two conditional writes of one object at once.
                    "ConditionalRequestConflict",
                    "OperationAborted",
                    // S3, of an upload that came too slowly.
                    "RequestTimeout");

    private static final Set<String> ACCESS_DENIED =
            Set.of("AccessDenied", "AccessDeniedException");

    private final boolean mayHaveHappened;
    private final boolean isWorthATry;

    AwsFailure(boolean mayHaveHappened, boolean isWorthATry) {
        this.mayHaveHappened = mayHaveHappened;
        this.isWorthATry = isWorthATry;
    }

    /** Whether the call may have had an effect nevertheless. */
    public boolean mayHaveHappened() {
        return mayHaveHappened;
    }

    /** Whether the same call may succeed later. */
    public boolean isWorthATry() {
        return isWorthATry;
    }

    /** Tells what {@code e} means. The client must not have tried again by itself. */
    public static AwsFailure of(SdkException e) {
        if (e instanceof SdkServiceException answer) {
            return ofAnswer(answer);
        }
        if (e instanceof AbortedException) {
            return BROKEN; // the thread was interrupted
        }
        if (lacksCredentials(e) || hasCause(e, SSLHandshakeException.class)) {
            return REFUSED;
        }
        if (hasCause(e, ConnectException.class)
                || hasCause(e, UnknownHostException.class)
                || hasCause(e, NoRouteToHostException.class)) {
            return LATER;
        }
        // Timeouts, resets, answers that end too early or do not match their checksum.
        return e instanceof ApiCallAttemptTimeoutException
                        || isOtherThanItsChecksum(e)
                        || isUnreadable(e)
                        || e.retryable()
                        || hasCause(e, IOException.class)
                ? UNCLEAR
                : BROKEN;
    }

    private static AwsFailure ofAnswer(SdkServiceException e) {
        // "An internal server error": AWS's pages on errors say that it may have been carried out.
        if (e.statusCode() >= 500) {
            return UNCLEAR;
        }
        // After an answer about the clock the client corrects its own by the answer's date.
        return e.isThrottlingException() || e.isClockSkewException() || PASSING.contains(code(e))
                ? LATER
                : REFUSED;
    }

    /** AWS's name of the error; empty if the service did not answer. */
    public static String code(SdkException e) {
        AwsErrorDetails details =
                e instanceof AwsServiceException answer ? answer.awsErrorDetails() : null;
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    /**
     * The failure in Firn's words.
     *
     * @param couldNot what could not be done to what, as in "cannot read record 'x'"
     */
    public static UserException report(String couldNot, SdkException e) {
        String code = code(e);
        if (lacksCredentials(e)) {
            return unavailable(
                    couldNot,
                    "no AWS credentials were found",
                    "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the"
                            + " machine a role",
                    e);
        }
        if (EXPIRED.contains(code)) {
            return unavailable(
                    couldNot, "the AWS credentials have expired", "log in to AWS again", e);
        }
        if (WRONG_KEY.contains(code)) {
            return unavailable(
                    couldNot,
                    "AWS does not know these credentials",
                    "check the access key and its secret, and the region's partition",
                    e);
        }
        if (ACCESS_DENIED.contains(code)) {
            return unavailable(
                    couldNot,
                    "access denied: " + reason(e),
                    "give the role the policy that 'firn policy' prints for it",
                    e);
        }
        return switch (of(e)) {
            case LATER, UNCLEAR -> passing(couldNot, e);
            case REFUSED, BROKEN ->
                    new UserException(
                            ErrorKind.FAILED,
                            "%s: %s".formatted(couldNot, reason(e)),
                            "run it again, and report it if that does not help",
                            e);
        };
    }

    private static UserException passing(String couldNot, SdkException e) {
        if (e instanceof SdkServiceException answer && answer.isThrottlingException()) {
            return unavailable(
                    couldNot,
                    "the service is throttling (%s)".formatted(code(e)),
                    "run it again later, or raise the capacity",
                    e);
        }
        if (e instanceof SdkServiceException answer && answer.isClockSkewException()) {
            return unavailable(couldNot, "the clock of this machine is wrong", "set it", e);
        }
        return unavailable(
                couldNot,
                e instanceof SdkServiceException
                        ? reason(e)
                        : "the service was not reached: " + reason(e),
                "is there a network, and are region and endpoint right?",
                e);
    }

    private static UserException unavailable(
            String couldNot, String why, String hint, SdkException e) {
        return new UserException(
                ErrorKind.STORE_UNAVAILABLE, "%s: %s".formatted(couldNot, why), hint, e);
    }

    /** What the service said, or what broke, without the SDK's own diagnostics. */
    private static String reason(SdkException e) {
        if (e instanceof AwsServiceException answer
                && answer.awsErrorDetails() != null
                && answer.awsErrorDetails().errorMessage() != null) {
            return answer.awsErrorDetails().errorMessage();
        }
        if (e instanceof SdkServiceException answer) {
            return "it answered with status " + answer.statusCode();
        }
        Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.rawMessage()) : cause.toString();
    }

    /** The SDK has no type for it: {@code AwsCredentialsProviderChain} throws a plain one. */
    private static boolean lacksCredentials(SdkException e) {
        return mentions(e, "Unable to load credentials");
    }

    /** The SDK calls it not retryable, since its caller may have used what came so far. */
    private static boolean isOtherThanItsChecksum(SdkException e) {
        return mentions(e, "Data read has a different checksum");
    }

    /** Of an answer that ends within a header, what is left of that may make no sense. */
    private static boolean isUnreadable(SdkException e) {
        return mentions(e, "Unable to unmarshall response");
    }

    private static boolean mentions(Throwable e, String text) {
        for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
            if (t.getMessage() != null && t.getMessage().contains(text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasCause(SdkException e, Class<? extends Throwable> type) {
        for (@Nullable Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}

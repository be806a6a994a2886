package dev.firn.aws;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;

/** S3's errors in Firn's words. */
public final class S3Failure {

    /** What S3 says if a bucket is in another region than the request was made for. */
    private static final Set<String> OTHER_REGION =
            Set.of(
                    "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException",
                    "PermanentRedirect");

    private S3Failure() {}

    /**
     * The failure in Firn's words.
     *
     * @param verb what could not be done, as in "read"
     * @param key to which object, or where a listing began
     */
    public static UserException of(String verb, String bucket, String key, SdkException e) {
        String couldNot = "cannot %s '%s' in bucket '%s'".formatted(verb, key, bucket);
        String code = AwsFailure.code(e);
        if (code.equals("NoSuchBucket")) {
            return new UserException(
                    ErrorKind.STORE_UNAVAILABLE,
                    couldNot + ": there is no such bucket",
                    "is the name right, and the endpoint? 'firn init' makes the bucket",
                    e);
        }
        if (OTHER_REGION.contains(code)) {
            return new UserException(
                    ErrorKind.STORE_UNAVAILABLE,
                    couldNot + ": the bucket is in another region",
                    "set AWS_REGION, or the region in ~/.aws/config",
                    e);
        }
        return AwsFailure.report(couldNot, e);
    }
}

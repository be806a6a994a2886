package dev.firn.kv.s3;

import dev.firn.aws.AwsFailure;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;

/** S3's errors in Firn's words. */
final class S3RecordFailure {

    /** What S3 says if a bucket is in another region than the request was made for. */
    private static final Set<String> OTHER_REGION =
            Set.of(
                    "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException",
                    "PermanentRedirect");

    private S3RecordFailure() {}

    static UserException of(String verb, String bucket, String key, SdkException e) {
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

    static UserException notFirns(String bucket, String key) {
        return new UserException(
                ErrorKind.VAULT_DAMAGED,
                "cannot read '%s' in bucket '%s': it is no record of Firn".formatted(key, bucket),
                "who else writes to the bucket?");
    }

    static UserException noConditions(String bucket) {
        return new UserException(
                ErrorKind.STORE_UNAVAILABLE,
                "cannot keep records in bucket '%s': its server ignores the conditions of writes"
                        .formatted(bucket),
                "two hosts would overwrite each other's records; use another metadata store");
    }
}

package dev.firn.kv.s3;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;

/** What a bucket can be unfit for. */
final class S3RecordFailure {

    private S3RecordFailure() {}

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

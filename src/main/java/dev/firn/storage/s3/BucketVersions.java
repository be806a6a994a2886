package dev.firn.storage.s3;

import dev.firn.report.Finding;
import dev.firn.report.Finding.Severity;
import java.io.IOException;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

/** Older versions of objects, and the time for which they are locked. */
final class BucketVersions {

    private final S3Client client;
    private final String bucket;
    private final BucketCalls calls;

    BucketVersions(S3Client client, String bucket, BucketCalls calls) {
        this.client = client;
        this.bucket = bucket;
        this.calls = calls;
    }

    void switchOn(BucketSpec spec) throws IOException {
        if (spec.isVersioned() && !isVersioned()) {
            calls.call(
                    "switch on versions in",
                    "",
                    () ->
                            client.putBucketVersioning(r ->
                                    r.bucket(bucket)
                                            .versioningConfiguration(c ->
                                                    c.status(BucketVersioningStatus.ENABLED))));
        }
        if (spec.lock().isPresent()) {
            BucketSpec.Lock lock = spec.lock().get();
            ObjectLockRetentionMode mode =
                    lock.isCompliance()
                            ? ObjectLockRetentionMode.COMPLIANCE
                            : ObjectLockRetentionMode.GOVERNANCE;
            calls.call(
                    "lock objects in",
                    "",
                    () ->
                            client.putObjectLockConfiguration(r ->
                                    r.bucket(bucket)
                                            .objectLockConfiguration(c ->
                                                    c.objectLockEnabled(ObjectLockEnabled.ENABLED)
                                                            .rule(rule ->
                                                                    rule.defaultRetention(d ->
                                                                            d.mode(mode)
                                                                                    .days(
                                                                                            lock
                                                                                                    .days()))))));
        }
    }

    private boolean isVersioned() throws IOException {
        return calls.call(
                        "look at the versions in",
                        "",
                        () -> client.getBucketVersioning(r -> r.bucket(bucket)))
                .value()
                .map(GetBucketVersioningResponse::status)
                .filter(status -> status == BucketVersioningStatus.ENABLED)
                .isPresent();
    }

    void check(List<Finding> findings) throws IOException {
        if (!isVersioned()) {
            return; // and nothing in it is locked: that needs versions
        }
        boolean isLocked =
                calls.call(
                                "look at the locks in",
                                "ObjectLockConfigurationNotFoundError",
                                () -> client.getObjectLockConfiguration(r -> r.bucket(bucket)))
                        .value()
                        .map(GetObjectLockConfigurationResponse::objectLockConfiguration)
                        .filter(lock ->
                                lock.objectLockEnabled() == ObjectLockEnabled.ENABLED
                                        && lock.rule() != null)
                        .isPresent();
        if (!isLocked) {
            findings.add(
                    new Finding(
                            Severity.INFO,
                            S3Bucket.subject(bucket),
                            "it keeps older versions, which are paid for after they were deleted",
                            "a lifecycle rule for noncurrent versions ends that"));
        }
    }
}

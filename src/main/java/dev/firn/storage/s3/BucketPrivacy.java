package dev.firn.storage.s3;

import dev.firn.report.Finding;
import dev.firn.report.Finding.Severity;
import dev.firn.storage.s3.BucketCalls.Answer;
import java.io.IOException;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;

/**
 * Nobody but the account gets at the bucket: no public access, and no access lists (S3 user guide,
 * "Blocking public access", "Controlling ownership of objects").
 */
final class BucketPrivacy {

    private static final OwnershipControls ENFORCED =
            OwnershipControls.builder()
                    .rules(
                            OwnershipControlsRule.builder()
                                    .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
                                    .build())
                    .build();

    private final S3Client client;
    private final String bucket;
    private final BucketCalls calls;

    BucketPrivacy(S3Client client, String bucket, BucketCalls calls) {
        this.client = client;
        this.bucket = bucket;
        this.calls = calls;
    }

    void switchOn() throws IOException {
        Answer<PublicAccessBlockConfiguration> block = block();
        if (!(block instanceof Answer.Unknown<?>) && !isBlocked(block)) {
            calls.call(
                    "block public access to",
                    "",
                    () ->
                            client.putPublicAccessBlock(r ->
                                    r.bucket(bucket)
                                            .publicAccessBlockConfiguration(c ->
                                                    c.blockPublicAcls(true)
                                                            .ignorePublicAcls(true)
                                                            .blockPublicPolicy(true)
                                                            .restrictPublicBuckets(true))));
        }
        Answer<OwnershipControls> ownership = ownership();
        if (!(ownership instanceof Answer.Unknown<?>) && !isEnforced(ownership)) {
            calls.call(
                    "enforce the ownership of",
                    "",
                    () ->
                            client.putBucketOwnershipControls(
                                    r -> r.bucket(bucket).ownershipControls(ENFORCED)));
        }
    }

    private Answer<PublicAccessBlockConfiguration> block() throws IOException {
        return calls.look(
                "look at the public access to",
                "NoSuchPublicAccessBlockConfiguration",
                () -> client.getPublicAccessBlock(r -> r.bucket(bucket)),
                answer -> {
                    PublicAccessBlockConfiguration block = answer.publicAccessBlockConfiguration();
                    return block == null || block.blockPublicAcls() == null ? null : block;
                });
    }

    private static boolean isBlocked(Answer<PublicAccessBlockConfiguration> answer) {
        return answer.value().filter(BucketPrivacy::isBlocked).isPresent();
    }

    private static boolean isBlocked(PublicAccessBlockConfiguration block) {
        return Boolean.TRUE.equals(block.blockPublicAcls())
                && Boolean.TRUE.equals(block.ignorePublicAcls())
                && Boolean.TRUE.equals(block.blockPublicPolicy())
                && Boolean.TRUE.equals(block.restrictPublicBuckets());
    }

    private Answer<OwnershipControls> ownership() throws IOException {
        return calls.look(
                "look at the ownership of",
                "OwnershipControlsNotFoundError",
                () -> client.getBucketOwnershipControls(r -> r.bucket(bucket)),
                answer -> {
                    OwnershipControls controls = answer.ownershipControls();
                    return controls == null || !controls.hasRules() ? null : controls;
                });
    }

    private static boolean isEnforced(Answer<OwnershipControls> answer) {
        return answer.value()
                .filter(found ->
                        found.rules().stream()
                                .anyMatch(rule ->
                                        rule.objectOwnership()
                                                == ObjectOwnership.BUCKET_OWNER_ENFORCED))
                .isPresent();
    }

    void check(List<Finding> findings) throws IOException {
        Answer<PublicAccessBlockConfiguration> block = block();
        S3Bucket.addUnlessKnown(block, bucket, "block of public access", findings);
        if (!(block instanceof Answer.Unknown<?>) && !isBlocked(block)) {
            findings.add(
                    new Finding(
                            Severity.ERROR,
                            S3Bucket.subject(bucket),
                            "public access to it is not blocked",
                            "'firn init' blocks it, for somebody who may"
                                    + " s3:PutBucketPublicAccessBlock"));
        }
        Answer<OwnershipControls> ownership = ownership();
        S3Bucket.addUnlessKnown(ownership, bucket, "ownership controls", findings);
        if (!(ownership instanceof Answer.Unknown<?>) && !isEnforced(ownership)) {
            findings.add(
                    new Finding(
                            Severity.WARNING,
                            S3Bucket.subject(bucket),
                            "objects in it may belong to other accounts",
                            "'firn init' enforces the owner, for somebody who may"
                                    + " s3:PutBucketOwnershipControls"));
        }
    }
}

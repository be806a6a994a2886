package dev.firn.iam;

import dev.firn.iam.Policy.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The policies of the roles. Each allows what its role needs and nothing more: {@code
 * RolePoliciesIT} runs the program under them.
 */
public final class Policies {

    private static final String CHUNKS = "chunks/*";
    private static final String RECORDS = "meta/*";

    /** What is in the hot class, and says what is in the chunks. */
    private static final List<String> HOT =
            List.of("vault.json", "hosts/*", "snapshots/*", "states/*");

    /**
     * The keys of headers with which a write is refused if the object is there, or is not the one
     * that was read (S3 user guide, "Enforce conditional writes on Amazon S3 buckets").
     */
    private static final Condition CREATES = Condition.has("s3:if-none-match");

    private static final Condition REPLACES = Condition.has("s3:if-match");

    private static final List<String> READ_RECORDS = List.of("dynamodb:GetItem", "dynamodb:Query");
    private static final List<String> WRITE_RECORDS =
            List.of("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query");

    private final VaultPlace place;

    private Policies(VaultPlace place) {
        this.place = place;
    }

    /** The policy of a role, as JSON. */
    public static String text(Role role, VaultPlace place) {
        Policies policies = new Policies(place);
        return switch (role) {
            case WRITER -> policies.writer().text();
            case RESTORER -> policies.restorer().text();
            case PRUNER -> policies.pruner().text();
            case OWNER -> policies.owner().text();
        };
    }

    private Policy writer() {
        Policy policy =
                new Policy()
                        .allow(
                                "CreateObjects",
                                List.of("s3:PutObject"),
                                objects(CHUNKS, "hosts/*", "snapshots/*"),
                                CREATES)
                        .allow("ReadManifests", List.of("s3:GetObject"), objects(HOT));
        seeThat(policy, HOT);
        return writeRecords(policy);
    }

    private Policy restorer() {
        Policy policy =
                new Policy()
                        .allow("ReadObjects", List.of("s3:GetObject"), objects("*"))
                        .allow("ThawChunks", List.of("s3:RestoreObject"), objects(CHUNKS));
        seeThat(policy, List.of("*"));
        place.tables().ifPresent(tables -> policy.allow("ReadRecords", READ_RECORDS, arns(tables)));
        return policy;
    }

    private Policy pruner() {
        Policy policy =
                new Policy()
                        .allow("ReadManifests", List.of("s3:GetObject"), objects(HOT))
                        .allow(
                                "DeleteObjects",
                                List.of("s3:DeleteObject"),
                                objects(CHUNKS, "snapshots/*", "states/*"))
                        .allow(
                                "CreateStates",
                                List.of("s3:PutObject"),
                                objects("hosts/*", "states/*"),
                                CREATES);
        seeThat(policy, Stream.concat(HOT.stream(), Stream.of(CHUNKS)).toList());
        return writeRecords(policy);
    }

    private Policy owner() {
        Policy policy =
                new Policy()
                        .allow(
                                "MakeTheBucket",
                                List.of(
                                        "s3:CreateBucket",
                                        "s3:ListBucket",
                                        "s3:GetBucketPublicAccessBlock",
                                        "s3:PutBucketPublicAccessBlock",
                                        "s3:GetBucketOwnershipControls",
                                        "s3:PutBucketOwnershipControls",
                                        "s3:GetLifecycleConfiguration",
                                        "s3:PutLifecycleConfiguration",
                                        "s3:GetBucketVersioning",
                                        "s3:PutBucketVersioning",
                                        "s3:GetBucketObjectLockConfiguration",
                                        "s3:PutBucketObjectLockConfiguration"),
                                List.of(place.bucketArn()))
                        .allow(
                                "MakeTheMarker",
                                List.of("s3:GetObject", "s3:PutObject"),
                                objects("vault.json"))
                        .allow("SeeManifests", List.of("s3:GetObject"), objects("snapshots/*"));
        if (place.tables().isPresent()) {
            return policy.allow(
                    "MakeTheTables",
                    List.of(
                            "dynamodb:CreateTable",
                            "dynamodb:DescribeTable",
                            "dynamodb:UpdateTable",
                            "dynamodb:DescribeContinuousBackups",
                            "dynamodb:UpdateContinuousBackups",
                            "dynamodb:DescribeTimeToLive",
                            "dynamodb:UpdateTimeToLive"),
                    arns(place.tables().get()));
        }
        return policy.allow(
                "TryConditionsOut", List.of("s3:GetObject", "s3:PutObject"), objects(RECORDS));
    }

    private Policy writeRecords(Policy policy) {
        if (place.tables().isPresent()) {
            return policy.allow("WriteRecords", WRITE_RECORDS, arns(place.tables().get()));
        }
        policy.allow("ReadRecords", List.of("s3:GetObject"), objects(RECORDS))
                .allow("CreateRecords", List.of("s3:PutObject"), objects(RECORDS), CREATES)
                .allow("ReplaceRecords", List.of("s3:PutObject"), objects(RECORDS), REPLACES);
        return policy;
    }

    /**
     * Listing, and what goes with it: that S3 says of a missing object that it is missing, and not
     * that it is forbidden. S3 takes the key for the prefix of a listing then.
     */
    private void seeThat(Policy policy, List<String> keys) {
        List<String> all = new ArrayList<>(keys);
        if (place.tables().isEmpty() && !keys.contains("*")) {
            all.add(RECORDS);
        }
        policy.allow(
                "SeeWhatIsThere",
                List.of("s3:ListBucket"),
                List.of(place.bucketArn()),
                Condition.isLike(
                        "s3:prefix", all.stream().map(key -> place.prefix() + key).toList()));
    }

    private List<String> objects(String... keys) {
        return objects(List.of(keys));
    }

    private List<String> objects(List<String> keys) {
        return keys.stream().map(place::objects).toList();
    }

    private List<String> arns(VaultPlace.Tables tables) {
        return List.of(
                "arn:%s:dynamodb:%s:%s:table/%s.*"
                        .formatted(
                                place.partition(),
                                tables.region(),
                                tables.account(),
                                tables.prefix()));
    }
}

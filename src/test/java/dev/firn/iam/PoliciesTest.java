package dev.firn.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.IamPolicy;
import dev.firn.testing.IamPolicy.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no role may do; that each may do what it needs, RolePoliciesIT shows. */
class PoliciesTest {

    private static final String BUCKET = "arn:aws:s3:::acme";
    private static final String CHUNK = BUCKET + "/nas/chunks/1111/0000-2222";
    private static final String MANIFEST = BUCKET + "/nas/snapshots/1111/2222/manifest.json";
    private static final String RECORD = BUCKET + "/nas/meta/heads/volumes/_1111";
    private static final String TABLE =
            "arn:aws:dynamodb:eu-central-1:123456789012:table/firn-acme.heads";
    private static final Map<String, String> CREATES = Map.of("s3:if-none-match", "*");
    private static final Map<String, String> REPLACES = Map.of("s3:if-match", "\"1\"");

    private static final VaultPlace IN_S3 = new VaultPlace("acme", "nas/", Optional.empty());
    private static final VaultPlace WITH_TABLES =
            new VaultPlace(
                    "acme",
                    "nas/",
                    Optional.of(
                            new VaultPlace.Tables("eu-central-1", "123456789012", "firn-acme")));

    private static boolean allows(Role role, VaultPlace place, Request request) {
        return new IamPolicy(Policies.text(role, place)).allows(request);
    }

    private static Request listing(String prefix) {
        return new Request("s3:ListBucket", BUCKET, Map.of("s3:prefix", prefix));
    }

    /** What a thief of the host must not be able to do. */
    static Stream<Request> forbiddenToWriters() {
        return Stream.of(
                new Request("s3:GetObject", CHUNK),
                new Request("s3:GetObjectVersion", CHUNK),
                new Request("s3:RestoreObject", CHUNK),
                new Request("s3:PutObject", CHUNK),
                new Request("s3:PutObject", CHUNK, REPLACES),
                new Request("s3:PutObject", MANIFEST),
                new Request("s3:PutObject", BUCKET + "/nas/vault.json", CREATES),
                new Request("s3:PutObject", BUCKET + "/pc/chunks/1", CREATES),
                new Request("s3:PutObject", RECORD),
                new Request("s3:DeleteObject", CHUNK),
                new Request("s3:DeleteObjectVersion", CHUNK),
                new Request("s3:DeleteObject", MANIFEST),
                new Request("s3:PutObjectRetention", CHUNK),
                new Request("s3:BypassGovernanceRetention", CHUNK),
                new Request("s3:PutObjectTagging", CHUNK),
                listing(""),
                listing("nas/"),
                listing("nas/chunks/"),
                listing("nas/chunks/1111/"),
                new Request("s3:ListBucket", BUCKET),
                new Request("s3:ListBucketVersions", BUCKET),
                new Request("s3:PutBucketPolicy", BUCKET),
                new Request("s3:PutLifecycleConfiguration", BUCKET),
                new Request("s3:PutBucketVersioning", BUCKET),
                new Request("s3:DeleteBucket", BUCKET),
                new Request("dynamodb:DeleteItem", TABLE),
                new Request("dynamodb:BatchWriteItem", TABLE),
                new Request("dynamodb:Scan", TABLE),
                new Request("dynamodb:DeleteTable", TABLE),
                new Request("dynamodb:UpdateTable", TABLE),
                new Request("dynamodb:UpdateContinuousBackups", TABLE),
                new Request("dynamodb:PutItem", TABLE.replace("firn-acme", "firn-other")));
    }

    @ParameterizedTest
    @MethodSource("forbiddenToWriters")
    void aWriterMayNot(Request request) {
        assertThat(allows(Role.WRITER, WITH_TABLES, request)).isFalse();
        assertThat(allows(Role.WRITER, IN_S3, request)).isFalse();
    }

    @Test
    void aWriterMayCreateAndSeeItsManifests() {
        for (VaultPlace place : List.of(IN_S3, WITH_TABLES)) {
            assertThat(allows(Role.WRITER, place, new Request("s3:PutObject", CHUNK, CREATES)))
                    .isTrue();
            assertThat(allows(Role.WRITER, place, new Request("s3:PutObject", MANIFEST, CREATES)))
                    .isTrue();
            assertThat(allows(Role.WRITER, place, new Request("s3:GetObject", MANIFEST))).isTrue();
            assertThat(allows(Role.WRITER, place, listing("nas/snapshots/1111/"))).isTrue();
        }
        assertThat(allows(Role.WRITER, WITH_TABLES, new Request("dynamodb:PutItem", TABLE)))
                .isTrue();
        assertThat(allows(Role.WRITER, IN_S3, new Request("s3:PutObject", RECORD, REPLACES)))
                .isTrue();
    }

    /** Where records are in tables, the bucket has none, and nobody need write there. */
    @Test
    void recordsAreInOnePlace() {
        assertThat(allows(Role.WRITER, WITH_TABLES, new Request("s3:PutObject", RECORD, CREATES)))
                .isFalse();
        assertThat(allows(Role.WRITER, IN_S3, new Request("dynamodb:PutItem", TABLE))).isFalse();
    }

    @ParameterizedTest
    @MethodSource
    void aRestorerChangesNothing(Request request) {
        assertThat(allows(Role.RESTORER, WITH_TABLES, request)).isFalse();
        assertThat(allows(Role.RESTORER, IN_S3, request)).isFalse();
    }

    static Stream<Request> aRestorerChangesNothing() {
        return Stream.of(
                new Request("s3:PutObject", CHUNK, CREATES),
                new Request("s3:PutObject", RECORD, CREATES),
                new Request("s3:DeleteObject", CHUNK),
                new Request("dynamodb:PutItem", TABLE),
                new Request("dynamodb:UpdateItem", TABLE),
                listing("pc/"));
    }

    @Test
    void aPrunerDeletesWithoutReadingWhatItDeletes() {
        assertThat(allows(Role.PRUNER, IN_S3, new Request("s3:DeleteObject", CHUNK))).isTrue();
        assertThat(allows(Role.PRUNER, IN_S3, listing("nas/chunks/1111/"))).isTrue();
        assertThat(allows(Role.PRUNER, IN_S3, new Request("s3:GetObject", CHUNK))).isFalse();
        assertThat(allows(Role.PRUNER, IN_S3, new Request("s3:PutObject", CHUNK, CREATES)))
                .isFalse();
        assertThat(
                        allows(
                                Role.PRUNER,
                                IN_S3,
                                new Request("s3:DeleteObject", BUCKET + "/nas/vault.json")))
                .isFalse();
    }

    @Test
    void anOwnerOfTheBucketNeedNotReadChunks() {
        assertThat(allows(Role.OWNER, WITH_TABLES, new Request("s3:GetObject", CHUNK))).isFalse();
        assertThat(allows(Role.OWNER, WITH_TABLES, new Request("s3:DeleteBucket", BUCKET)))
                .isFalse();
        assertThat(allows(Role.OWNER, WITH_TABLES, new Request("dynamodb:DeleteTable", TABLE)))
                .isFalse();
    }

    @Test
    void aPolicyFitsIntoARole() {
        // IAM and STS quotas: a managed policy has at most 6,144 characters, without white space.
        for (Role role : Role.values()) {
            assertThat(Policies.text(role, WITH_TABLES).replaceAll("\\s", ""))
                    .hasSizeLessThan(6_144);
        }
    }

    @Test
    void otherPartitionsHaveOtherNames() {
        VaultPlace china =
                new VaultPlace(
                        "acme",
                        "",
                        Optional.of(new VaultPlace.Tables("cn-north-1", "*", "firn-acme")));
        assertThat(Policies.text(Role.WRITER, china))
                .contains(
                        "arn:aws-cn:s3:::acme/chunks/*", "arn:aws-cn:dynamodb:cn-north-1:*:table");
    }
}

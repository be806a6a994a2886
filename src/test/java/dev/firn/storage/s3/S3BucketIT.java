package dev.firn.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.ErrorKind;
import dev.firn.report.Finding;
import dev.firn.report.Finding.Severity;
import dev.firn.report.UserException;
import dev.firn.testing.Fault;
import dev.firn.testing.FaultyProxy;
import dev.firn.testing.S3MockServer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.Transition;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

/**
 * Buckets on S3Mock. It passes over the parts of addresses that are about public access and
 * ownership, and answers as if they were not there; so a proxy answers in its place, as the S3 API
 * reference says (GetPublicAccessBlock, GetBucketOwnershipControls), where a test is about them.
 */
class S3BucketIT {

    private static final BucketSpec PLAIN = new BucketSpec(false, Optional.empty());
    private static final String XML = "application/xml";

    private static final Transition TO_GLACIER =
            Transition.builder().days(1).storageClass(TransitionStorageClass.GLACIER).build();

    private final String name = "firn-" + UUID.randomUUID();

    /** What was switched on by way of the proxy. */
    private final Set<String> switchedOn = new HashSet<>();

    private final FaultyProxy aws = new FaultyProxy(S3MockServer.endpoint(), this::asAws);
    private final S3ObjectSettings settings = S3Faults.settings(aws.endpoint(), name, "nas/");
    private final S3Client client = S3Faults.client(settings);
    private final S3Bucket bucket = S3Bucket.open(settings, Optional.empty());

    S3BucketIT() throws IOException {}

    @AfterEach
    void close() throws IOException {
        bucket.close();
        client.close();
        aws.close();
    }

    private Fault asAws(String head) {
        if (head.contains("?publicAccessBlock")) {
            return part(
                    head,
                    "NoSuchPublicAccessBlockConfiguration",
                    "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls>"
                            + "<IgnorePublicAcls>true</IgnorePublicAcls>"
                            + "<BlockPublicPolicy>true</BlockPublicPolicy>"
                            + "<RestrictPublicBuckets>true</RestrictPublicBuckets>"
                            + "</PublicAccessBlockConfiguration>");
        }
        if (head.contains("?ownershipControls")) {
            return part(
                    head,
                    "OwnershipControlsNotFoundError",
                    "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced"
                            + "</ObjectOwnership></Rule></OwnershipControls>");
        }
        return new Fault.None();
    }

    private Fault part(String head, String missing, String there) {
        if (head.startsWith("PUT ")) {
            switchedOn.add(missing);
            return new Fault.Answered(false, 200, XML, "");
        }
        return switchedOn.contains(missing)
                ? new Fault.Answered(false, 200, XML, there)
                : new Fault.Answered(
                        false,
                        404,
                        XML,
                        "<Error><Code>%s</Code><Message>none</Message></Error>".formatted(missing));
    }

    private static LifecycleRule.Builder rule(String id, String prefix) {
        return LifecycleRule.builder()
                .id(id)
                .status(ExpirationStatus.ENABLED)
                .filter(f -> f.prefix(prefix));
    }

    private void put(LifecycleRule... rules) {
        client.putBucketLifecycleConfiguration(
                r -> r.bucket(name).lifecycleConfiguration(c -> c.rules(rules)));
    }

    private List<LifecycleRule> rules() {
        return client.getBucketLifecycleConfiguration(r -> r.bucket(name)).rules();
    }

    private static List<String> messages(List<Finding> findings) {
        return findings.stream().map(f -> f.severity() + " " + f.message()).toList();
    }

    @Test
    void makesABucketThatIsPrivateAndMakesItAgain() throws IOException {
        assertThat(bucket.exists()).isFalse();
        assertThat(bucket.prepare(PLAIN)).isEmpty();

        assertThat(bucket.exists()).isTrue();
        assertThat(switchedOn).hasSize(2);
        assertThat(rules()).extracting(LifecycleRule::id).hasSize(1);
        assertThat(bucket.prepare(PLAIN)).isEmpty();
        assertThat(rules()).hasSize(1);
    }

    @Test
    void findsWhatIsMissingAndMakesNothing() throws IOException {
        assertThat(messages(bucket.check())).containsExactly("ERROR it does not exist");
        assertThat(bucket.exists()).isFalse();

        client.createBucket(r -> r.bucket(name));
        assertThat(messages(bucket.check()))
                .containsExactly(
                        "ERROR public access to it is not blocked",
                        "WARNING objects in it may belong to other accounts",
                        "WARNING what is left of broken uploads in parts stays for ever");
        assertThat(switchedOn).isEmpty();
    }

    @Test
    void aServerThatHasNoSuchThingIsLeftAlone() throws IOException {
        S3ObjectSettings direct = S3Faults.settings(S3MockServer.endpoint(), name, "nas/");
        try (S3Bucket plain = S3Bucket.open(direct, Optional.empty())) {
            assertThat(messages(plain.prepare(PLAIN)))
                    .containsExactly(
                            "INFO its server has no block of public access",
                            "INFO its server has no ownership controls");
        }
    }

    /** There is one list of rules, and to put one is to put all. */
    @Test
    void keepsTheRulesOfOthers() throws IOException {
        client.createBucket(r -> r.bucket(name));
        LifecycleRule logs = rule("logs", "logs/").expiration(e -> e.days(30)).build();
        put(logs);

        assertThat(bucket.prepare(PLAIN)).isEmpty();

        assertThat(rules()).hasSize(2);
        assertThat(rules().getFirst().id()).isEqualTo("logs");
        assertThat(rules().getFirst().expiration().days()).isEqualTo(30);
    }

    @Test
    void findsRulesThatHarmTheVault() throws IOException {
        bucket.prepare(PLAIN);
        put(
                rule("all", "").expiration(e -> e.days(30)).build(),
                rule("part", "nas/chunks/").transitions(TO_GLACIER).build(),
                rule("off", "")
                        .status(ExpirationStatus.DISABLED)
                        .expiration(e -> e.days(1))
                        .build(),
                rule("abort", "")
                        .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(1))
                        .build());

        assertThat(messages(bucket.check()))
                .containsExactly(
                        "ERROR its lifecycle rule 'all' deletes objects of the vault",
                        "ERROR its lifecycle rule 'part' moves objects of the vault to another"
                                + " class");
    }

    @Test
    void keepsOlderVersionsIfThatIsAskedFor() throws IOException {
        assertThat(bucket.prepare(new BucketSpec(true, Optional.empty())))
                .extracting(Finding::severity)
                .containsOnly(Severity.INFO);

        assertThat(client.getBucketVersioning(r -> r.bucket(name)).status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
        // Never switched off again.
        bucket.prepare(PLAIN);
        assertThat(client.getBucketVersioning(r -> r.bucket(name)).status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
    }

    @Test
    void locksObjectsIfThatIsAskedFor() throws IOException {
        bucket.prepare(new BucketSpec(false, Optional.of(new BucketSpec.Lock(30, false))));

        var rule =
                client.getObjectLockConfiguration(r -> r.bucket(name))
                        .objectLockConfiguration()
                        .rule();
        assertThat(rule.defaultRetention().days()).isEqualTo(30);
        assertThat(rule.defaultRetention().modeAsString()).isEqualTo("GOVERNANCE");
    }

    /** HEAD tells no reasons. */
    @Test
    void saysThatABucketIsSomebodyElses() throws IOException {
        FaultyProxy other =
                new FaultyProxy(
                        S3MockServer.endpoint(), _ -> new Fault.Answered(false, 403, XML, ""));
        try (other;
                S3Bucket others =
                        S3Bucket.open(
                                S3Faults.settings(other.endpoint(), name, ""),
                                Optional.of("123456789012"))) {
            assertThatThrownBy(others::exists)
                    .isInstanceOfSatisfying(
                            UserException.class,
                            e -> {
                                assertThat(e.kind()).isEqualTo(ErrorKind.STORE_UNAVAILABLE);
                                assertThat(e.hint()).contains("account 123456789012");
                            })
                    .hasMessage("cannot use bucket '%s': it is not for these credentials", name);
        }
    }

    @Test
    void tellsByHowMuchTheClockIsOff() throws IOException {
        Duration ahead = bucket.clockIsAhead(Clock.systemUTC()).orElseThrow();
        assertThat(ahead.abs()).isLessThan(Duration.ofSeconds(30));
        Clock fast = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(20));
        assertThat(bucket.clockIsAhead(fast).orElseThrow()).isGreaterThan(Duration.ofMinutes(19));
    }
}

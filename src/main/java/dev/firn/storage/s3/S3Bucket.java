package dev.firn.storage.s3;

import dev.firn.aws.AwsFailure;
import dev.firn.aws.CallerAccount;
import dev.firn.aws.Patience;
import dev.firn.aws.S3Clients;
import dev.firn.report.ErrorKind;
import dev.firn.report.Finding;
import dev.firn.report.UserException;
import dev.firn.storage.s3.BucketCalls.Answer;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The bucket of a vault: makes it, makes it private, and says what is wrong with it. Making it may
 * be broken off anywhere and repeated. Nothing here deletes or changes an object, or takes back
 * what somebody else has set up.
 */
public final class S3Bucket implements Closeable {

    private static final int MOVED_PERMANENTLY = 301;
    private static final int FORBIDDEN = 403;

    /** Where a bucket is that was made without a location (S3 API reference, CreateBucket). */
    private static final String FIRST_REGION = "us-east-1";

    private final S3Client client;
    private final S3ObjectSettings settings;
    private final Optional<String> account;
    private final Patience patience;
    private final BucketCalls calls;
    private final BucketPrivacy privacy;
    private final BucketLifecycle lifecycle;
    private final BucketVersions versions;

    /**
     * For a bucket that may or may not exist yet.
     *
     * @param account that must own it; empty for any
     */
    public static S3Bucket open(S3ObjectSettings settings, Optional<String> account) {
        S3Client client =
                S3Clients.open(
                        settings.region(),
                        settings.endpoint(),
                        settings.hasPathStyle(),
                        settings.answerTimeout());
        return new S3Bucket(client, settings, account, Patience.of(settings.patience()));
    }

    S3Bucket(
            S3Client client,
            S3ObjectSettings settings,
            Optional<String> account,
            Patience patience) {
        this.client = client;
        this.settings = settings;
        this.account = account;
        this.patience = patience;
        this.calls = new BucketCalls(settings.bucket(), patience);
        this.privacy = new BucketPrivacy(client, settings.bucket(), calls);
        this.lifecycle = new BucketLifecycle(client, settings.bucket(), settings.prefix(), calls);
        this.versions = new BucketVersions(client, settings.bucket(), calls);
    }

    /** The region that requests go to, of the settings or of the SDK's chain. */
    public String region() {
        return client.serviceClientConfiguration().region().id();
    }

    /** The account whose credentials are used. For AWS only: others have no such service. */
    public String callersAccount() throws IOException {
        return CallerAccount.read(region(), patience);
    }

    /**
     * Whether the bucket exists.
     *
     * @throws UserException if it is somebody else's, or in another region
     */
    public boolean exists() throws IOException {
        return calls.call(
                        "look at",
                        "",
                        () -> {
                            try {
                                client.headBucket(r ->
                                        r.bucket(settings.bucket())
                                                .expectedBucketOwner(account.orElse(null)));
                                return true;
                            } catch (NoSuchBucketException e) {
                                return false;
                            } catch (S3Exception e) {
                                throw told(e);
                            }
                        })
                .value()
                .orElse(true);
    }

    /** HEAD tells no reasons but its status; what it means for the user is known here. */
    private RuntimeException told(S3Exception e) {
        String couldNot = "cannot use bucket '%s'".formatted(settings.bucket());
        if (e.statusCode() == MOVED_PERMANENTLY) {
            String region =
                    e.awsErrorDetails()
                            .sdkHttpResponse()
                            .firstMatchingHeader("x-amz-bucket-region")
                            .orElse("another region");
            return new UserException(
                    ErrorKind.USAGE,
                    "%s: it is in %s, and not in %s".formatted(couldNot, region, region()),
                    "set s3.region = \"%s\" (--region), or AWS_REGION".formatted(region),
                    e);
        }
        if (e.statusCode() == FORBIDDEN && AwsFailure.code(e).isEmpty()) {
            return new UserException(
                    ErrorKind.STORE_UNAVAILABLE,
                    couldNot + ": it is not for these credentials",
                    "are the credentials right, and is the bucket of account %s? Names of buckets are shared by all of AWS"
                            .formatted(account.orElse("yours")),
                    e);
        }
        return e;
    }

    /**
     * By how much the clock of this host is ahead of the server's, to a second or two; negative if
     * it is behind. Empty if the server does not say what time it is.
     */
    public Optional<Duration> clockIsAhead(Clock clock) throws IOException {
        Optional<SdkHttpResponse> answer =
                calls.call(
                                "look at",
                                "",
                                () -> {
                                    try {
                                        return client.headBucket(r -> r.bucket(settings.bucket()))
                                                .sdkHttpResponse();
                                    } catch (S3Exception e) {
                                        // A refusal has a date, too.
                                        return e.awsErrorDetails().sdkHttpResponse();
                                    }
                                })
                        .value();
        return answer.flatMap(http -> http.firstMatchingHeader("Date"))
                .map(date ->
                        Duration.between(
                                ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                                        .toInstant(),
                                clock.instant()));
    }

    /**
     * Makes the bucket if it is missing, makes it private and owned by its account alone, and has
     * it forget uploads that were broken off. Versions and locks are switched on, never off.
     *
     * @return what is not as it should be after that
     */
    public List<Finding> prepare(BucketSpec spec) throws IOException {
        if (!exists()) {
            make(spec);
        }
        privacy.switchOn();
        lifecycle.switchOn();
        versions.switchOn(spec);
        return check();
    }

    private void make(BucketSpec spec) throws IOException {
        CreateBucketRequest.Builder request =
                CreateBucketRequest.builder()
                        .bucket(settings.bucket())
                        .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED);
        if (spec.lock().isPresent()) {
            request.objectLockEnabledForBucket(true);
        }
        if (!region().equals(FIRST_REGION)) {
            request.createBucketConfiguration(
                    CreateBucketConfiguration.builder().locationConstraint(region()).build());
        }
        // By an earlier try whose answer was lost, or by another host of this account.
        calls.call("make", "BucketAlreadyOwnedByYou", () -> client.createBucket(request.build()));
    }

    /**
     * What is not as it should be, as far as the credentials let it be seen. Changes nothing.
     *
     * @throws UserException if S3 cannot be reached
     */
    public List<Finding> check() throws IOException {
        List<Finding> findings = new ArrayList<>();
        look(
                () -> {
                    if (!exists()) {
                        findings.add(
                                new Finding(
                                        Finding.Severity.ERROR,
                                        subject(settings.bucket()),
                                        "it does not exist",
                                        "is the name right, and the endpoint? 'firn init' makes"
                                                + " the bucket"));
                    }
                },
                findings);
        if (findings.isEmpty() || findings.getFirst().severity() == Finding.Severity.INFO) {
            look(() -> privacy.check(findings), findings);
            look(() -> lifecycle.check(findings), findings);
            look(() -> versions.check(findings), findings);
        }
        return findings;
    }

    /** A part of the check. */
    @FunctionalInterface
    private interface Look {
        void run() throws IOException;
    }

    /** A role that may not look at all of it is no fault of the bucket. */
    private void look(Look look, List<Finding> findings) throws IOException {
        try {
            look.run();
        } catch (UserException e) {
            findings.add(
                    new Finding(
                            Finding.Severity.INFO,
                            subject(settings.bucket()),
                            String.valueOf(e.getMessage()),
                            e.hint()));
        }
    }

    static String subject(String bucket) {
        return "bucket '%s'".formatted(bucket);
    }

    /** A finding that a server has no such thing, or that these credentials may not look at it. */
    static <T> void addUnlessKnown(
            Answer<T> answer, String bucket, String what, List<Finding> findings) {
        if (answer instanceof Answer.Unknown<T>) {
            findings.add(
                    new Finding(
                            Finding.Severity.INFO,
                            subject(bucket),
                            "its server has no " + what,
                            "protect the bucket by the server's own means"));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}

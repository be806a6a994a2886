package dev.firn.storage.s3;

import dev.firn.report.Finding;
import dev.firn.report.Finding.Severity;
import dev.firn.storage.s3.BucketCalls.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;

/**
 * The lifecycle rules of a bucket. Firn adds one, which deletes what is left of uploads in parts:
 * it makes none itself, but who copies a vault does, and such parts are paid for and seen by nobody
 * (S3 user guide, "Aborting incomplete multipart uploads"). Rules of others are dangerous to a
 * vault: they delete or move objects that Firn knows of.
 */
final class BucketLifecycle {

    private static final String RULE = "firn-abort-multipart-uploads";
    private static final int DAYS = 7;

    private final S3Client client;
    private final String bucket;
    private final String prefix;
    private final BucketCalls calls;

    BucketLifecycle(S3Client client, String bucket, String prefix, BucketCalls calls) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
        this.calls = calls;
    }

    private Answer<GetBucketLifecycleConfigurationResponse> rules() throws IOException {
        return calls.call(
                "look at the lifecycle rules of",
                "NoSuchLifecycleConfiguration",
                () -> client.getBucketLifecycleConfiguration(r -> r.bucket(bucket)));
    }

    /** Adds Firn's rule. There is one list of all rules: the others are sent along as they were. */
    void switchOn() throws IOException {
        Answer<GetBucketLifecycleConfigurationResponse> answer = rules();
        List<LifecycleRule> rules = rules(answer);
        if (answer instanceof Answer.Unknown<?> || rules.stream().anyMatch(this::aborts)) {
            return;
        }
        List<LifecycleRule> all = new ArrayList<>(rules);
        all.removeIf(rule -> RULE.equals(rule.id()));
        all.add(
                LifecycleRule.builder()
                        .id(RULE)
                        .status(ExpirationStatus.ENABLED)
                        .filter(f -> f.prefix(prefix))
                        .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(DAYS))
                        .build());
        var smallest =
                answer.value()
                        .map(
                                GetBucketLifecycleConfigurationResponse
                                        ::transitionDefaultMinimumObjectSize);
        calls.call(
                "change the lifecycle rules of",
                "",
                () ->
                        client.putBucketLifecycleConfiguration(r ->
                                r.bucket(bucket)
                                        .lifecycleConfiguration(c -> c.rules(all))
                                        .transitionDefaultMinimumObjectSize(
                                                smallest.orElse(null))));
    }

    private static List<LifecycleRule> rules(
            Answer<GetBucketLifecycleConfigurationResponse> answer) {
        return answer.value().map(GetBucketLifecycleConfigurationResponse::rules).orElse(List.of());
    }

    private boolean aborts(LifecycleRule rule) {
        return isOn(rule)
                && rule.abortIncompleteMultipartUpload() != null
                && prefix.startsWith(prefixOf(rule))
                && !hasOtherConditions(rule);
    }

    private static boolean isOn(LifecycleRule rule) {
        return rule.status() == ExpirationStatus.ENABLED;
    }

    @SuppressWarnings("deprecation") // rules that are old have their prefix outside the filter
    private static String prefixOf(LifecycleRule rule) {
        @Nullable LifecycleRuleFilter filter = rule.filter();
        return Optional.ofNullable(filter)
                .map(f -> f.and() == null ? f.prefix() : f.and().prefix())
                .or(() -> Optional.ofNullable(rule.prefix()))
                .orElse("");
    }

    /** Tags and sizes: such a rule may leave objects out. */
    private static boolean hasOtherConditions(LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        return filter != null
                && (filter.tag() != null
                        || filter.objectSizeGreaterThan() != null
                        || filter.objectSizeLessThan() != null
                        || filter.and() != null);
    }

    void check(List<Finding> findings) throws IOException {
        Answer<GetBucketLifecycleConfigurationResponse> answer = rules();
        S3Bucket.addUnlessKnown(answer, bucket, "lifecycle rules", findings);
        if (answer instanceof Answer.Unknown<?>) {
            return;
        }
        List<LifecycleRule> rules = rules(answer);
        for (LifecycleRule rule : rules) {
            boolean touches =
                    prefixOf(rule).startsWith(prefix) || prefix.startsWith(prefixOf(rule));
            if (isOn(rule) && touches) {
                check(rule, findings);
            }
        }
        if (rules.stream().noneMatch(this::aborts)) {
            findings.add(
                    new Finding(
                            Severity.WARNING,
                            S3Bucket.subject(bucket),
                            "what is left of broken uploads in parts stays for ever",
                            "'firn init' adds a rule, for somebody who may"
                                    + " s3:PutLifecycleConfiguration"));
        }
    }

    private void check(LifecycleRule rule, List<Finding> findings) {
        LifecycleExpiration expiration = rule.expiration();
        if (expiration != null && (expiration.days() != null || expiration.date() != null)) {
            findings.add(
                    new Finding(
                            Severity.ERROR,
                            S3Bucket.subject(bucket),
                            "its lifecycle rule '%s' deletes objects of the vault"
                                    .formatted(rule.id()),
                            "delete the rule, or give it a prefix outside the vault"));
        }
        if (rule.hasTransitions()) {
            findings.add(
                    new Finding(
                            Severity.ERROR,
                            S3Bucket.subject(bucket),
                            "its lifecycle rule '%s' moves objects of the vault to another class"
                                    .formatted(rule.id()),
                            "delete the rule: manifests must stay readable, and the class of"
                                    + " chunks is backup.storage-class"));
        }
    }
}

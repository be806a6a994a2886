package dev.firn.storage.s3;

import dev.firn.aws.AwsFailure;
import dev.firn.aws.Patience;
import dev.firn.aws.S3Failure;
import dev.firn.storage.NoSuchObjectException;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ThawAnswer;
import dev.firn.storage.ThawRequest;
import dev.firn.storage.ThawTier;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GlacierJobParameters;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.RestoreObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tier;

/** Asks for thaws (S3 API reference, RestoreObject). */
final class Thawing {

    private static final int OK = 200;

    /** Which of the two S3 sends depends on the class; a clone may send either. */
    private static final Set<String> NOT_FROZEN =
            Set.of("InvalidObjectState", "ObjectAlreadyInActiveTierError");

    private final S3Client client;
    private final String bucket;
    private final Patience patience;

    Thawing(S3Client client, String bucket, Patience patience) {
        this.client = client;
        this.bucket = bucket;
        this.patience = patience;
    }

    /**
     * Asks for a thaw.
     *
     * @param name that of {@code key} in the bucket
     */
    ThawAnswer request(ObjectKey key, String name, ThawRequest thaw) throws IOException {
        RestoreObjectRequest request =
                RestoreObjectRequest.builder()
                        .bucket(bucket)
                        .key(name)
                        .restoreRequest(r ->
                                r.days(thaw.days())
                                        .glacierJobParameters(
                                                GlacierJobParameters.builder()
                                                        .tier(tier(thaw.tier()))
                                                        .build()))
                        .build();
        return patience.read( // to ask twice is to ask once
                        () -> send(request, thaw.tier()),
                        e -> S3Failure.of("thaw", bucket, name, e))
                .orElseThrow(() -> new NoSuchObjectException(key));
    }

    private static Tier tier(ThawTier tier) {
        return switch (tier) {
            case BULK -> Tier.BULK;
            case STANDARD -> Tier.STANDARD;
            case EXPEDITED -> Tier.EXPEDITED;
        };
    }

    /** Empty if there is no such object. */
    private Optional<ThawAnswer> send(RestoreObjectRequest request, ThawTier tier) {
        try {
            int status = client.restoreObject(request).sdkHttpResponse().statusCode();
            return Optional.of(status == OK ? ThawAnswer.EXTENDED : ThawAnswer.REQUESTED);
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (S3Exception e) {
            return Optional.of(refused(e, tier));
        }
    }

    private static ThawAnswer refused(S3Exception e, ThawTier tier) {
        String code = AwsFailure.code(e);
        if (NOT_FROZEN.contains(code)) {
            return ThawAnswer.NOT_FROZEN;
        }
        if (tier == ThawTier.EXPEDITED && code.equals("InvalidArgument")) {
            throw new IllegalArgumentException("the object's class has no tier " + tier, e);
        }
        return switch (code) {
            case "RestoreAlreadyInProgress" -> ThawAnswer.UNDER_WAY;
            case "GlacierExpeditedRetrievalNotAvailable" -> ThawAnswer.NO_CAPACITY;
            default -> throw e;
        };
    }
}

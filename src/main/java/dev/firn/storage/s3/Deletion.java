package dev.firn.storage.s3;

import dev.firn.aws.Patience;
import dev.firn.aws.S3Failure;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes objects, a thousand a request (DeleteObjects, S3 API reference). */
final class Deletion {

    /** A request that succeeds can still say of single objects that they were not deleted. */
    private static final Set<String> PASSING =
            Set.of("InternalError", "ServiceUnavailable", "SlowDown");

    private final S3Client client;
    private final String bucket;
    private final Patience patience;

    Deletion(S3Client client, String bucket, Patience patience) {
        this.client = client;
        this.bucket = bucket;
        this.patience = patience;
    }

    void delete(List<String> keys) throws IOException {
        List<String> left = keys;
        Patience.Tries tries = patience.begin();
        while (!left.isEmpty()) {
            List<S3Error> errors = send(left);
            for (S3Error error : errors) {
                if (!PASSING.contains(error.code())) {
                    throw notDeleted(error);
                }
            }
            if (!errors.isEmpty() && !tries.again()) {
                throw notDeleted(errors.getFirst());
            }
            left = errors.stream().map(S3Error::key).toList();
        }
    }

    private List<S3Error> send(List<String> keys) throws IOException {
        List<ObjectIdentifier> objects =
                keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
        return patience.read( // to delete twice is to delete once
                () ->
                        client.deleteObjects(r ->
                                        r.bucket(bucket)
                                                .delete(d -> d.objects(objects).quiet(true)))
                                .errors(),
                e -> S3Failure.of("delete", bucket, keys.getFirst(), e));
    }

    private UserException notDeleted(S3Error error) {
        return new UserException(
                ErrorKind.STORE_UNAVAILABLE,
                "cannot delete '%s' in bucket '%s': %s (%s)"
                        .formatted(error.key(), bucket, error.message(), error.code()),
                "may the role delete, and is the object locked? What was deleted stays deleted");
    }
}

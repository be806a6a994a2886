package dev.firn.kv.s3;

import dev.firn.aws.AwsFailure;
import dev.firn.aws.Patience;
import dev.firn.aws.S3Failure;
import dev.firn.aws.WholeAnswer;
import dev.firn.crypto.Crypto;
import dev.firn.kv.ConditionalWrite.Answer;
import dev.firn.kv.ConditionalWrite.Found;
import dev.firn.kv.KeyValueStore.Version;
import dev.firn.kv.KeyValueStore.Versioned;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The requests of {@link S3KeyValueStore}, by keys of objects. */
final class S3Records {

    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_FOUND = 404;

    private final S3Client client;
    private final String bucket;
    private final Patience patience;
    private final int pageRecords;

    S3Records(S3Client client, String bucket, Patience patience, int pageRecords) {
        this.pageRecords = pageRecords;
        this.client = client;
        this.bucket = bucket;
        this.patience = patience;
    }

    /** Reads a record; empty if there is none, or a tombstone. */
    Optional<Versioned> get(String key) throws IOException {
        Optional<ResponseBytes<GetObjectResponse>> found =
                fetch(r -> r.key(key).checksumMode(ChecksumMode.ENABLED), key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        byte[] content = found.get().asByteArrayUnsafe();
        if (RecordObject.isTombstone(content.length)) {
            return Optional.empty();
        }
        if (!RecordObject.isRecord(content)) {
            throw S3RecordFailure.notFirns(bucket, key);
        }
        return Optional.of(
                new Versioned(RecordObject.value(content), version(found.get().response().eTag())));
    }

    private interface Request {
        void fillIn(GetObjectRequest.Builder request);
    }

    private Optional<ResponseBytes<GetObjectResponse>> fetch(Request fill, String key)
            throws IOException {
        GetObjectRequest.Builder builder = GetObjectRequest.builder().bucket(bucket);
        fill.fillIn(builder);
        GetObjectRequest request = builder.build();
        return patience.read(
                () -> {
                    try {
                        return Optional.of(WholeAnswer.of(() -> client.getObjectAsBytes(request)));
                    } catch (NoSuchKeyException e) {
                        return Optional.empty();
                    }
                },
                e -> S3Failure.of("read", bucket, key, e));
    }

    /** Sends a conditional write once. */
    Answer put(String key, byte[] token, byte[] content, Optional<Version> expected)
            throws IOException {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder()
                        .bucket(bucket)
                        .key(key)
                        .contentLength((long) content.length)
                        .checksumSHA256(sha256(content));
        if (expected.isPresent()) {
            request.ifMatch(expected.get().token());
        } else {
            request.ifNoneMatch("*");
        }
        try {
            PutObjectResponse answer =
                    WholeAnswer.of(() ->
                            client.putObject(request.build(), RequestBody.fromBytes(content)));
            return new Answer.Done(version(answer.eTag()));
        } catch (S3Exception e) {
            if (isRefusal(e)) {
                return new Answer.Refused(find(key, token));
            }
            return failed(key, e);
        } catch (SdkException e) {
            return failed(key, e);
        }
    }

    /** Of a write with {@code If-Match} where nothing is, S3 says that there is no such key. */
    private static boolean isRefusal(S3Exception e) {
        return e.statusCode() == PRECONDITION_FAILED
                || (e.statusCode() == NOT_FOUND && AwsFailure.code(e).equals("NoSuchKey"));
    }

    private Answer failed(String key, SdkException e) {
        AwsFailure failure = AwsFailure.of(e);
        return new Answer.Failed(
                failure.mayHaveHappened(),
                failure.isWorthATry(),
                S3Failure.of("write", bucket, key, e));
    }

    /** What is there, for a write with that token. */
    private Optional<Found> find(String key, byte[] token) throws IOException {
        String head = "bytes=0-" + (RecordObject.HEAD_BYTES - 1);
        return fetch(r -> r.key(key).range(head), key)
                .map(found -> {
                    byte[] bytes = found.asByteArrayUnsafe();
                    // A server may answer with all of it.
                    bytes = Arrays.copyOf(bytes, Math.min(bytes.length, RecordObject.HEAD_BYTES));
                    return new Found(
                            version(found.response().eTag()),
                            RecordObject.has(token, bytes),
                            RecordObject.isTombstone(bytes.length));
                });
    }

    /** The next objects of a listing. */
    List<S3Object> list(String prefix, String after) throws IOException {
        return patience.read(
                () ->
                        client.listObjectsV2(r ->
                                        r.bucket(bucket)
                                                .prefix(prefix)
                                                .startAfter(after)
                                                .maxKeys(pageRecords))
                                .contents(),
                e -> S3Failure.of("list", bucket, prefix, e));
    }

    private static Version version(String eTag) {
        return new Version(eTag);
    }

    private static String sha256(byte[] content) {
        return Base64.getEncoder().encodeToString(Crypto.sha256().digest(content));
    }

    void close() {
        client.close();
    }
}

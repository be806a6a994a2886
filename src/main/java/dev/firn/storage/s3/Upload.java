package dev.firn.storage.s3;

import dev.firn.aws.AwsFailure;
import dev.firn.aws.Patience;
import dev.firn.aws.S3Failure;
import dev.firn.aws.WholeAnswer;
import dev.firn.crypto.Crypto;
import dev.firn.model.Sha256;
import dev.firn.report.UserException;
import dev.firn.storage.Content;
import dev.firn.storage.CorruptContentException;
import dev.firn.storage.ObjectExistsException;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.OutcomeUnknownException;
import dev.firn.storage.StorageClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Stores one object. A role that may only create suffices: nothing is read unless an answer was
 * lost and the key is then taken.
 */
final class Upload {

    private static final int BAD_REQUEST = 400;
    private static final int PRECONDITION_FAILED = 412;

    /** What S3 and its kin say of a body that is not as its SHA-256 says. */
    private static final Set<String> CORRUPT =
            Set.of("BadDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch");

    private final S3Client client;
    private final Patience patience;
    private final ObjectKey key;
    private final Content content;
    private final boolean looksBefore;
    private final PutObjectRequest request;

    Upload(
            S3Client client,
            Patience patience,
            S3ObjectSettings settings,
            ObjectKey key,
            Content content,
            StorageClass storageClass) {
        this.client = client;
        this.patience = patience;
        this.key = key;
        this.content = content;
        Duration timeout = settings.timeout(content.length());
        this.looksBefore = !settings.hasConditionalWrites();
        this.request =
                PutObjectRequest.builder()
                        .bucket(settings.bucket())
                        .key(settings.prefix() + key.name())
                        .contentLength(content.length())
                        .checksumSHA256(sha256())
                        // S3's own default, which not every server knows by name
                        .storageClass(
                                storageClass == StorageClass.STANDARD ? null : storageClass.name())
                        .ifNoneMatch(looksBefore ? null : "*")
                        .overrideConfiguration(c -> c.apiCallAttemptTimeout(timeout))
                        .build();
    }

    private String sha256() {
        return Base64.getEncoder().encodeToString(content.sha256().bytes());
    }

    /** Stores it. */
    void run() throws IOException {
        Patience.Tries tries = patience.begin();
        boolean mayBeThere = false;
        while (true) {
            if (looksBefore && isThere()) {
                if (!mayBeThere) {
                    throw new ObjectExistsException(key);
                }
                requireOwn();
                return;
            }
            Optional<SdkException> failed = send(mayBeThere);
            if (failed.isEmpty()) {
                tries.worked();
                return;
            }
            SdkException failure = failed.get();
            if (isTaken(failure)) {
                if (!mayBeThere) {
                    throw new ObjectExistsException(key);
                }
                requireOwn();
                return;
            }
            AwsFailure meaning = AwsFailure.of(failure);
            mayBeThere |= meaning.mayHaveHappened();
            if (!meaning.isWorthATry() || !tries.again()) {
                throw last(failure, mayBeThere);
            }
        }
    }

    /** Sends it once; empty if S3 says that it has it. */
    private Optional<SdkException> send(boolean mayBeThere) throws IOException {
        ContentBody body = new ContentBody(key, content);
        try {
            WholeAnswer.of(() ->
                    client.putObject(
                            request,
                            RequestBody.fromContentProvider(
                                    body, content.length(), "application/octet-stream")));
            return Optional.empty();
        } catch (RuntimeException e) {
            // Too short a body is never stored; but an earlier try may have been.
            Optional<IOException> own = body.failure();
            if (own.isPresent()) {
                throw mayBeThere ? new OutcomeUnknownException(key, own.get()) : own.get();
            }
            if (e instanceof SdkException failure) {
                return Optional.of(failure);
            }
            throw e;
        }
    }

    /** For servers that do not look themselves. */
    private boolean isThere() throws IOException {
        return patience.read(
                () -> {
                    try {
                        client.headObject(r -> r.bucket(request.bucket()).key(request.key()));
                        return true;
                    } catch (NoSuchKeyException e) {
                        return false;
                    }
                },
                e -> S3Failure.of("look at", request.bucket(), request.key(), e));
    }

    private static boolean isTaken(SdkException e) {
        return e instanceof S3Exception answer && answer.statusCode() == PRECONDITION_FAILED;
    }

    private static boolean isBadRequest(SdkException e) {
        return e instanceof S3Exception answer && answer.statusCode() == BAD_REQUEST;
    }

    private IOException last(SdkException e, boolean mayBeThere) throws IOException {
        if (mayBeThere) {
            return new OutcomeUnknownException(key, e);
        }
        if (Thread.currentThread().isInterrupted()) {
            return new InterruptedIOException("interrupted");
        }
        if (CORRUPT.contains(AwsFailure.code(e)) || (isBadRequest(e) && !isAsItSays())) {
            return new CorruptContentException(key);
        }
        throw S3Failure.of("write", request.bucket(), request.key(), e);
    }

    /** Not every server gives a wrong digest a name of its own. */
    private boolean isAsItSays() throws IOException {
        MessageDigest digest = Crypto.sha256();
        try (InputStream in = content.open();
                OutputStream out =
                        new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            return in.transferTo(out) == content.length()
                    && Sha256.ofBytes(digest.digest()).equals(content.sha256());
        }
    }

    private HeadObjectResponse head() {
        HeadObjectResponse head =
                client.headObject(r ->
                        r.bucket(request.bucket())
                                .key(request.key())
                                .checksumMode(ChecksumMode.ENABLED));
        WholeAnswer.require(head.contentLength() != null);
        return head;
    }

    /**
     * The key is taken after a try whose answer was lost: by that try, if the object has the
     * content's length and SHA-256. Without the right to look, nobody knows.
     */
    private void requireOwn() throws IOException {
        HeadObjectResponse there;
        try {
            there =
                    patience.read(
                            this::head,
                            e -> S3Failure.of("look at", request.bucket(), request.key(), e));
        } catch (UserException e) {
            throw new OutcomeUnknownException(key, e);
        }
        if (there.checksumSHA256() == null) {
            throw new OutcomeUnknownException(
                    key, new IOException("the server keeps no SHA-256 of objects"));
        }
        if (there.contentLength() != content.length()
                || !there.checksumSHA256().equals(request.checksumSHA256())) {
            throw new ObjectExistsException(key);
        }
    }
}

package dev.firn.storage.s3;

import dev.firn.aws.Patience;
import dev.firn.aws.S3Clients;
import dev.firn.aws.S3Failure;
import dev.firn.aws.WholeAnswer;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.report.Waiting;
import dev.firn.storage.Content;
import dev.firn.storage.FrozenObjectException;
import dev.firn.storage.NoSuchObjectException;
import dev.firn.storage.NotPermittedException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawAnswer;
import dev.firn.storage.ThawRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.OptionalObjectAttributes;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects in a bucket.
 *
 * <p>Failures that no caller tells apart are {@link dev.firn.report.UserException}s. A server that
 * ignores {@code If-None-Match} lets one writer overwrite what another stored under the same key.
 */
public final class S3ObjectStore implements ObjectStore {

    private static final int FORBIDDEN = 403;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final S3ObjectSettings settings;
    private final S3Client client;
    private final Patience patience;
    private final int pageEntries;

    /** Whether listings of the server say how far thaws are. AWS's do. */
    private volatile boolean listsThaws;

    S3ObjectStore(S3ObjectSettings settings, Patience patience) {
        this(settings, patience, PAGE_ENTRIES_MAX);
    }

    /**
     * One with smaller pages.
     *
     * @param pageEntries how many objects are listed, or deleted, with one request
     */
    S3ObjectStore(S3ObjectSettings settings, Patience patience, int pageEntries) {
        this.pageEntries = pageEntries;
        this.settings = settings;
        this.client =
                S3Clients.open(
                        settings.region(),
                        settings.endpoint(),
                        settings.hasPathStyle(),
                        settings.answerTimeout());
        this.patience = patience;
        this.listsThaws = settings.endpoint().isEmpty();
    }

    /**
     * Opens the objects of a bucket. Sends nothing.
     *
     * @throws dev.firn.report.UserException if no region is known
     */
    public static S3ObjectStore open(S3ObjectSettings settings) {
        return open(settings, Waiting.SILENT);
    }

    /** The same, which tells when it has to wait. */
    public static S3ObjectStore open(S3ObjectSettings settings, Waiting waiting) {
        return new S3ObjectStore(settings, Patience.of(settings.patience()).telling(waiting));
    }

    /**
     * Asks S3 whether the bucket is of this account (x-amz-expected-bucket-owner, S3 user guide,
     * "Verifying bucket ownership with bucket owner condition").
     *
     * @param key that these credentials may look at, whether there is such an object or not
     * @throws UserException if it is another's
     */
    public void requireOwner(String account, ObjectKey key) throws IOException {
        patience.read(
                () -> {
                    try {
                        client.headObject(r ->
                                r.bucket(settings.bucket())
                                        .key(name(key))
                                        .expectedBucketOwner(account));
                        return true;
                    } catch (NoSuchKeyException e) {
                        return true; // that is not the question
                    } catch (S3Exception e) {
                        throw e.statusCode() == FORBIDDEN ? notOf(account, e) : e;
                    }
                },
                e -> S3Failure.of("look at", settings.bucket(), name(key), e));
    }

    private UserException notOf(String account, S3Exception e) {
        return new UserException(
                ErrorKind.STORE_UNAVAILABLE,
                "cannot use bucket '%s': it is not of account %s, or not for these credentials"
                        .formatted(settings.bucket(), account),
                "are the credentials right? If the bucket has moved to another account, correct"
                        + " s3.account",
                e);
    }

    private String name(ObjectKey key) {
        return settings.prefix() + key.name();
    }

    @Override
    public void put(ObjectKey key, Content content, StorageClass storageClass) throws IOException {
        new Upload(client, patience, settings, key, content, storageClass).run();
    }

    @Override
    public InputStream open(ObjectKey key, long offset, long length) throws IOException {
        if (offset < 0 || length < 0) {
            throw outside(key, offset, length);
        }
        if (length == 0) { // no request asks for nothing
            ObjectInfo info = info(key).orElseThrow(() -> new NoSuchObjectException(key));
            if (offset > info.bytes()) {
                throw outside(key, offset, length);
            }
            return InputStream.nullInputStream();
        }
        long end = Math.addExact(offset, length);
        return new RangeStream(position -> get(key, position, end), patience, offset, length);
    }

    private ResponseInputStream<GetObjectResponse> get(ObjectKey key, long position, long end)
            throws IOException {
        String range = "bytes=%d-%d".formatted(position, end - 1);
        Optional<ResponseInputStream<GetObjectResponse>> answer;
        try {
            answer =
                    patience.read(
                            () -> request(key, range),
                            e -> S3Failure.of("read", settings.bucket(), name(key), e));
        } catch (UserException e) {
            if (e.getCause() instanceof NoSuchKeyException) {
                throw new NoSuchObjectException(key);
            }
            if (e.getCause() instanceof InvalidObjectStateException frozen) {
                throw new FrozenObjectException(key, frozen);
            }
            throw e;
        }
        // A range that begins inside and ends outside is answered with what there is.
        if (answer.isEmpty() || !isAll(answer.get().response(), position, end)) {
            answer.ifPresent(ResponseInputStream::abort);
            throw outside(key, position, end - position);
        }
        return answer.get();
    }

    /** Empty if the object has nothing of the range. */
    private Optional<ResponseInputStream<GetObjectResponse>> request(ObjectKey key, String range) {
        try {
            ResponseInputStream<GetObjectResponse> answer =
                    client.getObject(r -> r.bucket(settings.bucket()).key(name(key)).range(range));
            GetObjectResponse head = answer.response();
            if (head.contentRange() == null && head.contentLength() == null) {
                answer.abort();
                WholeAnswer.require(false);
            }
            return Optional.of(answer);
        } catch (S3Exception e) {
            if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isAll(GetObjectResponse answer, long position, long end) {
        String range = answer.contentRange();
        return range == null
                ? position == 0 && answer.contentLength() == end
                : range.startsWith("bytes %d-%d/".formatted(position, end - 1));
    }

    private static IOException outside(ObjectKey key, long offset, long length) {
        return new IOException(
                "object '%s' does not have %d bytes from %d".formatted(key, length, offset));
    }

    /**
     * A missing bucket has no objects, as far as this can see: HEAD tells no reasons. Nor does it
     * with 403, which wrong credentials get as well as a role that may not look.
     */
    @Override
    public Optional<ObjectInfo> info(ObjectKey key) throws IOException {
        try {
            return patience.read(
                    () -> head(key), e -> S3Failure.of("look at", settings.bucket(), name(key), e));
        } catch (UserException e) {
            if (e.getCause() instanceof S3Exception answer && answer.statusCode() == FORBIDDEN) {
                throw new NotPermittedException(key, answer);
            }
            throw e;
        }
    }

    private Optional<ObjectInfo> head(ObjectKey key) {
        try {
            var head = client.headObject(r -> r.bucket(settings.bucket()).key(name(key)));
            WholeAnswer.require(head.contentLength() != null);
            return Optional.of(Description.of(key, head));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<ObjectInfo> list(String prefix, Optional<ObjectKey> after) throws IOException {
        String start = after.map(this::name).orElse("");
        while (true) {
            ListObjectsV2Response page = page(settings.prefix() + prefix, start);
            List<ObjectInfo> objects = new ArrayList<>();
            for (S3Object object : page.contents()) {
                String name = object.key().substring(settings.prefix().length());
                if (ObjectKey.isValid(name)) { // a bucket may hold other things, too
                    listsThaws |= object.restoreStatus() != null;
                    objects.add(Description.of(new ObjectKey(name), object));
                }
            }
            if (!objects.isEmpty() || page.contents().isEmpty()) {
                return listsThaws ? objects : lookedAt(objects);
            }
            start = page.contents().getLast().key();
        }
    }

    /**
     * Nothing said of a frozen object means that it was not thawed, or that nothing is ever said.
     */
    private List<ObjectInfo> lookedAt(List<ObjectInfo> objects) throws IOException {
        List<ObjectInfo> known = new ArrayList<>();
        for (ObjectInfo object : objects) {
            known.add(
                    object.storageClass().isFrozen() ? info(object.key()).orElse(object) : object);
        }
        return known;
    }

    private ListObjectsV2Response page(String prefix, String start) throws IOException {
        return patience.read(
                () ->
                        client.listObjectsV2(r ->
                                r.bucket(settings.bucket())
                                        .prefix(prefix)
                                        .startAfter(start)
                                        .optionalObjectAttributes(
                                                OptionalObjectAttributes.RESTORE_STATUS)
                                        .maxKeys(pageEntries)),
                e -> S3Failure.of("list", settings.bucket(), prefix, e));
    }

    @Override
    public ThawAnswer thaw(ObjectKey key, ThawRequest request) throws IOException {
        return new Thawing(client, settings.bucket(), patience).request(key, name(key), request);
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        List<String> names = keys.stream().map(this::name).distinct().toList();
        Deletion deletion = new Deletion(client, settings.bucket(), patience);
        for (int from = 0; from < names.size(); from += pageEntries) {
            deletion.delete(names.subList(from, Math.min(from + pageEntries, names.size())));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}

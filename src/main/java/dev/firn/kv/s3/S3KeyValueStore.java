package dev.firn.kv.s3;

import dev.firn.aws.Patience;
import dev.firn.aws.S3Clients;
import dev.firn.kv.ConditionFailedException;
import dev.firn.kv.ConditionalWrite;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.RecordKey;
import dev.firn.kv.ValueLimit;
import dev.firn.report.Waiting;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A {@link KeyValueStore} of objects in S3. A version is the ETag, which no other content has as
 * every content has random bytes; how lost answers are recognised says {@link ConditionalWrite}.
 *
 * <p>A deletion leaves an object of 16 bytes for ever: a deletion with {@code If-Match} would be a
 * request less, but not every server has it, and when its answer is lost nobody can tell whose
 * deletion it was.
 */
public final class S3KeyValueStore implements KeyValueStore {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** What S3 accepts in {@code If-Match}; another store's version is none of this one's. */
    private static final Pattern ETAG = Pattern.compile("\"[\\x21\\x23-\\x7e]+\"");

    /** So many values of a listing are read at once. */
    private static final int READERS = 16;

    /** A page ends with the record that passes this: the longest values would fill the memory. */
    private static final int PAGE_BYTES = 1 << 20;

    private final S3RecordSettings settings;
    private final S3Records objects;
    private final Patience patience;
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, thread());

    /** Opens the records in a bucket. It is looked for at the first call. */
    public static S3KeyValueStore open(S3RecordSettings settings) {
        return open(settings, Waiting.SILENT);
    }

    /** The same, which tells when it has to wait. */
    public static S3KeyValueStore open(S3RecordSettings settings, Waiting waiting) {
        return new S3KeyValueStore(settings, Patience.of(settings.patience()).telling(waiting));
    }

    S3KeyValueStore(S3RecordSettings settings, Patience patience) {
        this(settings, patience, PAGE_RECORDS_MAX);
    }

    /**
     * One with smaller pages.
     *
     * @param pageRecords how many objects are listed with one request
     */
    S3KeyValueStore(S3RecordSettings settings, Patience patience, int pageRecords) {
        this.settings = settings;
        this.patience = patience;
        this.objects =
                new S3Records(
                        S3Clients.open(
                                settings.region(),
                                settings.endpoint(),
                                settings.hasPathStyle(),
                                settings.answerTimeout()),
                        settings.bucket(),
                        patience,
                        pageRecords);
    }

    private static ThreadFactory thread() {
        return Thread.ofPlatform().daemon().name("records-", 1).factory();
    }

    @Override
    public Optional<Versioned> get(RecordKey key) throws IOException {
        return objects.get(objectKey(key));
    }

    @Override
    public Version create(RecordKey key, byte[] value) throws IOException {
        ValueLimit.check(key, value);
        byte[] token = newToken();
        return write(key).create(put(key, token, RecordObject.record(token, value)));
    }

    @Override
    public Version replace(RecordKey key, byte[] value, Version expected) throws IOException {
        ValueLimit.check(key, value);
        requireETag(key, expected);
        byte[] token = newToken();
        return write(key).replace(put(key, token, RecordObject.record(token, value)), expected);
    }

    @Override
    public void delete(RecordKey key, Version expected) throws IOException {
        requireETag(key, expected);
        byte[] token = newToken();
        write(key).replace(put(key, token, token), expected);
    }

    private ConditionalWrite write(RecordKey key) {
        return new ConditionalWrite(key, patience.begin()::again);
    }

    private ConditionalWrite.Try put(RecordKey key, byte[] token, byte[] content) {
        return expected -> objects.put(objectKey(key), token, content, expected);
    }

    private String objectKey(RecordKey key) {
        return RecordObject.key(settings.prefix(), key);
    }

    private static byte[] newToken() {
        byte[] token = new byte[RecordObject.TOKEN_BYTES];
        RANDOM.nextBytes(token);
        return token;
    }

    private static void requireETag(RecordKey key, Version version)
            throws ConditionFailedException {
        if (!ETAG.matcher(version.token()).matches()) {
            throw new ConditionFailedException(key);
        }
    }

    @Override
    public List<Entry> list(
            String table, String partition, String sortPrefix, Optional<String> after)
            throws IOException {
        String base = RecordObject.partition(settings.prefix(), table, partition);
        String last = base + after.orElse("");
        while (true) {
            List<S3Object> listed = objects.list(base + sortPrefix, last);
            List<String> sorts = new ArrayList<>();
            long bytes = 0;
            for (S3Object object : listed) {
                if (bytes >= PAGE_BYTES) {
                    break;
                }
                last = object.key();
                if (!RecordObject.isTombstone(object.size())) {
                    sorts.add(last.substring(base.length()));
                    bytes += object.size();
                }
            }
            List<Entry> page = read(table, partition, sorts);
            if (!page.isEmpty() || listed.isEmpty()) {
                return page;
            }
        }
    }

    /** Reads records that were listed a moment ago; those that are gone meanwhile are left out. */
    private List<Entry> read(String table, String partition, List<String> sorts)
            throws IOException {
        List<Callable<Optional<Entry>>> reads = new ArrayList<>();
        for (String sort : sorts) {
            RecordKey key = recordKey(table, partition, sort);
            reads.add(() -> get(key).map(found -> new Entry(key, found.value(), found.version())));
        }
        List<Entry> page = new ArrayList<>();
        try {
            for (Future<Optional<Entry>> read : readers.invokeAll(reads)) {
                read.get().ifPresent(page::add);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            throw failure(e);
        }
        return page;
    }

    private RecordKey recordKey(String table, String partition, String sort) {
        try {
            return new RecordKey(table, partition, sort);
        } catch (IllegalArgumentException e) {
            String base = RecordObject.partition(settings.prefix(), table, partition);
            throw S3RecordFailure.notFirns(settings.bucket(), base + sort);
        }
    }

    private static IOException failure(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException failure -> throw failure;
            case IOException failure -> failure;
            case null, default -> new IOException(e);
        };
    }

    /**
     * Finds out whether the server heeds the conditions of writes, with a record of its own. One
     * that does not loses updates.
     *
     * @throws dev.firn.report.UserException if it does not
     */
    public void requireConditions() throws IOException {
        RecordKey key = new RecordKey("probe", "conditions", "1");
        Optional<Versioned> left = get(key); // by a probe that was broken off
        Version first = left.isPresent() ? left.get().version() : create(key, new byte[1]);
        Version second = replace(key, new byte[1], first);
        if (isAccepted(() -> create(key, new byte[2]))
                || isAccepted(() -> replace(key, new byte[2], first))) {
            throw S3RecordFailure.noConditions(settings.bucket());
        }
        delete(key, second);
    }

    private interface Write {
        Version run() throws IOException;
    }

    private static boolean isAccepted(Write write) throws IOException {
        try {
            write.run();
            return true;
        } catch (ConditionFailedException e) {
            return false;
        }
    }

    @Override
    public void close() {
        readers.shutdownNow();
        objects.close();
    }
}

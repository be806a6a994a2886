package dev.firn.kv.s3;

import dev.firn.kv.RecordKey;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The content of an object, and its key.
 *
 * <p>A record is a byte 1, the 16 random bytes of the write that made it, and the value. A
 * tombstone is the 16 bytes alone, so that a listing can tell by the size. The random bytes make
 * every content another one, and so every ETag: S3's is a digest of the content and would come back
 * with it.
 */
final class RecordObject {

    static final int TOKEN_BYTES = 16;

    /** So much of an object tells its token and whether it is a tombstone. */
    static final int HEAD_BYTES = 1 + TOKEN_BYTES;

    private static final byte FORMAT = 1;

    private RecordObject() {}

    static byte[] record(byte[] token, byte[] value) {
        return ByteBuffer.allocate(HEAD_BYTES + value.length)
                .put(FORMAT)
                .put(token)
                .put(value)
                .array();
    }

    /** Whether an object of that size is a tombstone. */
    static boolean isTombstone(long size) {
        return size == TOKEN_BYTES;
    }

    /**
     * Whether an object that begins like that, {@link #HEAD_BYTES} of it, was made with a token.
     */
    static boolean has(byte[] token, byte[] head) {
        int start = head.length - TOKEN_BYTES;
        return start >= 0 && Arrays.equals(head, start, head.length, token, 0, TOKEN_BYTES);
    }

    /** Whether the content is that of a record. */
    static boolean isRecord(byte[] content) {
        return content.length >= HEAD_BYTES && content[0] == FORMAT;
    }

    static byte[] value(byte[] content) {
        return Arrays.copyOfRange(content, HEAD_BYTES, content.length);
    }

    /**
     * What all keys of a partition start with. A slash in the partition's name becomes a sign that
     * no name has; the underline keeps a sort part like {@code ..} or {@code /a} from being taken
     * for a way through directories.
     */
    static String partition(String prefix, String table, String partition) {
        return "%smeta/%s/%s/_".formatted(prefix, table, partition.replace('/', '!'));
    }

    static String key(String prefix, RecordKey key) {
        return partition(prefix, key.table(), key.partition()) + key.sort();
    }
}

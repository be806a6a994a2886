package dev.firn.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Immutable objects under a key.
 *
 * <p>Every implementation keeps these promises, and {@code ObjectStoreContract} checks them:
 *
 * <ul>
 *   <li>An object is written once. No call changes the bytes of an existing object.
 *   <li>When {@link #put} returns, the object is durable and every later call sees it. When it
 *       throws, the store holds all of the object or none of it; no call ever sees a part.
 *   <li>Calls may come from several threads and several processes at once.
 *   <li>Retries happen inside. An {@link IOException} that reaches the caller is final, and the
 *       caller must not try the same call again in a loop.
 * </ul>
 */
public interface ObjectStore extends Closeable {

    /** The most entries {@link #list} returns at once, as in S3. */
    int PAGE_ENTRIES_MAX = 1000;

    /** Stores {@code content} under {@code key} in the class that is read at any time. */
    default void put(ObjectKey key, Content content) throws IOException {
        put(key, content, StorageClass.STANDARD);
    }

    /**
     * Stores {@code content} under {@code key}.
     *
     * <p>Not every store can hold both {@code a} and {@code a/b}: a directory cannot, and refuses
     * the second of them. Callers choose keys of which none is the start of another up to a slash.
     *
     * <p>An implementation that repeats a put whose answer was lost recognises its own object and
     * returns as if the first try had been answered.
     *
     * @param storageClass never one that the store does not have
     * @throws ObjectExistsException if the key is taken; the object there is left as it was
     * @throws CorruptContentException if the bytes do not have the length and SHA-256 that {@code
     *     content} states; nothing is stored then
     * @throws OutcomeUnknownException if the object may or may not be there
     */
    void put(ObjectKey key, Content content, StorageClass storageClass) throws IOException;

    /**
     * Opens {@code length} bytes of an object from {@code offset} for reading. The caller closes
     * the stream. The stream holds exactly {@code length} bytes, or its reading throws: a short
     * answer is never taken for the end.
     *
     * @throws NoSuchObjectException if there is no such object
     * @throws FrozenObjectException if the object cannot be read now, also when that shows only
     *     while the stream is read
     * @throws IOException if the range is not inside the object
     */
    InputStream open(ObjectKey key, long offset, long length) throws IOException;

    /**
     * What is known of an object, or empty if there is none. Costs one request.
     *
     * @throws NotPermittedException if the store knows who asks and does not tell them
     */
    Optional<ObjectInfo> info(ObjectKey key) throws IOException;

    /**
     * Lists objects whose key starts with {@code prefix}, in ascending order of the key's
     * characters, at most {@value #PAGE_ENTRIES_MAX} of them. Objects that another process puts, or
     * that anybody deletes, between the first page and the last may be listed or not; all others
     * are listed exactly once.
     *
     * @param prefix the start of the keys, not necessarily a whole segment; empty for all
     * @param after list only keys greater than this one; empty for the first page
     * @return empty if and only if there are no further objects
     */
    List<ObjectInfo> list(String prefix, Optional<ObjectKey> after) throws IOException;

    /**
     * Asks that a frozen object becomes readable for some days. While a thaw is under way, only a
     * faster tier changes anything; once the object is readable, the days are counted anew. {@link
     * #list} says for {@value #PAGE_ENTRIES_MAX} objects at once how far they are.
     *
     * <p>A repeated request whose first answer was lost is answered with {@link
     * ThawAnswer#UNDER_WAY} and charged once.
     *
     * <p>Unless a store says otherwise, nothing in it freezes.
     *
     * @throws NoSuchObjectException if there is no such object
     * @throws IllegalArgumentException if the object's class does not have the tier
     */
    default ThawAnswer thaw(ObjectKey key, ThawRequest request) throws IOException {
        if (info(key).isEmpty()) {
            throw new NoSuchObjectException(key);
        }
        return ThawAnswer.NOT_FROZEN;
    }

    /** Deletes objects. Absent keys are ignored. If it throws, any subset may be gone. */
    void delete(Collection<ObjectKey> keys) throws IOException;

    @Override
    void close() throws IOException;
}

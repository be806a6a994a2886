package dev.firn.storage.s3;

import dev.firn.storage.Availability;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.StorageClass;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.RestoreStatus;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What S3 says of an object, in a listing and for HEAD. */
final class Description {

    /** {@code x-amz-restore} (S3 API reference, HeadObject). Absent unless a thaw was asked for. */
    private static final Pattern UNDER_WAY = Pattern.compile("ongoing-request=\"(true|false)\"");

    private static final Pattern END = Pattern.compile("expiry-date=\"([^\"]+)\"");

    private Description() {}

    /** The object of a listing that was asked for {@code RestoreStatus}. */
    static ObjectInfo of(ObjectKey key, S3Object object) {
        StorageClass storageClass = storageClass(object.storageClassAsString());
        RestoreStatus status = object.restoreStatus();
        return new ObjectInfo(
                key,
                object.size(),
                storageClass,
                status == null
                        ? availability(storageClass, false, Optional.empty())
                        : availability(
                                storageClass,
                                Boolean.TRUE.equals(status.isRestoreInProgress()),
                                Optional.ofNullable(status.restoreExpiryDate())));
    }

    static ObjectInfo of(ObjectKey key, HeadObjectResponse head) {
        StorageClass storageClass = storageClass(head.storageClassAsString());
        String restore = head.restore() == null ? "" : head.restore();
        Matcher underWay = UNDER_WAY.matcher(restore);
        return new ObjectInfo(
                key,
                head.contentLength(),
                storageClass,
                availability(
                        storageClass,
                        underWay.find() && underWay.group(1).equals("true"),
                        end(restore)));
    }

    private static Optional<Instant> end(String restore) {
        Matcher end = END.matcher(restore);
        if (!end.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    DateTimeFormatter.RFC_1123_DATE_TIME.parse(end.group(1), Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty(); // then it is called frozen, and thawing it costs a request
        }
    }

    /** Of the classes that Firn does not use, none freezes; S3 leaves out its default. */
    private static StorageClass storageClass(@Nullable String name) {
        for (StorageClass storageClass : StorageClass.values()) {
            if (storageClass.name().equals(name)) {
                return storageClass;
            }
        }
        return StorageClass.STANDARD;
    }

    /** The class stays as it was put while an object is thawed, so it does not tell. */
    private static Availability availability(
            StorageClass storageClass, boolean isUnderWay, Optional<Instant> end) {
        if (!storageClass.isFrozen()) {
            return Availability.AT_HAND;
        }
        if (isUnderWay) {
            return Availability.THAWING;
        }
        return end.map(Availability::thawed).orElse(Availability.FROZEN);
    }
}

package dev.firn.catalog;

import com.google.protobuf.ByteString;
import dev.firn.model.Sha256;
import dev.firn.model.Uuids;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Single fields of records, to and fro. */
final class ProtoFields {

    private ProtoFields() {}

    static ByteString bytes(UUID uuid) {
        return ByteString.copyFrom(Uuids.bytes(uuid));
    }

    static ByteString bytes(Optional<UUID> uuid) {
        return uuid.map(ProtoFields::bytes).orElse(ByteString.EMPTY);
    }

    static ByteString bytes(Sha256 digest) {
        return ByteString.copyFrom(digest.bytes());
    }

    static UUID uuid(ByteString bytes) {
        return Uuids.ofBytes(bytes.toByteArray());
    }

    static Optional<UUID> optionalUuid(ByteString bytes) {
        return bytes.isEmpty() ? Optional.empty() : Optional.of(uuid(bytes));
    }

    static Instant time(long seconds, int nanos) {
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("there is no such time", e);
        }
    }

    static Sha256 digest(ByteString bytes) {
        return Sha256.ofBytes(bytes.toByteArray());
    }
}

package dev.firn.sendstream;

import java.util.Optional;
import java.util.UUID;

/**
 * What a stream was, when it was read to its end.
 *
 * @param version of the protocol
 * @param bytes its length
 * @param uuid of the snapshot
 * @param generation ctransid of the snapshot
 * @param parent what it was sent against; empty for a full
 */
public record StreamSummary(
        int version,
        long bytes,
        long commands,
        UUID uuid,
        long generation,
        Optional<Parent> parent) {

    /**
     * What an incremental was sent against.
     *
     * @param generation its ctransid on the host that sent
     */
    public record Parent(UUID uuid, long generation) {}
}

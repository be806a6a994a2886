package dev.firn.vault;

import dev.firn.model.Sha256;
import java.util.UUID;

/**
 * What belongs to a snapshot beside its chunks, its index or a state of its tree, as an object of
 * the vault.
 *
 * @param id tells it from those of other attempts
 * @param bytes length of the object
 * @param sha256 of the object
 */
public record StoredPart(UUID id, long bytes, Sha256 sha256) {}

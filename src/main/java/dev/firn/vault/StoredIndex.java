package dev.firn.vault;

import dev.firn.model.Sha256;
import java.util.UUID;

/**
 * A snapshot's index as an object of the vault.
 *
 * @param id tells it from those of other attempts
 * @param bytes length of the object
 * @param sha256 of the object
 */
public record StoredIndex(UUID id, long bytes, Sha256 sha256) {}

/**
 * Where chunks and manifests are kept: immutable objects under a key.
 *
 * <p>{@link dev.firn.storage.ObjectStore} is the only way the rest of Firn reaches stored bytes. It
 * knows nothing of snapshots, chunks or encryption: {@code dev.firn.vault} decides what an object
 * holds and how its key is spelled.
 *
 * <p>Depends on {@code model} only. One sub-package per implementation; each passes {@code
 * ObjectStoreContract}.
 */
@NullMarked
package dev.firn.storage;

import org.jspecify.annotations.NullMarked;

/**
 * The format of a vault: a send stream to encoded chunks, a signed manifest and records, and back.
 *
 * <p>Objects, as docs/format.md has them:
 *
 * <pre>
 * vault.json                                                        marks a vault
 * hosts/[fingerprint].pem                                           verification key of a host
 * chunks/[snapshot uuid]/[stream offset, 16 hex digits]-[chunk uuid]
 * snapshots/[volume uuid]/[snapshot uuid]/manifest.json, manifest.sig, manifest-0001.json ...
 * states/[volume uuid]/[snapshot uuid]/[uuid]                       a tree, for speed
 * </pre>
 *
 * <p>The order of writes is the crash safety:
 *
 * <ol>
 *   <li>chunks, each under a new uuid, each noted in the local journal once it is stored;
 *   <li>further manifest pages, then {@code manifest.sig}, then {@code manifest.json}: from that
 *       write on the snapshot can be recovered from the objects alone;
 *   <li>records: chunk pages, snapshot, sequence, head. They are made from the manifest, so that
 *       repeating them after a crash writes the same bytes.
 * </ol>
 *
 * A crash before {@code manifest.json} leaves only unreachable objects; a crash after it is
 * finished by the next run. Nothing here ever deletes.
 */
@NullMarked
package dev.firn.vault;

import org.jspecify.annotations.NullMarked;

/**
 * What a vault holds, as typed records over a key-value store.
 *
 * <p>Tables and keys, as docs/format.md has them:
 *
 * <pre>
 * heads      partition "volumes"      sort volume uuid
 * sequences  partition volume uuid    sort sequence uuid / page, 8 hex digits
 * snapshots  partition volume uuid    sort snapshot uuid
 * chunks     partition snapshot uuid  sort page, 8 hex digits
 * </pre>
 *
 * <p>Writes go from the leaves to the root, so that no record ever points at what is not there:
 * chunk pages, snapshot, sequence page, head. Each is checked when it is written and again when it
 * is read; what fails the check is a {@link dev.firn.catalog.DamagedRecordException}.
 */
@NullMarked
package dev.firn.catalog;

import org.jspecify.annotations.NullMarked;

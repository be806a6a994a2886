/**
 * A glacier to rehearse with: any object store, frozen as S3 freezes objects, with a clock that can
 * be moved and an account of every request and byte. No server that can be had does this, so it
 * stands on the words of AWS alone (docs/decisions/0075).
 *
 * <p>What happened is in a ledger, a text file with an event a line, that all processes append to;
 * what is true now follows from it.
 */
@NullMarked
package dev.firn.storage.glacier;

import org.jspecify.annotations.NullMarked;

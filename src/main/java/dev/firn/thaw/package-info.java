/**
 * Brings chunks that may be frozen within reach: says what that takes, asks for thaws, waits, and
 * fetches what has become readable.
 *
 * <p>The store's own answer is the truth: every run asks it how far each chunk is, and asks for
 * thaws only of those that are frozen. What the host notes ({@link dev.firn.vault.ThawJob}) tells
 * people when to come again, and what they agreed to; it may be lost.
 */
@NullMarked
package dev.firn.thaw;

import org.jspecify.annotations.NullMarked;

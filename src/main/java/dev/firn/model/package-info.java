/**
 * The nouns of Firn as values: ids, snapshots, sequences and chunks.
 *
 * <p>Depends on nothing but the JDK. Every value checks itself when it is made, so that what was
 * read from a vault has passed the same checks as what is written to one.
 */
@NullMarked
package dev.firn.model;

import org.jspecify.annotations.NullMarked;

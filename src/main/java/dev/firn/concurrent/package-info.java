/** What the Java library lacks for threads. Depends on nothing. */
@NullMarked
package dev.firn.concurrent;

import org.jspecify.annotations.NullMarked;

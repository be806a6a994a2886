/** Tests of this package. */
@NullMarked
package dev.firn.concurrent;

import org.jspecify.annotations.NullMarked;

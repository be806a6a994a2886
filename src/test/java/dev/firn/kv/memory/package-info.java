/** Tests of this package. */
@NullMarked
package dev.firn.kv.memory;

import org.jspecify.annotations.NullMarked;

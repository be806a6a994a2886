/** Tests of this package. */
@NullMarked
package dev.firn.kv;

import org.jspecify.annotations.NullMarked;

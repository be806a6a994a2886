/** Tests of this package. */
@NullMarked
package dev.firn.kv.sqlite;

import org.jspecify.annotations.NullMarked;

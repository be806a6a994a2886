/** Tests of this package. */
@NullMarked
package dev.firn.kv.s3;

import org.jspecify.annotations.NullMarked;

/** Tests of this package. */
@NullMarked
package dev.firn.storage.s3;

import org.jspecify.annotations.NullMarked;

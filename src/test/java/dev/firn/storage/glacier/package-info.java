/** Tests of this package. */
@NullMarked
package dev.firn.storage.glacier;

import org.jspecify.annotations.NullMarked;

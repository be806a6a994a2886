/** Tests of this package. */
@NullMarked
package dev.firn.storage.limited;

import org.jspecify.annotations.NullMarked;

/** Tests of this package. */
@NullMarked
package dev.firn.storage.memory;

import org.jspecify.annotations.NullMarked;

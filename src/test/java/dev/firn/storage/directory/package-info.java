/** Tests of this package. */
@NullMarked
package dev.firn.storage.directory;

import org.jspecify.annotations.NullMarked;

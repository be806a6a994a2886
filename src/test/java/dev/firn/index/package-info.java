/** Tests of the index format. */
@NullMarked
package dev.firn.index;

import org.jspecify.annotations.NullMarked;

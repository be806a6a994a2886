/** Tests of storing a stream as chunks. */
@NullMarked
package dev.firn.vault;

import org.jspecify.annotations.NullMarked;

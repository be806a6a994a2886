/** Tests of this package. */
@NullMarked
package dev.firn.catalog;

import org.jspecify.annotations.NullMarked;

/** Tests of the trees that are put together from indexes. */
@NullMarked
package dev.firn.tree;

import org.jspecify.annotations.NullMarked;

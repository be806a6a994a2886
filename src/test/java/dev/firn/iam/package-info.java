/** Tests of this package. */
@NullMarked
package dev.firn.iam;

import org.jspecify.annotations.NullMarked;

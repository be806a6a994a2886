/** Tests of this package. */
@NullMarked
package dev.firn.aws;

import org.jspecify.annotations.NullMarked;

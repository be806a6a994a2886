/** Tests of this package. */
@NullMarked
package dev.firn.kv.dynamodb;

import org.jspecify.annotations.NullMarked;

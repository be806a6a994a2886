/** Tests of this package. */
@NullMarked
package dev.firn.workflow;

import org.jspecify.annotations.NullMarked;

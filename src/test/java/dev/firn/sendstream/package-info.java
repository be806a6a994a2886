/** Tests of the send stream parser, with golden streams and streams made by hand. */
@NullMarked
package dev.firn.sendstream;

import org.jspecify.annotations.NullMarked;

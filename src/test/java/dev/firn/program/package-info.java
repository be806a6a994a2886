/** The whole program as child processes on real btrfs. */
@NullMarked
package dev.firn.program;

import org.jspecify.annotations.NullMarked;

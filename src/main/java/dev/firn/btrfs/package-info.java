/**
 * Btrfs itself: subvolumes through libbtrfsutil, streams through {@code btrfs send} and {@code
 * btrfs receive} as child processes.
 *
 * <p>The only package that touches native memory: a wrong native call ends the process, so they are
 * where they can be reviewed together.
 */
@NullMarked
package dev.firn.btrfs;

import org.jspecify.annotations.NullMarked;

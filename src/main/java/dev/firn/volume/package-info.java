/**
 * What a backup reads from and a restore writes to.
 *
 * <p>{@code dev.firn.btrfs} implements it on a real file system.
 */
@NullMarked
package dev.firn.volume;

import org.jspecify.annotations.NullMarked;

/**
 * Files by descriptor: what Java's own files cannot do, or not safely where somebody else may
 * rename, replace and link at the same time.
 *
 * <p>{@link dev.firn.posix.Directory} is a directory that is open; what is in it is named by one
 * {@link dev.firn.posix.FileName} each, which cannot lead elsewhere, and by the kernel, which
 * follows no link on the way (openat2(2)). {@link dev.firn.posix.Node} is anything that is open.
 */
@NullMarked
package dev.firn.posix;

import org.jspecify.annotations.NullMarked;

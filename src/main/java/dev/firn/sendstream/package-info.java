/**
 * The btrfs send stream: commands of protocol 1, 2 and 3, checked while their bytes pass.
 *
 * <p>{@link dev.firn.sendstream.SendStreamParser} is fed the buffers of whoever moves the stream
 * and tells a listener of each command. File data is never copied: a command refers to it by its
 * place in the stream.
 *
 * <p>Stands alone: depends on nothing but the JDK. Source of all numbers: fs/btrfs/send.h of Linux.
 */
@NullMarked
package dev.firn.sendstream;

import org.jspecify.annotations.NullMarked;

/**
 * Brings files back: from the tree of a snapshot to the bytes of its files, reading only the chunks
 * that hold them, and from there into a directory, a tar or a send stream.
 *
 * <p>{@link dev.firn.files.Contents} is the way of the bytes: what is needed is listed, sorted by
 * its place in the streams, so that each chunk is read once and from front to back, and given to a
 * {@link dev.firn.files.ContentSink} in that order. {@link dev.firn.files.FileOrder} gives the same
 * in the order of the files, for those who cannot write anywhere.
 *
 * <p>Whatever a vault holds is input: names, sizes and links may be anybody's.
 */
@NullMarked
package dev.firn.files;

import org.jspecify.annotations.NullMarked;

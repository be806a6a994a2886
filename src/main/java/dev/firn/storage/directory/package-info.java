/**
 * Objects as files below a directory: an external disk, a NAS, a plain folder.
 *
 * <p>An object's key is its path. A file is written under a temporary name, made durable, and then
 * linked to its final name, which fails if that is taken; so no part of an object is ever visible,
 * and none is overwritten.
 */
@NullMarked
package dev.firn.storage.directory;

import org.jspecify.annotations.NullMarked;

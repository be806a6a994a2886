/** An object store that sends and receives no faster than it is told. */
@NullMarked
package dev.firn.storage.limited;

import org.jspecify.annotations.NullMarked;

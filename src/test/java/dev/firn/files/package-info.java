@NullMarked
package dev.firn.files;

import org.jspecify.annotations.NullMarked;

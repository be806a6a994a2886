/** The programs of other people that tests compare Firn with. */
@NullMarked
package dev.firn.tools;

import org.jspecify.annotations.NullMarked;

/** Arguments, configuration, wiring, printing and exit codes. */
@NullMarked
package dev.firn.cli;

import org.jspecify.annotations.NullMarked;

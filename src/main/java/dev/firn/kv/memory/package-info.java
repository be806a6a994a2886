/** Records in memory, for tests: to the letter of the contract, and gone with the process. */
@NullMarked
package dev.firn.kv.memory;

import org.jspecify.annotations.NullMarked;

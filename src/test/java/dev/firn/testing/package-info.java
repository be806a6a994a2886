/** What tests share: real btrfs on loop devices, child processes, stores that fail on purpose. */
@NullMarked
package dev.firn.testing;

import org.jspecify.annotations.NullMarked;

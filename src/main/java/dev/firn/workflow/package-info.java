/**
 * The verbs of Firn: what happens, in which order. A workflow knows the vault and the volume SPI,
 * and neither S3 nor btrfs; it decides, and leaves parsing and printing to the command line.
 */
@NullMarked
package dev.firn.workflow;

import org.jspecify.annotations.NullMarked;

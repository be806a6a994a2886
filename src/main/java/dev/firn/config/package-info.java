/**
 * The configuration file: TOML, one for a host. Values are checked when they are read, and a key
 * that is not known is an error, because a misspelt one would otherwise be silently without effect.
 */
@NullMarked
package dev.firn.config;

import org.jspecify.annotations.NullMarked;

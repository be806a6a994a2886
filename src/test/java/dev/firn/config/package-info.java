@NullMarked
package dev.firn.config;

import org.jspecify.annotations.NullMarked;

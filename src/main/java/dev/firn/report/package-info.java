/** How failures and progress are told to the user. Every package may use it; it uses nothing. */
@NullMarked
package dev.firn.report;

import org.jspecify.annotations.NullMarked;

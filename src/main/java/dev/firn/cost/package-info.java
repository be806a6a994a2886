/**
 * What a store charges for. Prices are data: a dated file for each region, which users can replace;
 * docs/cost.md has the arithmetic.
 */
@NullMarked
package dev.firn.cost;

import org.jspecify.annotations.NullMarked;

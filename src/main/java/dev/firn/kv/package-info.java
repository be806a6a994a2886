/**
 * Small records under composite keys, with conditional writes.
 *
 * <p>{@link dev.firn.kv.KeyValueStore} knows nothing of what a record means: {@code
 * dev.firn.catalog} does. Depends on nothing else in Firn but {@code report}. One sub-package per
 * implementation; each passes {@code KeyValueStoreContract}.
 */
@NullMarked
package dev.firn.kv;

import org.jspecify.annotations.NullMarked;

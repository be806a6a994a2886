/**
 * Who computes SHA-256 and ChaCha20-Poly1305, which with zstd are nearly all that a backup costs:
 * the system's libcrypto (OpenSSL) through the FFM API, else the JDK. Both make the same bytes
 * (docs/decisions/0030).
 *
 * <p>Depends on nothing. Only {@link dev.firn.crypto.Crypto} is used from outside.
 */
@NullMarked
package dev.firn.crypto;

import org.jspecify.annotations.NullMarked;

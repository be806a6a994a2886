/**
 * The keys of a vault: recipients that chunks are encrypted to, identities that open them, the
 * passphrase that protects an identity, and the host's key that signs manifests.
 *
 * <p>All of it is in other people's formats, so that Firn is not needed to use a key: identities
 * and recipients are age's, the protected identity is an age file with a passphrase, the host's key
 * is PEM as openssl reads it.
 *
 * <p>Uses {@code model} and {@code report}. Secret bytes are wiped when their owner is closed, as
 * far as the JDK and the age library let go of them.
 */
@NullMarked
package dev.firn.keys;

import org.jspecify.annotations.NullMarked;

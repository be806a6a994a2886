package dev.firn.vault;

import dev.firn.keys.VerifyKey;
import dev.firn.model.Sha256;
import dev.firn.storage.ObjectKey;
import java.io.IOException;
import java.util.Optional;

/** Whose signatures of objects count; docs/format.md, section "Manifest". */
final class Signatures {

    private final SmallObjects objects;
    private final HostTrust trust;

    Signatures(SmallObjects objects, HostTrust trust) {
        this.objects = objects;
        this.trust = trust;
    }

    /**
     * Why {@code bytes} are not known to be signed by {@code signer}; empty if they are.
     *
     * @param signature the object with the signature
     * @throws IllegalArgumentException if the signer's key is none
     */
    Optional<String> fault(Sha256 signer, byte[] bytes, ObjectKey signature) throws IOException {
        if (!trust.accepts(signer)) {
            return Optional.of("it is signed by the unknown host key " + signer);
        }
        Optional<byte[]> pem = objects.read(ObjectKeys.host(signer));
        if (pem.isEmpty()) {
            return Optional.of("host key " + signer + " is missing");
        }
        VerifyKey key = VerifyKey.ofPem(pem.get());
        if (!key.fingerprint().equals(signer)) {
            return Optional.of("host key " + signer + " was replaced");
        }
        Optional<byte[]> found = objects.read(signature);
        if (found.isEmpty()) {
            return Optional.of("its signature is missing");
        }
        return key.verify(bytes, found.get())
                ? Optional.empty()
                : Optional.of("its signature is wrong");
    }
}

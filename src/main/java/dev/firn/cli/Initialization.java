package dev.firn.cli;

import dev.firn.config.ConfigurationTemplate;
import dev.firn.keys.HostKey;
import dev.firn.keys.Identities;
import dev.firn.keys.Identity;
import dev.firn.keys.IdentityFile;
import dev.firn.keys.Passphrase;
import dev.firn.keys.Recipients;
import dev.firn.model.Sha256;
import dev.firn.model.VaultId;
import dev.firn.model.VolumeName;
import dev.firn.report.ErrorKind;
import dev.firn.report.Finding;
import dev.firn.report.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a vault, keys and a configuration. Everything is checked before anything is made, nothing
 * is overwritten, and what was made is taken back if a later step fails.
 */
final class Initialization {

    private final Passphrases passphrases;

    private final MadeFiles made = new MadeFiles();

    /** What the user asked for. */
    record Wanted(
            Path configuration,
            VaultLocation location,
            NewVault vault,
            Map<String, Path> volumes,
            List<String> recipients) {

        Path identity() {
            return configuration.resolveSibling("identity.age");
        }

        Path hostKey() {
            return configuration.resolveSibling("host.key");
        }
    }

    /**
     * What there is now.
     *
     * @param hostKey fingerprint of this host's signing key
     * @param identity empty if recipients were given
     */
    record Made(
            VaultId vault,
            String location,
            Path configuration,
            Sha256 hostKey,
            List<String> recipients,
            Optional<Path> identity,
            List<Finding> findings) {}

    Initialization(Passphrases passphrases) {
        this.passphrases = passphrases;
    }

    Made run(Wanted wanted) throws IOException {
        check(wanted);
        try {
            return make(wanted);
        } catch (IOException | RuntimeException e) {
            wanted.vault().takeBack(e);
            made.takeBack(e);
            throw e;
        }
    }

    /**
     * Without a configuration, keys are what a run left that was killed: the next one goes on with
     * them.
     */
    private static void check(Wanted wanted) throws IOException {
        if (Files.exists(wanted.configuration(), LinkOption.NOFOLLOW_LINKS)) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot make configuration '%s': it exists already"
                            .formatted(wanted.configuration()),
                    "move it away, or name another configuration with --config");
        }
        for (String name : wanted.volumes().keySet()) {
            if (!VolumeName.isValid(name)) {
                throw new UserException(
                        ErrorKind.USAGE,
                        "cannot use volume name '%s'".formatted(name),
                        "use letters, digits, dots, dashes and underscores");
            }
        }
        if (!wanted.recipients().isEmpty()) {
            Recipients.parse(wanted.recipients());
        }
        wanted.vault().check();
    }

    private Made make(Wanted wanted) throws IOException {
        made.directory(wanted.configuration().resolveSibling(""));
        Recipients recipients =
                wanted.recipients().isEmpty()
                        ? identity(wanted.identity())
                        : Recipients.parse(wanted.recipients());
        HostKey hostKey = hostKey(wanted.hostKey());
        NewVault.Result vault = wanted.vault().make(recipients);
        Optional<Path> identity =
                wanted.recipients().isEmpty() ? Optional.of(wanted.identity()) : Optional.empty();
        Made result =
                new Made(
                        vault.id(),
                        wanted.location().toString(),
                        wanted.configuration(),
                        hostKey.verifyKey().fingerprint(),
                        recipients.texts(),
                        identity,
                        vault.findings());
        ConfigurationTemplate.write(
                wanted.configuration(),
                new ConfigurationTemplate.Values(
                        result.vault(),
                        result.location(),
                        vault.cloud(),
                        result.recipients(),
                        result.hostKey(),
                        wanted.hostKey(),
                        identity,
                        wanted.volumes()));
        return result;
    }

    private Recipients identity(Path file) throws IOException {
        if (Files.exists(file)) {
            try (Identities there = IdentityFile.open(file, passphrases::ask)) {
                return new Recipients(there.recipients());
            }
        }
        try (Identity identity = Identity.generate();
                Passphrase passphrase = passphrases.askNew()) {
            Instant now = Instant.now();
            IdentityFile.create(
                    file, IdentityFile.seal(identity, now, passphrase, IdentityFile.WORK_FACTOR));
            made.add(file);
            return Recipients.of(identity.recipient());
        }
    }

    private HostKey hostKey(Path file) throws IOException {
        if (Files.exists(file)) {
            return HostKey.open(file);
        }
        HostKey key = HostKey.create(file);
        made.add(file);
        return key;
    }
}

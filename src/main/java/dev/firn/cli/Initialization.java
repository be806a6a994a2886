package dev.firn.cli;

import dev.firn.config.ConfigurationTemplate;
import dev.firn.keys.HostKey;
import dev.firn.keys.Identity;
import dev.firn.keys.IdentityFile;
import dev.firn.keys.Passphrase;
import dev.firn.keys.Recipients;
import dev.firn.kv.sqlite.SqliteKeyValueStore;
import dev.firn.model.Sha256;
import dev.firn.model.VaultId;
import dev.firn.model.VolumeName;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.ObjectStore;
import dev.firn.vault.VaultMarkers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes a vault, keys and a configuration. Everything is checked before anything is made, nothing
 * is overwritten, and what was made is taken back if a later step fails.
 */
final class Initialization {

    private final Passphrases passphrases;

    /** Files to delete if a later step fails, newest last. */
    private final List<Path> made = new ArrayList<>();

    /** What the user asked for. */
    record Wanted(
            Path configuration,
            VaultLocation vault,
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
            Optional<Path> identity) {}

    Initialization(Passphrases passphrases) {
        this.passphrases = passphrases;
    }

    Made run(Wanted wanted) throws IOException {
        check(wanted);
        try {
            return make(wanted);
        } catch (IOException | RuntimeException e) {
            takeBack(e);
            throw e;
        }
    }

    private static void check(Wanted wanted) throws IOException {
        requireAbsent(wanted.configuration(), "configuration");
        requireAbsent(wanted.hostKey(), "host key");
        if (wanted.recipients().isEmpty()) {
            requireAbsent(wanted.identity(), "identity");
        }
        for (String name : wanted.volumes().keySet()) {
            if (!VolumeName.isValid(name)) {
                throw new UserException(
                        ErrorKind.USAGE,
                        "cannot use volume name '%s'".formatted(name),
                        "use letters, digits, dots, dashes and underscores");
            }
        }
        Path directory = directory(wanted.vault()).path();
        if (Files.exists(directory) && !isVault(directory) && !isEmpty(directory)) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot make a vault in '%s': it is not an empty directory"
                            .formatted(directory),
                    "name a new or an empty directory");
        }
    }

    private static VaultLocation.Directory directory(VaultLocation location) {
        return switch (location) {
            case VaultLocation.Directory directory -> directory;
            case VaultLocation.Rehearsal rehearsal -> rehearsal.directory();
        };
    }

    private static void requireAbsent(Path file, String what) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot make %s '%s': it exists already".formatted(what, file),
                    "move it away, or name another configuration with --config");
        }
    }

    private static boolean isVault(Path directory) {
        return Files.exists(directory.resolve("vault.json"));
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.allMatch(entry -> entry.endsWith("lost+found"));
        }
    }

    private Made make(Wanted wanted) throws IOException {
        makeDirectory(wanted.configuration().resolveSibling(""));
        Recipients recipients =
                wanted.recipients().isEmpty()
                        ? makeIdentity(wanted.identity())
                        : Recipients.parse(wanted.recipients());
        HostKey hostKey = HostKey.create(wanted.hostKey());
        made.add(wanted.hostKey());
        VaultId vault = makeVault(wanted.vault(), recipients);
        Optional<Path> identity =
                wanted.recipients().isEmpty() ? Optional.of(wanted.identity()) : Optional.empty();
        Made result =
                new Made(
                        vault,
                        wanted.vault().toString(),
                        wanted.configuration(),
                        hostKey.verifyKey().fingerprint(),
                        recipients.texts(),
                        identity);
        ConfigurationTemplate.write(
                wanted.configuration(),
                new ConfigurationTemplate.Values(
                        vault,
                        result.location(),
                        result.recipients(),
                        result.hostKey(),
                        wanted.hostKey(),
                        identity,
                        wanted.volumes()));
        return result;
    }

    private Recipients makeIdentity(Path file) throws IOException {
        try (Identity identity = Identity.generate();
                Passphrase passphrase = passphrases.askNew()) {
            Instant now = Instant.now();
            IdentityFile.create(
                    file, IdentityFile.seal(identity, now, passphrase, IdentityFile.WORK_FACTOR));
            made.add(file);
            return Recipients.of(identity.recipient());
        }
    }

    private VaultId makeVault(VaultLocation location, Recipients recipients) throws IOException {
        Path metadata = directory(location).metadata();
        makeDirectory(directory(location).path());
        try (ObjectStore objects = objects(location)) {
            Optional<VaultId> there = VaultMarkers.read(objects);
            if (there.isPresent()) {
                SqliteKeyValueStore.open(metadata).close(); // says what is wrong with it
                return there.get();
            }
            // The marker last: what has one is complete.
            boolean isNew = !Files.exists(metadata, LinkOption.NOFOLLOW_LINKS);
            try (var records = SqliteKeyValueStore.create(metadata)) {
                records.list("heads", "volumes", "", Optional.empty());
            }
            if (isNew) {
                made.add(metadata);
            }
            return VaultMarkers.create(objects, recipients, Instant.now());
        }
    }

    private ObjectStore objects(VaultLocation location) throws IOException {
        return switch (location) {
            case VaultLocation.Directory directory -> LocalVaults.objects(directory);
            case VaultLocation.Rehearsal rehearsal -> {
                if (isVault(rehearsal.directory().path())) {
                    yield LocalVaults.glacier(rehearsal);
                }
                made.add(rehearsal.directory().ledger());
                yield LocalVaults.newGlacier(rehearsal);
            }
        };
    }

    private void makeDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            makeDirectory(parent);
        }
        Files.createDirectory(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        made.add(directory);
    }

    private void takeBack(Exception failure) {
        for (Path path : made.reversed()) {
            if (Files.exists(path.resolveSibling("vault.json"), LinkOption.NOFOLLOW_LINKS)) {
                continue; // the metadata of a vault that stands, this one's or another host's
            }
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }
}

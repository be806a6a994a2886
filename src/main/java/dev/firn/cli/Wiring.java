package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.config.ConfigurationFile;
import dev.firn.config.DefaultPaths;
import dev.firn.keys.HostKey;
import dev.firn.keys.Identities;
import dev.firn.keys.IdentityFile;
import dev.firn.keys.Recipients;
import dev.firn.kv.sqlite.SqliteKeyValueStore;
import dev.firn.model.VaultId;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.StorageClass;
import dev.firn.tree.Trees;
import dev.firn.vault.HostTrust;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.StreamWriter;
import dev.firn.vault.Vault;
import dev.firn.vault.VaultMarkers;
import dev.firn.vault.VaultWriter;
import dev.firn.workflow.SnapshotTrees;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** Puts the parts together. The only place that names implementations of stores. */
final class Wiring {

    /** For chunks on their way to the store. With frames and heap it stays below 320 MB. */
    private static final long BACKUP_CHUNK_BYTES = 160L << 20;

    private static final long RESTORE_CHUNK_BYTES = 160L << 20;
    private static final int UPLOADS = 2;

    /** For pages of trees. */
    private static final long TREE_BYTES = 32L << 20;

    private final FirnCommand options;

    Wiring(FirnCommand options) {
        this.options = options;
    }

    Path configurationPath() {
        return options.config == null
                ? DefaultPaths.configuration().resolve("firn.toml")
                : options.config.toAbsolutePath();
    }

    /** The configuration; with {@code --vault} and no file, one that knows only the vault. */
    Configuration configuration() throws IOException {
        Path file = configurationPath();
        if (options.vault == null) {
            return ConfigurationFile.read(file, KernelHostName.read());
        }
        if (options.config == null && !Files.exists(file)) {
            return ConfigurationFile.without(options.vault, KernelHostName.read());
        }
        Configuration read = ConfigurationFile.read(file, KernelHostName.read());
        boolean same =
                VaultLocation.parse(read.vault().location())
                        .equals(VaultLocation.parse(options.vault));
        return same ? read : ConfigurationFile.without(options.vault, read.host().name());
    }

    /** Opens the configured vault. */
    Vault open(Configuration configuration, Progress progress) throws IOException {
        VaultLocation location = VaultLocation.parse(configuration.vault().location());
        ObjectStore objects;
        VaultLocation.Directory directory;
        switch (location) {
            case VaultLocation.Directory plain -> {
                directory = plain;
                objects = LocalVaults.objects(plain);
            }
            case VaultLocation.Rehearsal rehearsal -> {
                directory = rehearsal.directory();
                objects = LocalVaults.glacier(rehearsal);
            }
        }
        VaultId id = VaultMarkers.read(objects).orElseThrow(() -> noVault(location));
        Optional<VaultId> expected = configuration.vault().id();
        if (expected.isPresent() && !expected.get().equals(id)) {
            throw new UserException(
                    ErrorKind.STORE_UNAVAILABLE,
                    "cannot open vault '%s': it is vault %s, and the configuration is for %s"
                            .formatted(location, id, expected.get()),
                    "is another disk mounted there? If this vault is meant, correct vault.id");
        }
        HostTrust trust = new HostTrust(configuration.vault().trustedHosts());
        return new Vault(id, objects, SqliteKeyValueStore.open(directory.metadata()), trust);
    }

    private static UserException noVault(VaultLocation location) {
        return new UserException(
                ErrorKind.STORE_UNAVAILABLE,
                "cannot open vault '%s': there is no vault.json in it".formatted(location),
                "is the disk mounted? A new vault is made with 'firn init'");
    }

    VaultWriter.Settings writerSettings(Configuration configuration, VaultId vault)
            throws IOException {
        Path key =
                configuration
                        .host()
                        .signingKey()
                        .orElseThrow(() ->
                                new UserException(
                                        ErrorKind.USAGE,
                                        "cannot back up: the configuration has no"
                                                + " host.signing-key",
                                        "make a configuration with 'firn init'"));
        return new VaultWriter.Settings(
                Recipients.parse(configuration.vault().recipients()),
                HostKey.open(key),
                configuration.backup().layout(),
                new StreamWriter.Compression(
                        configuration.backup().compressionLevel(),
                        configuration.backup().threads()),
                configuration.host().state().resolve(vault.toString()),
                BACKUP_CHUNK_BYTES,
                UPLOADS,
                storageClass(configuration),
                Clock.systemUTC());
    }

    /** The class of chunks. A rehearsal without frozen ones would be none. */
    private static StorageClass storageClass(Configuration configuration) {
        VaultLocation location = VaultLocation.parse(configuration.vault().location());
        Optional<StorageClass> given = configuration.backup().storageClass();
        return switch (location) {
            case VaultLocation.Rehearsal _ -> given.orElse(StorageClass.DEEP_ARCHIVE);
            case VaultLocation.Directory _ -> {
                if (given.isPresent() && given.get() != StorageClass.STANDARD) {
                    throw new UserException(
                            ErrorKind.USAGE,
                            "cannot store chunks with storage class %s in '%s': it is a directory"
                                    .formatted(given.get(), location),
                            "leave backup.storage-class out of the configuration");
                }
                yield StorageClass.STANDARD;
            }
        };
    }

    /** Reads the identity that decrypts, asking for its passphrase. */
    Identities identities(
            Configuration configuration, Optional<Path> given, Passphrases passphrases)
            throws IOException {
        Path file =
                given.or(() -> configuration.host().identity())
                        .orElseThrow(() ->
                                new UserException(
                                        ErrorKind.USAGE,
                                        "cannot decrypt: no identity was given",
                                        "name the identity file with --identity"));
        return IdentityFile.open(file, passphrases::ask);
    }

    SnapshotReader.Settings readerSettings(
            Configuration configuration, VaultId vault, Identities identities) {
        return new SnapshotReader.Settings(
                identities,
                RESTORE_CHUNK_BYTES,
                configuration.host().state().resolve(vault.toString()).resolve("spool"));
    }

    /** Where trees of snapshots come from; {@code identities} are asked for when needed. */
    SnapshotTrees.Settings treeSettings(
            Configuration configuration, VaultId vault, SnapshotTrees.IdentitySource identities) {
        return new SnapshotTrees.Settings(
                configuration.host().cache().resolve(vault.toString()),
                new Trees.Settings(TREE_BYTES, configuration.host().cacheBytes()),
                configuration.host().state().resolve(vault.toString()).resolve("spool"),
                identities);
    }

    Progress progress(PrintWriter err) {
        return options.json ? new JsonProgress(err) : TerminalProgress.to(err);
    }
}

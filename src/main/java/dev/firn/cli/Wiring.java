package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.config.ConfigurationFile;
import dev.firn.config.DefaultPaths;
import dev.firn.keys.HostKey;
import dev.firn.keys.Identities;
import dev.firn.keys.IdentityFile;
import dev.firn.keys.Recipients;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.sqlite.SqliteKeyValueStore;
import dev.firn.model.RateSchedule;
import dev.firn.model.VaultId;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.report.Waiting;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.ThawTier;
import dev.firn.storage.glacier.SimulatedGlacier;
import dev.firn.storage.limited.LimitedObjectStore;
import dev.firn.storage.limited.RateLimit;
import dev.firn.thaw.ThawSettings;
import dev.firn.tree.Trees;
import dev.firn.vault.HostTrust;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.StreamWriter;
import dev.firn.vault.ThawJobs;
import dev.firn.vault.Vault;
import dev.firn.vault.VaultMarkers;
import dev.firn.vault.VaultMarkers.Marker;
import dev.firn.vault.VaultMarkers.MetadataPlace;
import dev.firn.vault.VaultWriter;
import dev.firn.workflow.SnapshotTrees;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
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
    private Optional<MetadataPlace> metadataPlace = Optional.empty();
    private InstantSource clock = InstantSource.system();

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
        HostTrust trust = new HostTrust(configuration.vault().trustedHosts());
        return switch (location) {
            case VaultLocation.Directory directory ->
                    local(configuration, directory, LocalVaults.objects(directory), trust);
            case VaultLocation.Rehearsal rehearsal -> {
                SimulatedGlacier glacier = LocalVaults.glacier(rehearsal);
                clock = () -> now(glacier);
                yield local(configuration, rehearsal.directory(), glacier, trust);
            }
            case VaultLocation.Bucket bucket -> {
                CloudStores stores = CloudStores.of(bucket, configuration);
                Waiting waiting = new NetworkNotes(progress, Clock.systemUTC());
                ObjectStore objects = limited(configuration, stores.ownObjects(waiting));
                try {
                    Marker marker = marker(configuration, location, objects);
                    metadataPlace = marker.metadata();
                    KeyValueStore records =
                            stores.records(stores.place(marker.metadata()), waiting);
                    yield new Vault(marker.vault(), objects, records, trust);
                } catch (IOException | RuntimeException e) {
                    objects.close();
                    throw e;
                }
            }
        };
    }

    private static Vault local(
            Configuration configuration,
            VaultLocation.Directory directory,
            ObjectStore store,
            HostTrust trust)
            throws IOException {
        ObjectStore objects = limited(configuration, store);
        VaultLocation location = VaultLocation.parse(configuration.vault().location());
        VaultId id = marker(configuration, location, objects).vault();
        return new Vault(id, objects, SqliteKeyValueStore.open(directory.metadata()), trust);
    }

    /** With the configured limits, if there are any: a NAS is behind a network, too. */
    private static ObjectStore limited(Configuration configuration, ObjectStore objects) {
        RateSchedule upload = configuration.limits().upload();
        RateSchedule download = configuration.limits().download();
        return upload.limits() || download.limits()
                ? new LimitedObjectStore(objects, RateLimit.of(upload), RateLimit.of(download))
                : objects;
    }

    /** What the marker of the vault that was opened says of its records. */
    Optional<MetadataPlace> metadataPlace() {
        return metadataPlace;
    }

    private static Marker marker(
            Configuration configuration, VaultLocation location, ObjectStore objects)
            throws IOException {
        Marker marker = VaultMarkers.readMarker(objects).orElseThrow(() -> noVault(location));
        Optional<VaultId> expected = configuration.vault().id();
        if (expected.isPresent() && !expected.get().equals(marker.vault())) {
            throw new UserException(
                    ErrorKind.STORE_UNAVAILABLE,
                    "cannot open vault '%s': it is vault %s, and the configuration is for %s"
                            .formatted(location, marker.vault(), expected.get()),
                    "is another disk mounted there? If this vault is meant, correct vault.id");
        }
        return marker;
    }

    private static Instant now(SimulatedGlacier glacier) {
        try {
            return glacier.now();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The time of the vault that was opened: another than the host's in a rehearsal. */
    InstantSource clock() {
        return clock;
    }

    /** Where the host notes what it had thawed of a vault. */
    ThawJobs thawJobs(Configuration configuration, VaultId vault) {
        return new ThawJobs(configuration.host().state().resolve(vault.toString()));
    }

    /** Plans of thaws, with what the store charges. */
    ThawText thawText(Configuration configuration) throws IOException {
        int days = configuration.restore().thawDays();
        return new ThawText(
                new Pricing(configuration).charged().map(prices -> new ThawCost(prices, days)));
    }

    /**
     * How chunks of the vault that was opened are thawed.
     *
     * @param tier what was asked for on the command line
     */
    ThawSettings thawSettings(
            Configuration configuration,
            Optional<ThawTier> tier,
            ThawSettings.Wait wait,
            ThawSettings.Consent consent) {
        Configuration.RestorePart part = configuration.restore();
        return new ThawSettings(
                tier,
                part.thawTier(),
                part.thawDays(),
                part.thawWindow(),
                part.fetchedSize(),
                wait,
                part.poll(),
                clock,
                Thread::sleep,
                consent);
    }

    private static UserException noVault(VaultLocation location) {
        String hint =
                switch (location) {
                    case VaultLocation.Directory _, VaultLocation.Rehearsal _ ->
                            "is the disk mounted?";
                    case VaultLocation.Bucket _ -> "are bucket, prefix and endpoint right?";
                };
        return new UserException(
                ErrorKind.STORE_UNAVAILABLE,
                "cannot open vault '%s': there is no vault.json in it".formatted(location),
                hint + " A new vault is made with 'firn init'");
    }

    /** How a volume of the configuration is stored. */
    VaultWriter.Settings writerSettings(Configuration configuration, VaultId vault, String volume)
            throws IOException {
        return new VaultWriter.Settings(
                Recipients.parse(configuration.vault().recipients()),
                hostKey(configuration),
                configuration.backup().layout(),
                new StreamWriter.Compression(
                        configuration.backup().compressionLevel(),
                        configuration.backup().threads()),
                configuration.host().state().resolve(vault.toString()),
                BACKUP_CHUNK_BYTES,
                uploads(configuration),
                new Pricing(configuration).classOf(volume),
                Clock.systemUTC());
    }

    /** Of chunks to a disk, two at a time suffice. */
    private static int uploads(Configuration configuration) {
        return switch (VaultLocation.parse(configuration.vault().location())) {
            case VaultLocation.Directory _, VaultLocation.Rehearsal _ -> UPLOADS;
            case VaultLocation.Bucket _ -> configuration.s3().uploads();
        };
    }

    /** The key with which this host signs. */
    HostKey hostKey(Configuration configuration) throws IOException {
        return HostKey.open(
                configuration
                        .host()
                        .signingKey()
                        .orElseThrow(() ->
                                new UserException(
                                        ErrorKind.USAGE,
                                        "cannot sign for what is stored: the configuration has no"
                                                + " host.signing-key",
                                        "make a configuration with 'firn init'")));
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
        return progress(err, RateSchedule.UNLIMITED);
    }

    /**
     * @param limit to the speed of what is done
     */
    Progress progress(PrintWriter err, RateSchedule limit) {
        return options.json ? new JsonProgress(err) : TerminalProgress.to(err, limit);
    }
}

package dev.firn.cli;

import dev.firn.keys.Recipients;
import dev.firn.kv.sqlite.SqliteKeyValueStore;
import dev.firn.model.VaultId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.ObjectStore;
import dev.firn.vault.VaultMarkers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A vault in a directory, a plain one or one to rehearse with. */
final class NewDirectoryVault implements NewVault {

    private final VaultLocation.Directory location;
    private final Objects objects;
    private final MadeFiles made;

    /** Opens the objects of the vault, which there need not be yet. */
    @FunctionalInterface
    private interface Objects {
        ObjectStore open() throws IOException;
    }

    private NewDirectoryVault(VaultLocation.Directory location, Objects objects, MadeFiles made) {
        this.location = location;
        this.objects = objects;
        this.made = made;
    }

    static NewVault plain(VaultLocation.Directory location) {
        return new NewDirectoryVault(
                location, () -> LocalVaults.objects(location), new MadeFiles());
    }

    static NewVault toRehearse(VaultLocation.Rehearsal location) {
        MadeFiles made = new MadeFiles();
        return new NewDirectoryVault(
                location.directory(),
                () -> {
                    if (isVault(location.directory().path())) {
                        return LocalVaults.glacier(location);
                    }
                    made.add(location.directory().ledger());
                    return LocalVaults.newGlacier(location);
                },
                made);
    }

    @Override
    public void check() throws IOException {
        Path directory = location.path();
        if (Files.exists(directory) && !isVault(directory) && !isEmpty(directory)) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot make a vault in '%s': it is not an empty directory"
                            .formatted(directory),
                    "name a new or an empty directory");
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

    @Override
    public Result make(Recipients recipients) throws IOException {
        made.directory(location.path());
        try (ObjectStore store = objects.open()) {
            return new Result(make(store, recipients), Optional.empty(), List.of());
        }
    }

    private VaultId make(ObjectStore store, Recipients recipients) throws IOException {
        Optional<VaultId> there = VaultMarkers.read(store);
        if (there.isPresent()) {
            SqliteKeyValueStore.open(location.metadata()).close(); // says what is wrong with it
            return there.get();
        }
        // The marker last: what has one is complete.
        boolean isNew = !Files.exists(location.metadata(), LinkOption.NOFOLLOW_LINKS);
        try (var records = SqliteKeyValueStore.create(location.metadata())) {
            records.list("heads", "volumes", "", Optional.empty());
        }
        if (isNew) {
            made.add(location.metadata());
        }
        return VaultMarkers.create(store, recipients, Instant.now());
    }

    @Override
    public void takeBack(Exception failure) {
        made.takeBack(failure);
    }
}

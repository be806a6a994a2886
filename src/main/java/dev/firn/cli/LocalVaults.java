package dev.firn.cli;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.directory.DirectoryObjectStore;
import dev.firn.storage.glacier.SimulatedGlacier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Clock;

/** Opens the objects of vaults in directories, plain ones and those to rehearse with. */
final class LocalVaults {

    private LocalVaults() {}

    /** The objects of a plain vault, which there need not be yet. */
    static ObjectStore objects(VaultLocation.Directory directory) throws IOException {
        if (Files.exists(directory.ledger(), LinkOption.NOFOLLOW_LINKS)) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot open vault '%s': it is one to rehearse with".formatted(directory),
                    "name it '%s'".formatted(new VaultLocation.Rehearsal(directory)));
        }
        return DirectoryObjectStore.open(directory.path());
    }

    /** The objects of a vault to rehearse with. */
    static SimulatedGlacier glacier(VaultLocation.Rehearsal location) throws IOException {
        VaultLocation.Directory directory = location.directory();
        if (!Files.exists(directory.ledger(), LinkOption.NOFOLLOW_LINKS)) {
            throw new UserException(
                    ErrorKind.STORE_UNAVAILABLE,
                    "cannot open vault '%s': there is no vault to rehearse with"
                            .formatted(location),
                    "make one with 'firn init %s'".formatted(location));
        }
        return newGlacier(location);
    }

    /** The same of one that there need not be yet; its ledger is made if it is missing. */
    static SimulatedGlacier newGlacier(VaultLocation.Rehearsal location) throws IOException {
        return new SimulatedGlacier(
                DirectoryObjectStore.open(location.directory().path()),
                location.directory().ledger(),
                Clock.systemUTC());
    }
}

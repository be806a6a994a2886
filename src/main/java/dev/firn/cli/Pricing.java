package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.config.Configuration.BackupPart;
import dev.firn.config.Configuration.ClassRule;
import dev.firn.config.Configuration.VolumePart;
import dev.firn.cost.ClassChoice;
import dev.firn.cost.PriceFile;
import dev.firn.cost.Prices;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.StorageClass;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;

/** What the vault's store charges, and which storage classes chunks are put into. */
final class Pricing {

    private final Configuration configuration;
    private final VaultLocation location;

    Pricing(Configuration configuration) {
        this.configuration = configuration;
        this.location = VaultLocation.parse(configuration.vault().location());
    }

    /**
     * The prices that are configured, or those that come with Firn.
     *
     * @throws UserException if the file that is configured is not one of prices
     */
    Prices prices() throws IOException {
        Optional<Path> file = configuration.cost().prices();
        return file.isPresent() ? PriceFile.read(file.get()) : PriceFile.builtIn();
    }

    /** The prices of the vault's store; empty where nothing, or nobody knows what, is charged. */
    Optional<Prices> charged() throws IOException {
        return isCharged() ? Optional.of(prices()) : Optional.empty();
    }

    /** What a server that is not AWS charges is known only if somebody says it. */
    private boolean isCharged() {
        return switch (location) {
            case VaultLocation.Directory _ -> false;
            case VaultLocation.Rehearsal _ -> true;
            case VaultLocation.Bucket _ ->
                    configuration.s3().endpoint().isEmpty()
                            || configuration.cost().prices().isPresent();
        };
    }

    /** The class of a chunk of a volume, by its bytes. */
    LongFunction<StorageClass> classOf(String volume) throws IOException {
        BackupPart all = configuration.backup();
        Optional<VolumePart> own = Optional.ofNullable(configuration.volumes().get(volume));
        Optional<ClassRule> given =
                own.flatMap(VolumePart::storageClass).or(() -> all.storageClass());
        Duration lifetime = own.flatMap(VolumePart::lifetime).orElse(all.lifetime());
        return switch (location) {
            case VaultLocation.Rehearsal _ -> rule(given, StorageClass.DEEP_ARCHIVE, lifetime);
            case VaultLocation.Bucket _ -> rule(given, StorageClass.STANDARD, lifetime);
            case VaultLocation.Directory _ -> {
                requireStandard(given);
                yield _ -> StorageClass.STANDARD;
            }
        };
    }

    /** A rehearsal without frozen chunks would be none: what is usual differs. */
    private LongFunction<StorageClass> rule(
            Optional<ClassRule> given, StorageClass usual, Duration lifetime) throws IOException {
        return switch (given.orElse(new ClassRule.Named(usual))) {
            case ClassRule.Named(StorageClass named) -> _ -> named;
            case ClassRule.Auto _ -> cheapest(lifetime);
        };
    }

    private LongFunction<StorageClass> cheapest(Duration lifetime) throws IOException {
        if (!isCharged()) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot choose storage classes in '%s': what the server charges is not known"
                            .formatted(location),
                    "name a file of its prices with cost.prices, or a class with"
                            + " backup.storage-class");
        }
        return new ClassChoice(prices(), lifetime)::of;
    }

    private void requireStandard(Optional<ClassRule> given) {
        if (given.isPresent() && !given.get().equals(new ClassRule.Named(StorageClass.STANDARD))) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot store chunks with storage class %s in '%s': it is a directory"
                            .formatted(name(given.get()), location),
                    "leave storage-class out of the configuration");
        }
    }

    private static String name(ClassRule rule) {
        return switch (rule) {
            case ClassRule.Named(StorageClass named) -> named.name();
            case ClassRule.Auto _ -> "auto";
        };
    }
}

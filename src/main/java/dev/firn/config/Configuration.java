package dev.firn.config;

import dev.firn.model.Layout;
import dev.firn.model.RateSchedule;
import dev.firn.model.Sha256;
import dev.firn.model.VaultId;
import dev.firn.model.VolumeId;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a host knows of its vault and of its volumes.
 *
 * @param volumes by name, in the order of the file
 */
public record Configuration(
        VaultPart vault,
        S3Part s3,
        MetadataPart metadata,
        LimitsPart limits,
        CostPart cost,
        HostPart host,
        BackupPart backup,
        RestorePart restore,
        Map<String, VolumePart> volumes) {

    public Configuration {
        volumes = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(volumes));
    }

    /** The same, but going on for so long only when the cloud is not reached. */
    public Configuration withPatience(Duration patience) {
        return new Configuration(
                vault,
                s3.withPatience(patience),
                metadata,
                limits,
                cost,
                host,
                backup,
                restore,
                volumes);
    }

    /**
     * {@code [vault]}.
     *
     * @param id empty: whichever vault is found at the location
     * @param trustedHosts fingerprints of host keys; empty: any
     */
    public record VaultPart(
            String location,
            Optional<VaultId> id,
            List<String> recipients,
            Set<Sha256> trustedHosts) {}

    /**
     * {@code [s3]}: how to reach the bucket of a vault in the cloud.
     *
     * @param region empty for that of the AWS SDK's chain
     * @param endpoint of a server that is not AWS
     * @param hasPathStyle whether the bucket stands in the path of addresses
     * @param profile of {@code ~/.aws}; empty for the chain's own choice
     * @param account number of the AWS account that must own the bucket
     * @param hasConditionalWrites whether the server heeds {@code If-None-Match}
     * @param uploads how many objects are sent at a time
     * @param patience for how long to go on trying when S3 is not reached
     * @param answerTimeout for how long one try waits for its answer
     */
    public record S3Part(
            Optional<String> region,
            Optional<URI> endpoint,
            boolean hasPathStyle,
            Optional<String> profile,
            Optional<String> account,
            boolean hasConditionalWrites,
            int uploads,
            Duration patience,
            Duration answerTimeout) {

        /** Long enough for a night without network. */
        static final Duration PATIENCE = Duration.ofHours(12);

        static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
        static final int UPLOADS = 4;

        S3Part withPatience(Duration other) {
            return new S3Part(
                    region,
                    endpoint,
                    hasPathStyle,
                    profile,
                    account,
                    hasConditionalWrites,
                    uploads,
                    other,
                    answerTimeout);
        }

        /** AWS, as the SDK finds it. */
        public static final S3Part DEFAULT =
                new S3Part(
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        UPLOADS,
                        PATIENCE,
                        ANSWER_TIMEOUT);
    }

    /** Where the records of a vault in the cloud are. */
    public enum MetadataStore {
        DYNAMODB,
        S3
    }

    /**
     * {@code [metadata]}: the records of a vault in the cloud. What is empty, the vault's marker
     * says.
     *
     * @param tables what the names of the tables in DynamoDB begin with
     * @param isOnDemand whether tables are paid by the request, and not within the free tier
     */
    public record MetadataPart(
            Optional<MetadataStore> store,
            Optional<String> tables,
            boolean isOnDemand,
            Optional<String> region,
            Optional<URI> endpoint) {

        /** As the vault's marker says. */
        public static final MetadataPart DEFAULT =
                new MetadataPart(
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty());
    }

    /** {@code [limits]}: of the bytes a second to and from the vault. */
    public record LimitsPart(RateSchedule upload, RateSchedule download) {

        public static final LimitsPart NONE =
                new LimitsPart(RateSchedule.UNLIMITED, RateSchedule.UNLIMITED);
    }

    /**
     * {@code [cost]}.
     *
     * @param prices file of prices, in the place of those that come with Firn
     */
    public record CostPart(Optional<Path> prices) {

        /** With the prices that come with Firn. */
        public static final CostPart DEFAULT = new CostPart(Optional.empty());
    }

    /**
     * {@code [host]}.
     *
     * @param cache directory for trees of snapshots
     * @param cacheBytes how much of them a volume may have
     */
    public record HostPart(
            String name,
            Path state,
            Path cache,
            long cacheBytes,
            Optional<Path> signingKey,
            Optional<Path> identity) {}

    /**
     * {@code [backup]}.
     *
     * @param storageClass of chunks; empty: as it is usual where the vault is
     * @param lifetime for how long a chunk is kept, as it is expected
     */
    public record BackupPart(
            Layout layout,
            int compressionLevel,
            int threads,
            Optional<ClassRule> storageClass,
            Duration lifetime) {

        /** Most chunks of a sequence are needed as long as the sequence is. */
        static final Duration LIFETIME = Duration.ofDays(365);
    }

    /** Which storage class chunks are put into. */
    public sealed interface ClassRule {

        /** Always the same. */
        record Named(StorageClass storageClass) implements ClassRule {}

        /** The one in which a chunk of its size costs least in its expected lifetime. */
        record Auto() implements ClassRule {}
    }

    /**
     * {@code [restore]}.
     *
     * @param thawDays for which thawed chunks stay readable
     * @param thawWindow limit on the bytes that are thawed and not yet fetched
     * @param fetchedSize limit on the bytes that are fetched and not yet received
     * @param poll how often the store is asked whether chunks are thawed
     * @param askAbove dollars; what a restore without a thaw may cost without anybody being asked
     */
    public record RestorePart(
            ThawTier thawTier,
            int thawDays,
            long thawWindow,
            long fetchedSize,
            Duration poll,
            BigDecimal askAbove) {

        /**
         * Four TiB at a time: even if each byte takes two days to thaw, that keeps a line of 200
         * Mbit/s busy, and one of 60 Mbit/s has fetched them within the week.
         */
        public static final RestorePart DEFAULT =
                new RestorePart(
                        ThawTier.BULK,
                        7,
                        4L << 40,
                        1L << 60,
                        Duration.ofMinutes(15),
                        BigDecimal.ONE);
    }

    /**
     * {@code [volume.NAME]}.
     *
     * @param uuid of the volume that its snapshots are stored under; empty: the subvolume's own
     * @param storageClass of its chunks; empty: as that of all volumes
     * @param lifetime of its chunks; empty: as that of all volumes
     */
    public record VolumePart(
            Path path,
            Optional<VolumeId> uuid,
            Path snapshots,
            int keepLocal,
            Duration reuseWithin,
            Optional<ClassRule> storageClass,
            Optional<Duration> lifetime) {}
}

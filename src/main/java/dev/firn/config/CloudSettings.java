package dev.firn.config;

import dev.firn.config.Configuration.MetadataPart;
import dev.firn.config.Configuration.S3Part;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.util.Optional;
import java.util.function.Function;

/** The settings of a vault in the cloud as options of a command line, checked as in the file. */
public final class CloudSettings {

    private CloudSettings() {}

    /**
     * {@code [s3]}, with the usual times.
     *
     * @throws UserException of kind USAGE if a value is none that the file would take
     */
    public static S3Part s3(
            Optional<String> region,
            Optional<String> endpoint,
            boolean hasPathStyle,
            Optional<String> profile,
            Optional<String> account,
            boolean hasConditionalWrites) {
        return new S3Part(
                read("--region", region, CloudTables::region),
                read("--endpoint", endpoint, CloudTables::endpoint),
                hasPathStyle,
                profile,
                read("--account", account, CloudTables::account),
                hasConditionalWrites,
                S3Part.UPLOADS,
                S3Part.PATIENCE,
                S3Part.ANSWER_TIMEOUT);
    }

    /**
     * {@code [metadata]}.
     *
     * @throws UserException of kind USAGE if a value is none that the file would take
     */
    public static MetadataPart metadata(
            Optional<String> store,
            Optional<String> tables,
            boolean isOnDemand,
            Optional<String> endpoint) {
        return new MetadataPart(
                read("--metadata", store, CloudTables::store),
                read("--tables", tables, CloudTables::tables),
                isOnDemand,
                Optional.empty(),
                read("--metadata-endpoint", endpoint, CloudTables::endpoint));
    }

    private static <T> Optional<T> read(
            String option, Optional<String> text, Function<String, T> parser) {
        try {
            return text.map(parser);
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot use %s: %s".formatted(option, e.getMessage()),
                    "see 'firn init --help'",
                    e);
        }
    }
}

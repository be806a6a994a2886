package dev.firn.config;

import dev.firn.config.Configuration.LimitsPart;
import dev.firn.config.Configuration.MetadataPart;
import dev.firn.config.Configuration.MetadataStore;
import dev.firn.config.Configuration.S3Part;
import dev.firn.model.RateSchedule;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.regex.Pattern;

/** Reads the tables about vaults in the cloud. */
final class CloudTables {

    /** As AWS writes its regions; a server of somebody else's may have any name. */
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

    /** As {@code DynamoSettings} has it. */
    private static final Pattern TABLES = Pattern.compile("[A-Za-z0-9_-]{1,54}");

    private CloudTables() {}

    static S3Part s3(TomlTable table) {
        S3Part part =
                new S3Part(
                        table.text("region", CloudTables::region),
                        table.text("endpoint", CloudTables::endpoint),
                        table.flag("path-style", false),
                        table.text("profile", text -> text),
                        table.text("account", CloudTables::account),
                        table.flag("conditional-writes", true),
                        table.number("uploads", 1, 64, S3Part.UPLOADS),
                        table.text("patience", Quantities::duration).orElse(S3Part.PATIENCE),
                        table.text("answer-timeout", CloudTables::timeout)
                                .orElse(S3Part.ANSWER_TIMEOUT));
        table.requireNothingElse();
        return part;
    }

    static MetadataPart metadata(TomlTable table) {
        MetadataPart part =
                new MetadataPart(
                        table.text("store", CloudTables::store),
                        table.text("tables", CloudTables::tables),
                        table.text("capacity", CloudTables::isOnDemand).orElse(false),
                        table.text("region", CloudTables::region),
                        table.text("endpoint", CloudTables::endpoint));
        table.requireNothingElse();
        return part;
    }

    static LimitsPart limits(TomlTable table) {
        LimitsPart part = new LimitsPart(rates(table, "upload"), rates(table, "download"));
        table.requireNothingElse();
        return part;
    }

    private static RateSchedule rates(TomlTable table, String key) {
        return table.make(key, table.textOrTexts(key), Rates::schedule);
    }

    private static String match(String text, Pattern pattern, String what) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("'%s' is not %s".formatted(text, what));
        }
        return text;
    }

    static String region(String text) {
        return match(text, REGION, "a region");
    }

    static String account(String text) {
        return match(text, ACCOUNT, "the 12 digits of an AWS account");
    }

    static String tables(String text) {
        return match(text, TABLES, "1 to 54 letters, digits, dashes or underscores");
    }

    static URI endpoint(String text) {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme());
            if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "'%s' is not an address like https://s3.example.org".formatted(text));
    }

    static MetadataStore store(String text) {
        return switch (text) {
            case "dynamodb" -> MetadataStore.DYNAMODB;
            case "s3" -> MetadataStore.S3;
            default ->
                    throw new IllegalArgumentException(
                            "'%s' is neither dynamodb nor s3".formatted(text));
        };
    }

    private static boolean isOnDemand(String text) {
        return switch (text) {
            case "free-tier" -> false;
            case "on-demand" -> true;
            default ->
                    throw new IllegalArgumentException(
                            "'%s' is neither free-tier nor on-demand".formatted(text));
        };
    }

    private static Duration timeout(String text) {
        Duration timeout = Quantities.duration(text);
        if (timeout.isZero()) {
            throw new IllegalArgumentException("an answer takes at least a second");
        }
        return timeout;
    }
}

package dev.firn.cost;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.dataformat.toml.TomlMapper;

/** Reads files of prices; docs/cost.md, section "Prices", has their form. */
public final class PriceFile {

    /** The region whose prices come with Firn. */
    public static final String REGION = "us-east-1";

    private static final TomlMapper MAPPER =
            TomlMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final String name;

    private PriceFile(String name) {
        this.name = name;
    }

    /** The prices that come with Firn. */
    public static Prices builtIn() {
        String name = REGION + ".toml";
        try (InputStream file = PriceFile.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is not in the program");
            }
            return new PriceFile(name).prices(MAPPER.readTree(file));
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /**
     * The prices in a file.
     *
     * @throws UserException of kind USAGE if it is not a file of prices
     */
    public static Prices read(Path path) throws IOException {
        PriceFile file = new PriceFile(path.toString());
        JsonNode root;
        try {
            root = MAPPER.readTree(Files.readString(path));
        } catch (NoSuchFileException e) {
            throw file.wrong("there is no such file");
        } catch (CharacterCodingException e) {
            throw file.wrong("it is not text in UTF-8");
        } catch (JacksonException e) {
            throw file.wrong("it is not TOML: " + e.getOriginalMessage());
        }
        return file.prices(root);
    }

    private Prices prices(JsonNode root) {
        requireOnly(root, "", Set.of("region", "date", "download", "class", "thaw"));
        Map<StorageClass, Prices.OfClass> classes = new EnumMap<>(StorageClass.class);
        JsonNode given = table(root, "", "class");
        for (String key : given.propertyNames()) {
            String path = "class." + key;
            classes.put(
                    constant(StorageClass.class, key, path),
                    ofClass(table(given, "class.", key), path + "."));
        }
        if (!classes.containsKey(StorageClass.STANDARD)) {
            throw wrong("'class.STANDARD' is missing");
        }
        JsonNode download = table(root, "", "download");
        requireOnly(download, "download.", Set.of("gigabyte"));
        return new Prices(
                text(root, "region"),
                date(text(root, "date")),
                money(download, "download.", "gigabyte"),
                classes,
                thaws(table(root, "", "thaw")));
    }

    private Prices.OfClass ofClass(JsonNode table, String path) {
        requireOnly(
                table,
                path,
                Set.of(
                        "month",
                        "put",
                        "get",
                        "read",
                        "minimum-days",
                        "minimum-bytes",
                        "own-overhead",
                        "standard-overhead"));
        return new Prices.OfClass(
                money(table, path, "month"),
                money(table, path, "put"),
                money(table, path, "get"),
                table.has("read") ? money(table, path, "read") : Money.NONE,
                Math.toIntExact(number(table, path, "minimum-days", 10_000)),
                number(table, path, "minimum-bytes", 1L << 30),
                number(table, path, "own-overhead", 1L << 30),
                number(table, path, "standard-overhead", 1L << 30));
    }

    private Map<StorageClass, Map<ThawTier, Prices.OfThaw>> thaws(JsonNode table) {
        Map<StorageClass, Map<ThawTier, Prices.OfThaw>> thaws = new EnumMap<>(StorageClass.class);
        for (String key : table.propertyNames()) {
            String path = "thaw." + key;
            JsonNode given = table(table, "thaw.", key);
            Map<ThawTier, Prices.OfThaw> tiers = new EnumMap<>(ThawTier.class);
            for (String tier : given.propertyNames()) {
                String tierPath = path + "." + tier + ".";
                JsonNode prices = table(given, path + ".", tier);
                requireOnly(prices, tierPath, Set.of("gigabyte", "requests"));
                tiers.put(
                        constant(ThawTier.class, tier, path + "." + tier),
                        new Prices.OfThaw(
                                money(prices, tierPath, "gigabyte"),
                                money(prices, tierPath, "requests")));
            }
            thaws.put(constant(StorageClass.class, key, path), tiers);
        }
        return thaws;
    }

    private JsonNode table(JsonNode parent, String path, String key) {
        JsonNode table =
                Optional.ofNullable(parent.get(key)).orElse(JsonNodeFactory.instance.objectNode());
        if (!table.isObject()) {
            throw wrong("'%s%s' is not a table".formatted(path, key));
        }
        return table;
    }

    private void requireOnly(JsonNode table, String path, Set<String> known) {
        Set<String> others = new HashSet<>(table.propertyNames());
        others.removeAll(known);
        if (!others.isEmpty()) {
            throw wrong("there is no key '%s%s'".formatted(path, others.iterator().next()));
        }
    }

    private <E extends Enum<E>> E constant(Class<E> type, String name, String path) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw wrong("there is no '%s'".formatted(path));
        }
    }

    private String text(JsonNode table, String key) {
        JsonNode value = table.get(key);
        if (value == null || !value.isString()) {
            throw wrong("'%s' is missing, or is not a string".formatted(key));
        }
        return value.asString();
    }

    private LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw wrong("'date': '%s' is not a date such as 2026-11-23".formatted(text));
        }
    }

    private Money money(JsonNode table, String path, String key) {
        JsonNode value = table.get(key);
        if (value == null || !value.isNumber() || value.decimalValue().signum() < 0) {
            throw wrong("'%s%s' is missing, or is not a price".formatted(path, key));
        }
        return new Money(value.decimalValue());
    }

    private long number(JsonNode table, String path, String key, long max) {
        JsonNode value = table.get(key);
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber()
                || value.decimalValue().signum() < 0
                || value.decimalValue().compareTo(BigDecimal.valueOf(max)) > 0) {
            throw wrong("'%s%s' is not a number from 0 to %d".formatted(path, key, max));
        }
        return value.asLong();
    }

    private UserException wrong(String reason) {
        return new UserException(
                ErrorKind.USAGE,
                "cannot read prices from '%s': %s".formatted(name, reason),
                "docs/cost.md has an example; without cost.prices, those of %s are used"
                        .formatted(REGION));
    }
}

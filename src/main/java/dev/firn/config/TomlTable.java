package dev.firn.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A table of a TOML file that remembers which of its keys were asked for. */
final class TomlTable {

    private final Path file;
    private final String name;
    private final JsonNode node;
    private final Set<String> known = new HashSet<>();

    TomlTable(Path file, String name, JsonNode node) {
        this.file = file;
        this.name = name;
        this.node = node;
        if (!node.isObject()) {
            throw new ConfigurationException(file, "'%s' is not a table".formatted(name));
        }
    }

    /** The table under {@code key}; an empty one if there is none. */
    TomlTable table(String key) {
        known.add(key);
        JsonNode child = node.get(key);
        return new TomlTable(
                file, path(key), child == null ? JsonNodeFactory.instance.objectNode() : child);
    }

    /** The names of all entries, in the order of the file. */
    List<String> names() {
        known.addAll(node.propertyNames());
        return List.copyOf(node.propertyNames());
    }

    /** Reads a text with {@code parser}, whose {@link IllegalArgumentException} names the fault. */
    <T> Optional<T> text(String key, Function<String, T> parser) {
        known.add(key);
        JsonNode value = node.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw wrong(key, "it is not a string");
        }
        return Optional.of(parse(key, value.asString(), parser));
    }

    /** One text, or several. */
    List<String> textOrTexts(String key) {
        JsonNode value = node.get(key);
        return value != null && value.isString()
                ? text(key, text -> text).stream().toList()
                : texts(key, text -> text);
    }

    /** Makes of what was read something else; {@link IllegalArgumentException} names the fault. */
    <T, R> R make(String key, T read, Function<T, R> maker) {
        try {
            return maker.apply(read);
        } catch (IllegalArgumentException e) {
            throw wrong(key, String.valueOf(e.getMessage()));
        }
    }

    <T> List<T> texts(String key, Function<String, T> parser) {
        known.add(key);
        JsonNode value = node.get(key);
        List<T> found = new ArrayList<>();
        if (value == null) {
            return found;
        }
        if (!value.isArray()) {
            throw wrong(key, "it is not an array of strings");
        }
        for (JsonNode element : value) {
            if (!element.isString()) {
                throw wrong(key, "it is not an array of strings");
            }
            found.add(parse(key, element.asString(), parser));
        }
        return found;
    }

    boolean flag(String key, boolean otherwise) {
        known.add(key);
        JsonNode value = node.get(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw wrong(key, "it is neither true nor false");
        }
        return value.asBoolean();
    }

    int number(String key, int min, int max, int otherwise) {
        known.add(key);
        JsonNode value = node.get(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || value.asLong() < min || value.asLong() > max) {
            throw wrong(key, "it is not a number from %d to %d".formatted(min, max));
        }
        return value.asInt();
    }

    /** Ends the reading: every key must have been asked for. */
    void requireNothingElse() {
        for (String key : node.propertyNames()) {
            if (!known.contains(key)) {
                throw new ConfigurationException(
                        file,
                        "there is no key '%s'%s"
                                .formatted(
                                        path(key),
                                        Spelling.nearest(key, known)
                                                .map(", did you mean '%s'?"::formatted)
                                                .orElse("")));
            }
        }
    }

    ConfigurationException missing(String key) {
        return new ConfigurationException(
                file,
                "'%s' is missing%s"
                        .formatted(
                                path(key),
                                Spelling.nearest(key, node.propertyNames())
                                        .map(", and there is no key '%s'"::formatted)
                                        .orElse("")));
    }

    private <T> T parse(String key, String text, Function<String, T> parser) {
        return make(key, text, parser);
    }

    private ConfigurationException wrong(String key, String reason) {
        return new ConfigurationException(file, "'%s': %s".formatted(path(key), reason));
    }

    private String path(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }
}

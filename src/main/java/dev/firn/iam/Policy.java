package dev.firn.iam;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A policy under construction (IAM user guide, "IAM JSON policy element reference"). */
final class Policy {

    private static final String VERSION = "2012-10-17";

    private final ObjectNode root = JsonNodeFactory.instance.objectNode();
    private final ArrayNode statements;

    Policy() {
        root.put("Version", VERSION);
        this.statements = root.putArray("Statement");
    }

    /** What else has to hold for a statement. */
    record Condition(String operator, String key, List<String> values) {

        /** The request has this header or parameter, whatever is in it. */
        static Condition has(String key) {
            return new Condition("Null", key, List.of("false"));
        }

        static Condition isLike(String key, List<String> patterns) {
            return new Condition("StringLike", key, patterns);
        }
    }

    Policy allow(
            String sid, List<String> actions, List<String> resources, Condition... conditions) {
        ObjectNode statement = statements.addObject();
        statement.put("Sid", sid).put("Effect", "Allow");
        actions.forEach(statement.putArray("Action")::add);
        resources.forEach(statement.putArray("Resource")::add);
        if (conditions.length > 0) {
            ObjectNode all = statement.putObject("Condition");
            for (Condition condition : conditions) {
                ArrayNode values =
                        all.withObject("/" + condition.operator()).putArray(condition.key());
                condition.values().forEach(values::add);
            }
        }
        return this;
    }

    /** As JSON that a person can read. */
    String text() {
        return JsonMapper.builder()
                .build()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(root);
    }
}

package dev.firn.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Decides as IAM does, for policies that only allow (IAM user guide, "Policy evaluation logic"):
 * with one policy, the operators {@code Null} and {@code StringLike}, and wildcards. What it does
 * not know it refuses to judge.
 */
public final class IamPolicy {

    private final List<Statement> statements = new ArrayList<>();

    private record Statement(JsonNode node) {

        boolean allows(Request request) {
            return matches("Action", request.action())
                    && matches("Resource", request.resource())
                    && conditionsHold(request.context());
        }

        private boolean matches(String element, String text) {
            for (JsonNode pattern : node.get(element)) {
                if (isLike(text, pattern.asString())) {
                    return true;
                }
            }
            return false;
        }

        private boolean conditionsHold(Map<String, String> context) {
            JsonNode conditions = node.get("Condition");
            if (conditions == null) {
                return true;
            }
            for (String operator : conditions.propertyNames()) {
                JsonNode keys = conditions.get(operator);
                for (String key : keys.propertyNames()) {
                    if (!holds(operator, context.get(key), keys.get(key))) {
                        return false;
                    }
                }
            }
            return true;
        }

        private static boolean holds(String operator, @Nullable String value, JsonNode wanted) {
            return switch (operator) {
                case "Null" -> wanted.get(0).asString().equals(value == null ? "true" : "false");
                case "StringLike" -> {
                    boolean any = false;
                    for (JsonNode pattern : wanted) {
                        any |= value != null && isLike(value, pattern.asString());
                    }
                    yield any;
                }
                default -> throw new IllegalArgumentException("operator " + operator);
            };
        }
    }

    private static boolean isLike(String text, String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            regex.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
    }

    /**
     * What somebody wants to do.
     *
     * @param context condition keys and their values
     */
    public record Request(String action, String resource, Map<String, String> context) {
        public Request(String action, String resource) {
            this(action, resource, Map.of());
        }
    }

    public IamPolicy(String json) {
        for (JsonNode statement : JsonMapper.shared().readTree(json).get("Statement")) {
            if (!statement.get("Effect").asString().equals("Allow")) {
                throw new IllegalArgumentException("it does not only allow");
            }
            statements.add(new Statement(statement));
        }
    }

    /** Whether the policy allows it. */
    public boolean allows(Request request) {
        return statements.stream().anyMatch(statement -> statement.allows(request));
    }
}

package dev.firn.testing;

import dev.firn.testing.IamPolicy.Request;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Stands before a server without access control and lets through what a policy allows, as S3 and
 * DynamoDB would. Stricter than S3 in one thing: whoever may read an object, but not list its key,
 * is refused even if it is there, so that nobody depends on that.
 */
public final class RoleProxy implements Closeable {

    private static final String REFUSAL =
            "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code>"
                    + "<Message>the policy does not allow it</Message></Error>";

    private final IamPolicy policy;
    private final String table;
    private final FaultyProxy proxy;
    private final List<Request> allowed = Collections.synchronizedList(new ArrayList<>());
    private final List<Request> refused = Collections.synchronizedList(new ArrayList<>());

    /**
     * @param table the resource that requests to DynamoDB are about
     */
    public RoleProxy(URI server, IamPolicy policy, String table) throws IOException {
        this.policy = policy;
        this.table = table;
        this.proxy = new FaultyProxy(server, this::judge);
    }

    /** Where clients connect to. */
    public URI endpoint() {
        return proxy.endpoint();
    }

    /** What was let through. */
    public List<Request> allowed() {
        return List.copyOf(allowed);
    }

    /** What was not. */
    public List<Request> refused() {
        return List.copyOf(refused);
    }

    private Fault judge(String head) {
        for (Request request : requests(head)) {
            if (!policy.allows(request)) {
                refused.add(request);
                boolean isDynamo = request.action().startsWith("dynamodb:");
                return head.startsWith("HEAD ")
                        ? new Fault.Answered(false, 403, "application/xml", "")
                        : new Fault.Answered(
                                false,
                                isDynamo ? 400 : 403,
                                isDynamo ? "application/x-amz-json-1.0" : "application/xml",
                                isDynamo
                                        ? "{\"__type\":\"AccessDeniedException\","
                                                + "\"message\":\"the policy does not allow it\"}"
                                        : REFUSAL);
            }
            allowed.add(request);
        }
        return new Fault.None();
    }

    private List<Request> requests(String head) {
        String[] lines = head.split("\r\n", -1);
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] header = lines[i].split(":", 2);
            headers.put(header[0].toLowerCase(Locale.ROOT), header[1].strip());
        }
        String target = headers.get("x-amz-target");
        if (target != null) {
            return List.of(
                    new Request("dynamodb:" + target.substring(target.indexOf('.') + 1), table));
        }
        String[] first = lines[0].split(" ", 3);
        return s3(first[0], URI.create("http://s3" + first[1]), headers);
    }

    private static List<Request> s3(String method, URI uri, Map<String, String> headers) {
        String[] path = uri.getPath().substring(1).split("/", 2);
        String bucket = "arn:aws:s3:::" + path[0];
        Map<String, String> query = query(uri);
        if (path.length < 2 || path[1].isEmpty()) {
            return List.of(bucketRequest(method, bucket, query));
        }
        String object = bucket + "/" + path[1];
        return switch (method) {
            case "GET", "HEAD" ->
                    List.of(
                            new Request("s3:GetObject", object),
                            new Request("s3:ListBucket", bucket, Map.of("s3:prefix", path[1])));
            case "PUT" -> List.of(new Request("s3:PutObject", object, conditions(headers)));
            case "DELETE" -> List.of(new Request("s3:DeleteObject", object));
            case "POST" ->
                    List.of(
                            new Request(
                                    query.containsKey("restore")
                                            ? "s3:RestoreObject"
                                            : "s3:PutObject",
                                    object));
            default -> throw new IllegalArgumentException(method);
        };
    }

    private static Request bucketRequest(String method, String bucket, Map<String, String> query) {
        if (method.equals("POST") && query.containsKey("delete")) {
            return new Request("s3:DeleteObject", bucket + "/chunks/any");
        }
        boolean isListing = query.containsKey("list-type") || method.equals("HEAD");
        if (!isListing) {
            return new Request("s3:" + method + " " + query.keySet(), bucket);
        }
        String prefix = query.get("prefix");
        return new Request(
                "s3:ListBucket", bucket, prefix == null ? Map.of() : Map.of("s3:prefix", prefix));
    }

    private static Map<String, String> conditions(Map<String, String> headers) {
        Map<String, String> conditions = new HashMap<>();
        for (String header : List.of("if-none-match", "if-match")) {
            if (headers.containsKey(header)) {
                conditions.put("s3:" + header, headers.get(header));
            }
        }
        return conditions;
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        String raw = uri.getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    @Override
    public void close() throws IOException {
        proxy.close();
    }
}

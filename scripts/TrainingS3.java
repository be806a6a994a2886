import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * As much of S3 as the training run of scripts/train-aot needs, on a port that it prints: objects in
 * memory, and nothing else of a bucket. Runs until it is ended.
 */
public final class TrainingS3 {

    private static final TreeMap<String, byte[]> OBJECTS = new TreeMap<>();

    public static void main(String[] args) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", TrainingS3::answer);
        server.start();
        System.out.println(server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath().substring(1);
            String query = String.valueOf(exchange.getRequestURI().getRawQuery());
            int slash = path.indexOf('/');
            boolean isObject = slash > 0 && slash < path.length() - 1;
            if (isObject) {
                object(exchange, path, body);
            } else if (query.contains("list-type")) {
                list(exchange, query);
            } else if (query.equals("null")) {
                send(exchange, 200, new byte[0]);
            } else {
                error(exchange, 501, "NotImplemented");
            }
        }
    }

    private static void object(HttpExchange exchange, String path, byte[] body)
            throws IOException {
        byte[] there = OBJECTS.get(path);
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                if (!isAllowed(exchange, there)) {
                    error(exchange, 412, "PreconditionFailed");
                } else {
                    OBJECTS.put(path, body);
                    tag(exchange, body);
                    send(exchange, 200, new byte[0]);
                }
            }
            case "DELETE" -> {
                OBJECTS.remove(path);
                send(exchange, 204, new byte[0]);
            }
            default -> {
                if (there == null) {
                    error(exchange, 404, "NoSuchKey");
                } else {
                    tag(exchange, there);
                    get(exchange, there);
                }
            }
        }
    }

    private static boolean isAllowed(HttpExchange exchange, byte[] there) {
        if (exchange.getRequestHeaders().containsKey("If-None-Match")) {
            return there == null;
        }
        String match = exchange.getRequestHeaders().getFirst("If-Match");
        return match == null || (there != null && match.equals(tag(there)));
    }

    private static String tag(byte[] object) {
        return "\"%08x\"".formatted(Arrays.hashCode(object));
    }

    private static void get(HttpExchange exchange, byte[] object) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            send(exchange, 200, object);
            return;
        }
        String[] ends = range.substring("bytes=".length()).split("-");
        int first = Integer.parseInt(ends[0]);
        int last = (int) Math.min(object.length - 1L, Long.parseLong(ends[1]));
        exchange.getResponseHeaders()
                .add("Content-Range", "bytes %d-%d/%d".formatted(first, last, object.length));
        send(exchange, 206, Arrays.copyOfRange(object, first, last + 1));
    }

    private static void list(HttpExchange exchange, String query) throws IOException {
        StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
        String after =
                Arrays.stream(query.split("&"))
                        .filter(pair -> pair.startsWith("start-after="))
                        .findFirst()
                        .orElse("");
        if (after.isEmpty() || after.endsWith("=")) {
            OBJECTS.forEach(
                    (path, object) ->
                            xml.append("<Contents><Key>%s</Key><Size>%d</Size></Contents>"
                                    .formatted(
                                            path.substring(path.indexOf('/') + 1),
                                            object.length)));
        }
        send(exchange, 200, xml.append("</ListBucketResult>").toString());
    }

    private static void tag(HttpExchange exchange, byte[] object) {
        exchange.getResponseHeaders().add("ETag", tag(object));
    }

    private static void error(HttpExchange exchange, int status, String code) throws IOException {
        send(exchange, status, "<Error><Code>%s</Code></Error>".formatted(code));
    }

    private static void send(HttpExchange exchange, int status, String xml) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        send(exchange, status, xml.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        if (isHead) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(body.length));
        }
        exchange.sendResponseHeaders(status, isHead || body.length == 0 ? -1 : body.length);
        if (!isHead) {
            exchange.getResponseBody().write(body);
        }
    }
}

package dev.firn.testing;

import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a server of S3 that freezes nothing, and answers for frozen objects as the S3 API
 * reference says (RestoreObject, GetObject, HeadObject, ListObjectsV2): no server that runs in
 * tests does. What it shows is that Firn keeps to those pages, and not that they are right.
 */
public final class FrozenS3 implements Closeable {

    private static final String XML = "application/xml";
    private static final Pattern OBJECT =
            Pattern.compile("(?<method>[A-Z]+) (?<path>/[^/ ?]+/[^ ?]+)(?:\\?(?<query>\\S*))? ");
    private static final Pattern CONTENTS = Pattern.compile("<Key>([^<]*)</Key>");

    /** A thaw: readable from {@code ready} until {@code until}. */
    private record Thaw(ThawTier tier, Instant ready, Instant until) {

        boolean isUnderWay(Instant now) {
            return now.isBefore(ready);
        }

        boolean isReadable(Instant now) {
            return !now.isBefore(ready) && now.isBefore(until);
        }
    }

    private final FaultyProxy proxy;

    /** All that was put, by bucket and key; and what was thawed. Guarded by this. */
    private final Map<String, StorageClass> classes = new HashMap<>();

    private final Map<String, Thaw> thaws = new HashMap<>();
    private Instant now;
    private boolean hasCapacity = true;
    private boolean hasStatusInLists = true;
    private int heads;
    private int thawsBegun;
    private int coldReads;
    private @Nullable Fault next;

    public FrozenS3(URI server) throws IOException {
        this(server, Instant.parse("2026-11-23T12:00:00Z"));
    }

    /** One that takes it to be {@code now}, for clients that have a clock of their own. */
    public FrozenS3(URI server, Instant now) throws IOException {
        this.now = now;
        this.proxy = FaultyProxy.ofRequests(server, this::answer);
    }

    /** Where clients connect to. */
    public URI endpoint() {
        return proxy.endpoint();
    }

    /** What it takes for now. */
    public synchronized Instant now() {
        return now;
    }

    /** Lets time pass. */
    public synchronized void pass(Duration time) {
        now = now.plus(time);
    }

    /** From now on there is no room for expedited thaws. */
    public synchronized void endCapacity() {
        hasCapacity = false;
    }

    /** From now on listings say nothing of thaws. */
    public synchronized void endStatusInLists() {
        hasStatusInLists = false;
    }

    /** Harms the answer to the next request. */
    public synchronized void harmNext(Fault fault) {
        next = fault;
    }

    /** How often single objects were looked at. */
    public synchronized int heads() {
        return heads;
    }

    /** How many thaws were begun, which is what S3 charges for. */
    public synchronized int thawsBegun() {
        return thawsBegun;
    }

    /** How often objects of frozen classes were read. */
    public synchronized int coldReads() {
        return coldReads;
    }

    private synchronized Fault answer(FaultyProxy.Request request) {
        Fault answer = honest(request);
        Fault harm = next;
        next = null;
        if (harm instanceof Fault.LostAnswer && answer instanceof Fault.Answered) {
            return new Fault.Lost(); // it was carried out here
        }
        return harm == null ? answer : harm;
    }

    private Fault honest(FaultyProxy.Request request) {
        Matcher object = OBJECT.matcher(request.head());
        if (!object.lookingAt()) {
            if (request.head().startsWith("POST ")) {
                delete(request);
            }
            return request.head().contains("list-type=2") && hasStatusInLists
                    ? new Fault.Changed(body -> withStatus(bucket(request.head()), body), "")
                    : new Fault.None();
        }
        String path = object.group("path");
        String query = Optional.ofNullable(object.group("query")).orElse("");
        return switch (object.group("method")) {
            case "PUT" -> {
                classes.putIfAbsent(path, storageClass(request.head()));
                yield new Fault.None();
            }
            case "POST" -> query.contains("restore") ? thaw(path, request) : new Fault.None();
            case "HEAD" -> {
                heads++;
                yield status(path)
                        .<Fault>map(status -> new Fault.Changed(body -> body, header(status)))
                        .orElse(new Fault.None());
            }
            case "GET" -> read(path);
            default -> new Fault.None();
        };
    }

    private Fault read(String path) {
        if (!isFrozen(path)) {
            return new Fault.None();
        }
        if (status(path).filter(thaw -> thaw.isReadable(now)).isEmpty()) {
            return error(403, "InvalidObjectState");
        }
        coldReads++;
        return new Fault.None();
    }

    private static StorageClass storageClass(String head) {
        Matcher header = Pattern.compile("(?im)^x-amz-storage-class: *(\\w+)").matcher(head);
        return header.find() ? StorageClass.valueOf(header.group(1)) : StorageClass.STANDARD;
    }

    private static String bucket(String head) {
        return head.split(" ", 3)[1].replaceFirst("^/([^/?]*).*", "$1");
    }

    private void delete(FaultyProxy.Request request) {
        String bucket = bucket(request.head());
        CONTENTS.matcher(request.body())
                .results()
                .map(key -> "/" + bucket + "/" + key.group(1))
                .forEach(path -> {
                    classes.remove(path);
                    thaws.remove(path);
                });
    }

    private boolean isFrozen(String path) {
        return classes.getOrDefault(path, StorageClass.STANDARD).isFrozen();
    }

    /** The thaw of an object that is under way or has not ended. */
    private Optional<Thaw> status(String path) {
        return Optional.ofNullable(thaws.get(path)).filter(thaw -> now.isBefore(thaw.until()));
    }

    private Fault thaw(String path, FaultyProxy.Request request) {
        StorageClass storageClass = classes.get(path);
        if (storageClass == null) {
            return error(404, "NoSuchKey");
        }
        if (!storageClass.isFrozen()) {
            return error(403, "InvalidObjectState");
        }
        ThawTier tier = ThawTier.valueOf(element("Tier", request.body()).toUpperCase(Locale.ROOT));
        int days = Integer.parseInt(element("Days", request.body()));
        Optional<Duration> time = storageClass.thawTime(tier);
        if (time.isEmpty()) {
            return error(400, "InvalidArgument");
        }
        Optional<Thaw> current = status(path);
        if (current.isPresent() && current.get().isReadable(now)) {
            thaws.put(path, new Thaw(current.get().tier(), current.get().ready(), end(now, days)));
            return new Fault.Answered(false, 200, XML, "");
        }
        if (current.isPresent() && tier.compareTo(current.get().tier()) <= 0) {
            return error(409, "RestoreAlreadyInProgress");
        }
        if (tier == ThawTier.EXPEDITED && !hasCapacity) {
            return error(503, "GlacierExpeditedRetrievalNotAvailable");
        }
        Instant ready = now.plus(time.get());
        thaws.put(path, new Thaw(tier, ready, end(ready, days)));
        thawsBegun++;
        return new Fault.Answered(false, 202, XML, "");
    }

    /** The end is at a midnight (S3 user guide, "Restoring an archived object"). */
    private static Instant end(Instant from, int days) {
        return from.plus(Duration.ofDays(days))
                .atOffset(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.DAYS)
                .plusDays(1)
                .toInstant();
    }

    private static String element(String name, String body) {
        return body.replaceFirst("(?s).*<%s>([^<]*)</%s>.*".formatted(name, name), "$1");
    }

    private static Fault error(int status, String code) {
        return new Fault.Answered(
                false,
                status,
                XML,
                "<Error><Code>%s</Code><Message>as S3 says</Message></Error>".formatted(code));
    }

    private String header(Thaw thaw) {
        return thaw.isUnderWay(now)
                ? "x-amz-restore: ongoing-request=\"true\"\r\n"
                : "x-amz-restore: ongoing-request=\"false\", expiry-date=\"%s\"\r\n"
                        .formatted(
                                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                        thaw.until().atOffset(ZoneOffset.UTC)));
    }

    private synchronized String withStatus(String bucket, String listing) {
        return CONTENTS.matcher(listing)
                .replaceAll(key -> Matcher.quoteReplacement(status(bucket, key)));
    }

    private String status(String bucket, MatchResult key) {
        return key.group()
                + status("/" + bucket + "/" + key.group(1))
                        .map(thaw ->
                                thaw.isUnderWay(now)
                                        ? "<RestoreStatus><IsRestoreInProgress>true"
                                                + "</IsRestoreInProgress></RestoreStatus>"
                                        : "<RestoreStatus><IsRestoreInProgress>false"
                                                + "</IsRestoreInProgress><RestoreExpiryDate>%s"
                                                        .formatted(thaw.until())
                                                + "</RestoreExpiryDate></RestoreStatus>")
                        .orElse("");
    }

    @Override
    public void close() throws IOException {
        proxy.close();
    }
}

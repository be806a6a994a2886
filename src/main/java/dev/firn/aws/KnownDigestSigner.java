package dev.firn.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Signs what is put over plain HTTP with the SHA-256 that is known of it: the SDK reads all content
 * once more to compute it. Over TLS, content is not signed, and everything is left to the SDK.
 *
 * <p>Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring
 * Payload in a Single Chunk (AWS Signature Version 4)". For one thread at a time and for many.
 */
final class KnownDigestSigner implements HttpSigner<AwsCredentialsIdentity> {

    private static final String DIGEST = "x-amz-checksum-sha256";
    private static final String CONTENT_DIGEST = "x-amz-content-sha256";
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /** What proxies change on the way, which the SDK does not sign, either. */
    private static final Set<String> UNSIGNED =
            Set.of("connection", "x-amzn-trace-id", "user-agent", "expect", "transfer-encoding");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final AwsV4HttpSigner other = AwsV4HttpSigner.create();

    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
        Optional<String> digest = request.request().firstMatchingHeader(DIGEST);
        boolean isKnown =
                request.request().protocol().equals("http")
                        && request.payload().isPresent()
                        && request.request().numRawQueryParameters() == 0
                        && request.identity().secretAccessKey() != null;
        return isKnown && digest.isPresent()
                ? SignedRequest.builder()
                        .request(signed(request, hex(Base64.getDecoder().decode(digest.get()))))
                        .payload(request.payload().orElse(null))
                        .build()
                : other.sign(request);
    }

    private static SdkHttpRequest signed(
            SignRequest<? extends AwsCredentialsIdentity> request, String contentDigest) {
        AwsCredentialsIdentity identity = request.identity();
        Instant now = request.requireProperty(SIGNING_CLOCK, Clock.systemUTC()).instant();
        String time = TIME.format(now);
        SdkHttpRequest.Builder signed =
                request.request().toBuilder()
                        .putHeader("Host", host(request.request()))
                        .putHeader("X-Amz-Date", time)
                        .putHeader(CONTENT_DIGEST, contentDigest);
        if (identity instanceof AwsSessionCredentialsIdentity session) {
            signed.putHeader("X-Amz-Security-Token", session.sessionToken().strip());
        }
        SortedMap<String, String> headers = headers(signed.build());
        String names = String.join(";", headers.keySet());
        String path = request.request().encodedPath();
        String canonical =
                String.join(
                        "\n",
                        request.request().method().name(),
                        path.isEmpty() ? "/" : path,
                        "",
                        lines(headers),
                        names,
                        contentDigest);
        List<String> scope =
                List.of(
                        time.substring(0, 8),
                        request.requireProperty(AwsV4HttpSigner.REGION_NAME),
                        request.requireProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME),
                        "aws4_request");
        String place = String.join("/", scope);
        String text = String.join("\n", ALGORITHM, time, place, hex(sha256(canonical)));
        return signed.putHeader(
                        "Authorization",
                        "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                                .formatted(
                                        ALGORITHM,
                                        identity.accessKeyId().strip(),
                                        place,
                                        names,
                                        signature(identity.secretAccessKey().strip(), scope, text)))
                .build();
    }

    private static String host(SdkHttpRequest request) {
        boolean isUsual = SdkHttpUtils.isUsingStandardPort(request.protocol(), request.port());
        return isUsual ? request.host() : request.host() + ":" + request.port();
    }

    private static SortedMap<String, String> headers(SdkHttpRequest request) {
        SortedMap<String, String> headers = new TreeMap<>();
        request.forEachHeader((name, values) -> {
            String key = name.toLowerCase(Locale.ROOT);
            if (!UNSIGNED.contains(key)) {
                headers.put(key, String.join(",", values).strip().replaceAll("\\s+", " "));
            }
        });
        return headers;
    }

    private static String lines(SortedMap<String, String> headers) {
        StringBuilder lines = new StringBuilder();
        headers.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
        return lines.toString();
    }

    private static String signature(String secret, List<String> scope, String text) {
        byte[] key = ("AWS4" + secret).getBytes(UTF_8);
        for (String part : scope) {
            key = hmac(key, part);
        }
        return hex(hmac(key, text));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(
            AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
        return other.signAsync(request);
    }
}

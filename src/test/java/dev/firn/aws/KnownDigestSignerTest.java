package dev.firn.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.Sha256;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Goal: signatures are those of the SDK, without a look at the content. */
class KnownDigestSignerTest {

    private static final byte[] CONTENT = "frozen water".getBytes(UTF_8);
    private static final AwsCredentialsIdentity LONG_LIVED =
            AwsCredentialsIdentity.create("AKIDEXAMPLE ", " wJalrXUtnFEMI/K7MDENG");
    private static final AwsCredentialsIdentity SESSION =
            AwsSessionCredentialsIdentity.create("AKIDEXAMPLE", "wJalrXUtnFEMI", "a+token/");

    private final AtomicInteger reads = new AtomicInteger();

    private SdkHttpRequest.Builder put(String uri) {
        return SdkHttpRequest.builder()
                .method(SdkHttpMethod.PUT)
                .uri(URI.create(uri))
                .putHeader("Content-Length", Integer.toString(CONTENT.length))
                .putHeader("If-None-Match", "*")
                .putHeader("User-Agent", "firn")
                .putHeader("Expect", "100-continue")
                .putHeader("x-amz-storage-class", " DEEP_ARCHIVE  or  so ");
    }

    private SdkHttpRequest.Builder described(String uri) {
        return put(uri).putHeader(
                        "x-amz-checksum-sha256",
                        Base64.getEncoder().encodeToString(Sha256.of(CONTENT).bytes()));
    }

    private SignedRequest sign(
            HttpSigner<AwsCredentialsIdentity> signer,
            AwsCredentialsIdentity identity,
            SdkHttpRequest request) {
        reads.set(0);
        ContentStreamProvider content =
                () -> {
                    reads.incrementAndGet();
                    return ContentStreamProvider.fromByteArray(CONTENT).newStream();
                };
        return signer.sign(
                SignRequest.builder(identity)
                        .request(request)
                        .payload(content)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(
                                HttpSigner.SIGNING_CLOCK,
                                Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC))
                        .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:9000/acme/chunks/1-2",
                "http://acme.example.org/nas%20one/../a%2Bb//c",
                "http://acme.example.org:80",
                "https://acme.example.org/chunks/1-2",
                "http://acme.example.org/chunks/1-2?x-id=PutObject"
            })
    void signaturesAreThoseOfTheSdk(String uri) {
        for (AwsCredentialsIdentity identity : new AwsCredentialsIdentity[] {LONG_LIVED, SESSION}) {
            SdkHttpRequest request = described(uri).build();
            SdkHttpRequest own = sign(new KnownDigestSigner(), identity, request).request();
            SdkHttpRequest theirs = sign(AwsV4HttpSigner.create(), identity, request).request();

            assertThat(own.headers()).isEqualTo(theirs.headers());
            assertThat(own.firstMatchingHeader("Authorization")).isPresent();
        }
    }

    @Test
    void contentWhoseDigestIsKnownIsNotRead() {
        SdkHttpRequest request = described("http://localhost:9000/acme/chunks/1-2").build();
        SignedRequest signed = sign(new KnownDigestSigner(), LONG_LIVED, request);

        assertThat(reads).hasValue(0);
        assertThat(signed.payload()).isPresent();
        assertThat(signed.request().firstMatchingHeader("x-amz-content-sha256"))
                .contains(Sha256.of(CONTENT).toString());
    }

    @Test
    void otherContentIsSignedByTheSdk() {
        SdkHttpRequest request = put("http://localhost:9000/acme/vault.json").build();
        SignedRequest signed = sign(new KnownDigestSigner(), LONG_LIVED, request);

        assertThat(reads).hasValue(1);
        assertThat(signed.request().firstMatchingHeader("x-amz-content-sha256"))
                .contains(Sha256.of(CONTENT).toString());
    }
}

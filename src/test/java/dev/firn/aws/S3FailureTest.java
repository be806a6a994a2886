package dev.firn.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.report.UserException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3FailureTest {

    private static UserException said(int status, String code, String message) {
        SdkException e =
                S3Exception.builder()
                        .statusCode(status)
                        .awsErrorDetails(
                                AwsErrorDetails.builder()
                                        .errorCode(code)
                                        .errorMessage(message)
                                        .build())
                        .build();
        return S3Failure.of("read", "acme", "meta/heads/volumes/_a", e);
    }

    @Test
    void saysThatTheBucketIsInAnotherRegion() {
        UserException said = said(301, "PermanentRedirect", "must be addressed using");
        assertThat(said)
                .hasMessage(
                        "cannot read 'meta/heads/volumes/_a' in bucket 'acme': the bucket is in"
                                + " another region");
        assertThat(said.hint()).contains("AWS_REGION");
    }

    @Test
    void saysThatAccessIsDenied() {
        assertThat(said(403, "AccessDenied", "not authorized to perform: s3:GetObject"))
                .hasMessage(
                        "cannot read 'meta/heads/volumes/_a' in bucket 'acme': access denied: not"
                                + " authorized to perform: s3:GetObject");
    }
}

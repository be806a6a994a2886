package dev.firn.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.report.UserException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

class AwsFailureTest {

    private static SdkException answer(int status, String code, String message) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(
                        AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
                .build();
    }

    private static SdkException broken(Exception cause) {
        return SdkClientException.create("Unable to execute HTTP request", cause);
    }

    private static void means(AwsFailure expected, SdkException e) {
        assertThat(AwsFailure.of(e)).as("%s", e).isEqualTo(expected);
    }

    @Test
    void whatWasThrottledHadNoEffect() {
        means(AwsFailure.LATER, answer(400, "ProvisionedThroughputExceededException", "slow"));
        means(AwsFailure.LATER, answer(400, "ThrottlingException", "slow"));
        means(AwsFailure.LATER, answer(400, "RequestLimitExceeded", "slow"));
        means(AwsFailure.LATER, answer(409, "ConditionalRequestConflict", "race"));
        means(AwsFailure.LATER, answer(403, "RequestTimeTooSkewed", "clock"));
    }

    @Test
    void whatWasNotSentHadNoEffect() {
        means(AwsFailure.LATER, broken(new ConnectException("refused")));
        means(AwsFailure.LATER, broken(new IOException(new UnknownHostException("aws"))));
        means(AwsFailure.REFUSED, broken(new SSLHandshakeException("bad certificate")));
    }

    @Test
    void whatWasSentMayHaveHadOne() {
        means(AwsFailure.UNCLEAR, answer(500, "InternalServerError", "oops"));
        means(AwsFailure.UNCLEAR, answer(503, "SlowDown", "slow"));
        means(AwsFailure.UNCLEAR, broken(new SocketTimeoutException("read")));
        means(AwsFailure.UNCLEAR, ApiCallAttemptTimeoutException.create(30_000));
        means(AwsFailure.UNCLEAR, SdkClientException.create("Unable to unmarshall response (x)"));
        means(AwsFailure.BROKEN, AbortedException.create("interrupted"));
        means(AwsFailure.BROKEN, SdkClientException.create("a bug"));
    }

    @Test
    void otherAnswersAreFinal() {
        means(AwsFailure.REFUSED, answer(400, "ValidationException", "no"));
        means(AwsFailure.REFUSED, answer(400, "AccessDeniedException", "no"));
    }

    private static void says(SdkException e, String why, String hint) {
        UserException said = AwsFailure.report("cannot read 'x'", e);
        assertThat(said).hasMessage("cannot read 'x': " + why).hasCause(e);
        assertThat(said.hint()).contains(hint);
    }

    @Test
    void saysWhatToDo() {
        says(
                SdkClientException.create(
                        "Unable to load credentials from any of the providers in the chain"),
                "no AWS credentials were found",
                "AWS_PROFILE");
        says(
                answer(400, "AccessDeniedException", "not authorized to perform: dynamodb:GetItem"),
                "access denied: not authorized to perform: dynamodb:GetItem",
                "'firn policy'");
        says(
                answer(400, "UnrecognizedClientException", "The security token is invalid"),
                "AWS does not know these credentials",
                "check the access key");
        says(
                answer(400, "ExpiredTokenException", "The security token has expired"),
                "the AWS credentials have expired",
                "log in to AWS again");
        says(
                answer(400, "ProvisionedThroughputExceededException", "slow"),
                "the service is throttling (ProvisionedThroughputExceededException)",
                "raise the capacity");
        says(answer(403, "RequestTimeTooSkewed", "x"), "the clock of this machine is wrong", "set");
        says(
                broken(new UnknownHostException("dynamodb.nowhere.amazonaws.com")),
                "the service was not reached: java.net.UnknownHostException:"
                        + " dynamodb.nowhere.amazonaws.com",
                "is there a network");
        says(answer(400, "ValidationException", "no such thing"), "no such thing", "report it");
    }
}

package dev.firn.kv.dynamodb;

import dev.firn.aws.AwsFailure;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** DynamoDB's errors in Firn's words. */
final class DynamoFailure {

    private DynamoFailure() {}

    /**
     * A call that failed.
     *
     * @param table its name in DynamoDB
     */
    static UserException of(String verb, String table, SdkException e) {
        String couldNot = "cannot %s table '%s'".formatted(verb, table);
        if (e instanceof ResourceNotFoundException) {
            return new UserException(
                    ErrorKind.STORE_UNAVAILABLE,
                    couldNot + ": there is no such table",
                    "is it in another region or account? 'firn init' makes the tables",
                    e);
        }
        return AwsFailure.report(couldNot, e);
    }

    static UserException noRegion(SdkClientException e) {
        return new UserException(
                ErrorKind.USAGE,
                "cannot use DynamoDB: no region was given",
                "set AWS_REGION, or the region in ~/.aws/config",
                e);
    }

    static UserException otherKeys(String table) {
        return new UserException(
                ErrorKind.STORE_UNAVAILABLE,
                "cannot use table '%s': its keys are not those of a table of Firn".formatted(table),
                "give the vault's tables another prefix");
    }

    static UserException notReady(String table, String state) {
        return new UserException(
                ErrorKind.STORE_UNAVAILABLE,
                "cannot use table '%s': it is %s for too long".formatted(table, state),
                "run it again later");
    }
}

package dev.firn.iam;

import java.util.Optional;

/**
 * Where a vault is, as policies name it.
 *
 * @param bucket its name
 * @param prefix of all keys: empty, or ending in a slash
 * @param tables where the records are, if they are in DynamoDB; empty if they are in the bucket
 */
public record VaultPlace(String bucket, String prefix, Optional<Tables> tables) {

    /**
     * Tables of DynamoDB.
     *
     * @param region such as {@code eu-central-1}
     * @param account its 12 digits, or {@code *} for any
     * @param prefix of their names, before the full stop
     */
    public record Tables(String region, String account, String prefix) {}

    /** Of the region, as in {@code aws-cn}; {@code aws} where that is not known. */
    String partition() {
        String region = tables.map(Tables::region).orElse("");
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }

    String bucketArn() {
        return "arn:%s:s3:::%s".formatted(partition(), bucket);
    }

    /** Of the objects whose keys, without the vault's prefix, are like this. */
    String objects(String keys) {
        return "%s/%s%s".formatted(bucketArn(), prefix, keys);
    }
}

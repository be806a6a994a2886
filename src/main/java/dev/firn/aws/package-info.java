/**
 * What all of AWS's services have in common for Firn: how long to go on trying, and what a failure
 * means. The adapters use it ({@code kv.dynamodb}, {@code kv.s3}, {@code storage.s3}), nobody else
 * does.
 */
@NullMarked
package dev.firn.aws;

import org.jspecify.annotations.NullMarked;

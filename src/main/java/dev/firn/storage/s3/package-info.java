/**
 * Objects in S3 and in servers that speak its language: one PUT per object, with {@code
 * If-None-Match: *} and its SHA-256, which S3 checks and keeps.
 */
@NullMarked
package dev.firn.storage.s3;

import org.jspecify.annotations.NullMarked;

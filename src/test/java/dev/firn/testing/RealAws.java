package dev.firn.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * A suite that runs on AWS itself and costs some cents: only if FIRN_AWS_BUCKET names a bucket in
 * which a prefix may be written to and emptied, with credentials and region as the AWS SDK finds
 * them. CONTRIBUTING.md says more.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfEnvironmentVariable(
        named = "FIRN_AWS_BUCKET",
        matches = ".+",
        disabledReason = "opt-in: costs money on AWS, see CONTRIBUTING.md")
public @interface RealAws {}

package dev.firn.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test needs root, btrfs and the tools of those who do without Firn. Where one is missing it is
 * skipped with the reason; with CI=true it fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("btrfs")
@ExtendWith(BtrfsCondition.class)
public @interface RequiresBtrfs {}

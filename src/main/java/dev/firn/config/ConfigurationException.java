package dev.firn.config;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.nio.file.Path;

/** The configuration file cannot be used as it is. */
public final class ConfigurationException extends UserException {
    ConfigurationException(Path file, String reason) {
        super(
                ErrorKind.USAGE,
                "cannot use configuration '%s': %s".formatted(file, reason),
                "correct the file; docs/configuration.md describes every key");
    }
}

package dev.firn.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code firn}: what all commands have in common. */
@Command(
        name = "firn",
        description = "Backs up btrfs snapshots to cold storage and gets them back.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:wrong command line or configuration",
            "3:thaw pending, run it again later",
            "4:the vault is damaged",
            "5:another Firn is at work there",
            "6:not found",
            "7:wrong passphrase or key",
            "8:no space left",
            "9:the vault cannot be reached, read or written to",
            "10:files restored, some damaged",
            "11:files restored, some in the way of others",
            "130:interrupted",
            "141:whoever read the output went away",
            "143:terminated"
        })
final class FirnCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run()
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "Configuration file (default: ${sys:firn.config.default:-/etc/firn/firn.toml}).")
    @Nullable Path config;

    @Option(
            names = "--vault",
            paramLabel = "LOCATION",
            scope = ScopeType.INHERIT,
            description =
                    "Vault to use instead of the configured one: a directory, or s3://BUCKET[/PREFIX].")
    @Nullable String vault;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON, for scripts.")
    boolean json;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command was given");
    }
}

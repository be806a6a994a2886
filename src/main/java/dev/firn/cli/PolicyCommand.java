package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.iam.Policies;
import dev.firn.iam.Role;
import dev.firn.iam.VaultPlace;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.vault.VaultMarkers.MetadataPlace;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code firn policy}: what a role of the configured vault may do, as a policy of IAM. */
@Command(
        name = "policy",
        description = {
            "Print the IAM policy of a role: writer, for hosts that back up; restorer; pruner;",
            "owner, for 'firn init' and 'firn doctor'."
        })
final class PolicyCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(paramLabel = "ROLE", description = "writer, restorer, pruner or owner.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String name;

    @Override
    public Integer call() throws IOException {
        Role role =
                Role.of(name)
                        .orElseThrow(() ->
                                new UserException(
                                        ErrorKind.USAGE,
                                        "cannot print the policy of '%s': there is no such role"
                                                .formatted(name),
                                        "it is one of writer, restorer, pruner, owner"));
        spec.commandLine().getOut().println(Policies.text(role, place()));
        return ExitCode.OK.status();
    }

    private VaultPlace place() throws IOException {
        Configuration configuration = new Wiring(firn).configuration();
        VaultLocation location = VaultLocation.parse(configuration.vault().location());
        if (!(location instanceof VaultLocation.Bucket bucket)) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot print a policy: vault '%s' is not in AWS".formatted(location),
                    "name a configuration with a vault in s3://BUCKET with --config");
        }
        MetadataPlace records = CloudStores.of(bucket, configuration).newPlace();
        Optional<VaultPlace.Tables> tables =
                records.store().equals("s3")
                        ? Optional.empty()
                        : Optional.of(
                                new VaultPlace.Tables(
                                        region(configuration, records),
                                        configuration.s3().account().orElse("*"),
                                        records.tables()));
        return new VaultPlace(bucket.name(), bucket.prefix(), tables);
    }

    private static String region(Configuration configuration, MetadataPlace records) {
        return Optional.of(records.region())
                .filter(region -> !region.isEmpty())
                .or(configuration.s3()::region)
                .orElse("*");
    }
}

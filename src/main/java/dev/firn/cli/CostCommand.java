package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.cost.ClassChoice;
import dev.firn.cost.Prices;
import dev.firn.model.SequenceHead;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.storage.StorageClass;
import dev.firn.vault.Vault;
import dev.firn.workflow.Inventory;
import dev.firn.workflow.StorageCost;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code firn cost}: what the vault costs. */
@Command(
        name = "cost",
        description = {
            "Show what the vault costs a month, by volume and snapshot.",
            "Lists all objects: a request for each 1,000. What a restore costs is shown by 'firn restore --plan'."
        })
final class CostCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Option(
            names = "--as",
            paramLabel = "CLASS",
            description =
                    "What it would cost if the chunks were in this storage class of S3; auto: each in its cheapest.")
    private @Nullable String as;

    @Override
    public Integer call() throws IOException {
        Wiring wiring = new Wiring(firn);
        Configuration configuration = wiring.configuration();
        requirePriced(VaultLocation.parse(configuration.vault().location()));
        Prices prices = new Pricing(configuration).prices();
        Progress progress = wiring.progress(spec.commandLine().getErr());
        try (Vault vault = wiring.open(configuration, progress)) {
            StorageCost cost = StorageCost.of(vault, prices, chunkClass(configuration, prices));
            List<Inventory> inventories = new ArrayList<>();
            for (SequenceHead head : vault.catalog().heads()) {
                inventories.add(Inventory.of(vault.catalog(), head));
            }
            CostText text = new CostText(cost, inventories, prices);
            PrintWriter out = spec.commandLine().getOut();
            if (firn.json) {
                out.println(Json.text(text.json()));
            } else {
                text.print(out);
            }
        }
        return ExitCode.OK.status();
    }

    private Optional<LongFunction<StorageClass>> chunkClass(
            Configuration configuration, Prices prices) {
        String name = as;
        if (name == null) {
            return Optional.empty();
        }
        if (name.equals("auto")) {
            return Optional.of(new ClassChoice(prices, configuration.backup().lifetime())::of);
        }
        try {
            StorageClass named = StorageClass.valueOf(name);
            return Optional.of(_ -> named);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--as: '%s' is not auto or one of %s"
                            .formatted(name, List.of(StorageClass.values())),
                    e);
        }
    }

    private void requirePriced(VaultLocation location) {
        if (location instanceof VaultLocation.Directory && as == null) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot tell what vault '%s' costs: it is a directory".formatted(location),
                    "'firn cost --as DEEP_ARCHIVE' says what it would cost in S3");
        }
    }
}

package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.model.SequenceHead;
import dev.firn.report.Progress;
import dev.firn.vault.Vault;
import dev.firn.workflow.Inventory;
import dev.firn.workflow.Lookup;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;

/** {@code firn list}: what is in the vault. */
@Command(name = "list", description = "List volumes, sequences and snapshots.")
final class ListCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "VOLUME",
            description = "Only this volume (default: all).")
    private @Nullable String volume;

    @Override
    public Integer call() throws IOException {
        Wiring wiring = new Wiring(firn);
        Configuration configuration = wiring.configuration();
        Progress progress = wiring.progress(spec.commandLine().getErr());
        try (Vault vault = wiring.open(configuration, progress)) {
            List<SequenceHead> heads =
                    volume == null
                            ? vault.catalog().heads()
                            : List.of(
                                    new Lookup(vault.catalog(), ZoneId.systemDefault(), progress)
                                            .volume(volume));
            List<Inventory> inventories = new ArrayList<>();
            for (SequenceHead head : heads) {
                inventories.add(Inventory.of(vault.catalog(), head));
            }
            print(inventories);
        }
        return ExitCode.OK.status();
    }

    private void print(List<Inventory> inventories) {
        PrintWriter out = spec.commandLine().getOut();
        if (firn.json) {
            ArrayNode all = Json.array();
            inventories.forEach(inventory -> all.add(InventoryText.json(inventory)));
            out.println(Json.text(all));
        } else if (inventories.isEmpty()) {
            out.println("nothing is stored yet");
        } else {
            inventories.forEach(inventory -> InventoryText.print(inventory, Instant.now(), out));
        }
    }
}

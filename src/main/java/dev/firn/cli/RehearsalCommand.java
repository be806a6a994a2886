package dev.firn.cli;

import dev.firn.config.Quantities;
import dev.firn.cost.Prices;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.glacier.SimulatedGlacier;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code firn rehearsal}: what only a vault to rehearse with can do. */
@Command(
        name = "rehearsal",
        description = {
            "Rehearse with a vault that freezes as one in S3 does: 'firn init rehearsal:DIRECTORY'.",
            "A thaw in it takes as long as AWS says, in a time that is advanced at will."
        },
        subcommands = {RehearsalCommand.Advance.class, RehearsalCommand.Bill.class})
final class RehearsalCommand implements Runnable {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before a subcommand is run
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run()
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command was given");
    }

    private SimulatedGlacier glacier() throws IOException {
        String location = new Wiring(firn).configuration().vault().location();
        return switch (VaultLocation.parse(location)) {
            case VaultLocation.Rehearsal rehearsal -> LocalVaults.glacier(rehearsal);
            case VaultLocation.Directory _, VaultLocation.Bucket _ ->
                    throw new UserException(
                            ErrorKind.USAGE,
                            "cannot rehearse with vault '%s': no time passes in it at will"
                                    .formatted(location),
                            "make a vault to rehearse with, 'firn init rehearsal:DIRECTORY'");
        };
    }

    private Prices prices() throws IOException {
        return new Pricing(new Wiring(firn).configuration()).prices();
    }

    /** {@code firn rehearsal advance}. */
    @Command(name = "advance", description = "Let time pass in the vault.")
    static final class Advance implements Callable<Integer> {

        @ParentCommand
        @SuppressWarnings("NullAway.Init") // set by picocli before call()
        private RehearsalCommand rehearsal;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli before call()
        private CommandSpec spec;

        @Parameters(paramLabel = "DURATION", description = "For example 48h, 90m or 7d.")
        @SuppressWarnings("NullAway.Init") // set by picocli before call()
        private String duration;

        @Override
        public Integer call() throws IOException {
            Duration time;
            try {
                time = Quantities.duration(duration);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
            PrintWriter out = spec.commandLine().getOut();
            try (SimulatedGlacier glacier = rehearsal.glacier()) {
                glacier.pass(time);
                out.println(
                        rehearsal.firn.json
                                ? Json.text(Json.object().put("now", glacier.now().toString()))
                                : "in the vault it is " + Times.text(glacier.now()));
            }
            return ExitCode.OK.status();
        }
    }

    /** {@code firn rehearsal bill}. */
    @Command(
            name = "bill",
            description = "Print what was used of the vault until now, and what S3 charges for it.")
    static final class Bill implements Callable<Integer> {

        @ParentCommand
        @SuppressWarnings("NullAway.Init") // set by picocli before call()
        private RehearsalCommand rehearsal;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli before call()
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            PrintWriter out = spec.commandLine().getOut();
            try (SimulatedGlacier glacier = rehearsal.glacier()) {
                BillText bill = new BillText(glacier.usage(), rehearsal.prices(), glacier.now());
                if (rehearsal.firn.json) {
                    out.println(Json.text(bill.json()));
                } else {
                    bill.print(out);
                }
            }
            return ExitCode.OK.status();
        }
    }
}

package dev.firn.cli;

import dev.firn.cost.Money;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.ThawTier;
import dev.firn.thaw.ThawPlan;
import dev.firn.thaw.ThawSettings;
import dev.firn.thaw.Tiers;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/** Shows what a thaw takes, and asks whether it is worth it. */
final class ThawConsent implements ThawSettings.Consent {

    private final Given given;
    private final ThawText text;
    private final boolean json;
    private final PrintWriter err;

    /** What was said on the command line. */
    sealed interface Given {
        /** Nothing: somebody is asked. */
        record Ask() implements Given {}

        /** Yes to anything. */
        record Yes() implements Given {}

        /** Yes up to an amount. */
        record AtMost(Money limit) implements Given {}
    }

    ThawConsent(Given given, ThawText text, boolean json, PrintWriter err) {
        this.given = given;
        this.text = text;
        this.json = json;
        this.err = err;
    }

    @Override
    public void require(ThawPlan plan, ThawTier tier) {
        if (json) {
            err.println(Json.text(Json.object().set("plan", text.json(plan, tier))));
        } else {
            text.print(plan, err);
        }
        err.flush();
        switch (given) {
            case Given.Yes() -> {}
            case Given.AtMost(Money limit) -> requireAtMost(limit, text.total(plan, tier));
            case Given.Ask() -> ask(plan, tier);
        }
    }

    private static void requireAtMost(Money limit, Money total) {
        if (total.compareTo(limit) > 0) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot restore for %s: it costs %s, and nothing was thawed"
                            .formatted(limit, total),
                    "take a slower --tier, or a higher --max-cost");
        }
    }

    private static void ask(ThawPlan plan, ThawTier tier) {
        Optional<Console> console =
                Optional.ofNullable(System.console()).filter(Console::isTerminal);
        String answer =
                console.map(terminal ->
                                terminal.readLine(
                                        "Thaw %d chunks with tier %s? [y/N] ",
                                        plan.toThaw().chunks(), Tiers.name(tier)))
                        .orElse("");
        if (!answer.equals("y") && !answer.equals("yes")) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot restore: nothing was thawed, as nobody agreed to it",
                    "run it again with --yes or --max-cost, or with another --tier");
        }
    }
}

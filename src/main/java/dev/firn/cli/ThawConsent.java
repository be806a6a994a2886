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

    private final String doing;
    private final Given given;
    private final ThawText text;
    private final boolean json;
    private final PrintWriter err;

    /** What was said on the command line. */
    sealed interface Given {
        /** Nothing: somebody is asked, unless nothing is thawed and it costs no more than this. */
        record Ask(Money above) implements Given {}

        /** Yes to anything. */
        record Yes() implements Given {}

        /** Yes up to an amount. */
        record AtMost(Money limit) implements Given {}
    }

    ThawConsent(Given given, ThawText text, boolean json, PrintWriter err) {
        this("restore", given, text, json, err);
    }

    /** For something else than a restore. */
    ThawConsent(String doing, Given given, ThawText text, boolean json, PrintWriter err) {
        this.doing = doing;
        this.given = given;
        this.text = text;
        this.json = json;
        this.err = err;
    }

    @Override
    public void require(ThawPlan plan, ThawTier tier) {
        Money total = text.total(plan, tier);
        if (plan.toThaw().chunks() == 0 && isSmall(total)) {
            return;
        }
        if (json) {
            err.println(Json.text(Json.object().set("plan", text.json(plan, tier))));
        } else {
            text.print(plan, err);
        }
        err.flush();
        switch (given) {
            case Given.Yes() -> {}
            case Given.AtMost(Money limit) -> requireAtMost(limit, total);
            case Given.Ask _ -> ask(plan, tier, total);
        }
    }

    /** Whether it is too little to bother somebody, who did not say otherwise. */
    private boolean isSmall(Money total) {
        return switch (given) {
            case Given.Yes() -> true;
            case Given.AtMost(Money limit) -> total.compareTo(limit) <= 0;
            case Given.Ask(Money above) -> total.compareTo(above) <= 0;
        };
    }

    private void requireAtMost(Money limit, Money total) {
        if (total.compareTo(limit) > 0) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot %s for %s: it costs %s, and nothing was thawed or downloaded"
                            .formatted(doing, limit, total),
                    "take a slower --tier, or a higher --max-cost");
        }
    }

    private void ask(ThawPlan plan, ThawTier tier, Money total) {
        String question =
                plan.toThaw().chunks() > 0
                        ? "Thaw %d chunks with tier %s? [y/N] "
                                .formatted(plan.toThaw().chunks(), Tiers.name(tier))
                        : "Download %d chunks for %s? [y/N] "
                                .formatted(plan.toFetch().chunks(), total);
        Optional<Console> console =
                Optional.ofNullable(System.console()).filter(Console::isTerminal);
        String answer = console.map(terminal -> terminal.readLine("%s", question)).orElse("");
        if (!answer.equals("y") && !answer.equals("yes")) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot %s: nothing was thawed or downloaded, as nobody agreed to it"
                            .formatted(doing),
                    plan.toThaw().chunks() > 0
                            ? "run it again with --yes or --max-cost, or with another --tier"
                            : "run it again with --yes or --max-cost, or raise restore.ask-above");
        }
    }
}

package dev.firn.cli;

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
    private final boolean json;
    private final PrintWriter err;

    /** What was said on the command line. */
    enum Given {
        YES,
        ASK
    }

    ThawConsent(Given given, boolean json, PrintWriter err) {
        this.given = given;
        this.json = json;
        this.err = err;
    }

    @Override
    public void require(ThawPlan plan, ThawTier tier) {
        if (json) {
            err.println(Json.text(Json.object().set("plan", ThawText.json(plan, tier))));
        } else {
            ThawText.print(plan, err);
        }
        err.flush();
        if (given == Given.ASK && !isAgreed(plan, tier)) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot restore: nothing was thawed, as nobody agreed to it",
                    "run it again with --yes, or with another --tier");
        }
    }

    private static boolean isAgreed(ThawPlan plan, ThawTier tier) {
        Optional<Console> console =
                Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (console.isEmpty()) {
            return false;
        }
        String answer =
                console.get()
                        .readLine(
                                "Thaw %d chunks with tier %s? [y/N] ",
                                plan.toThaw().chunks(), Tiers.name(tier));
        return answer != null && (answer.equals("y") || answer.equals("yes"));
    }
}

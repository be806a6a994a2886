package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cli.ThawConsent.Given;
import dev.firn.cost.Money;
import dev.firn.cost.PriceFile;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import dev.firn.thaw.ThawPlan;
import dev.firn.thaw.ThawPlan.Amount;
import dev.firn.thaw.ThawPlan.Download;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Goal: nobody pays for more than he was asked about. Nobody sits at a terminal here. */
class ThawConsentTest {

    private static final Money DOLLAR = Money.parse("1");

    /** 100 GiB to be downloaded: $9.00 and the requests. */
    private static final ThawPlan DOWNLOAD = atHand(100);

    private final StringWriter said = new StringWriter();

    private static ThawPlan atHand(long gigabytes) {
        return plan(
                Map.of(), Map.of(StorageClass.STANDARD, new Amount(gigabytes, gigabytes << 30)));
    }

    private static ThawPlan plan(
            Map<StorageClass, Amount> frozen, Map<StorageClass, Amount> atHand) {
        Map<StorageClass, Download> downloads = new EnumMap<>(StorageClass.class);
        for (Map<StorageClass, Amount> part : List.of(frozen, atHand)) {
            part.forEach((storageClass, amount) ->
                    downloads.put(storageClass, new Download(amount.chunks(), amount.bytes())));
        }
        return new ThawPlan(
                frozen, Amount.NONE, Map.of(), Map.of(), atHand, Amount.NONE, downloads, 1L << 50);
    }

    private void require(Given given, ThawPlan plan) {
        ThawText text = new ThawText(Optional.of(new ThawCost(PriceFile.builtIn(), 7)));
        new ThawConsent(given, text, false, new PrintWriter(said)).require(plan, ThawTier.BULK);
    }

    private void assertRefused(Given given, ThawPlan plan, String message) {
        assertThatThrownBy(() -> require(given, plan))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
                .hasMessage(message);
    }

    @Test
    void whatCostsLittleIsDownloadedWithoutAWord() {
        require(new Given.Ask(DOLLAR), atHand(11)); // $0.99
        assertThat(said.toString()).isEmpty();
    }

    @Test
    void whatCostsMoreIsAskedFor() {
        String nobody = "cannot restore: nothing was thawed or downloaded, as nobody agreed to it";
        assertRefused(new Given.Ask(DOLLAR), DOWNLOAD, nobody);
        assertThat(said.toString()).contains("100 chunks, 107.4 GB needed", "it costs $9.01");
        assertRefused(new Given.Ask(Money.parse("9")), DOWNLOAD, nobody);
        require(new Given.Ask(Money.parse("9.01")), DOWNLOAD);
        require(new Given.Yes(), DOWNLOAD);
    }

    @Test
    void aThawIsAlwaysAskedFor() {
        ThawPlan thaw = plan(Map.of(StorageClass.DEEP_ARCHIVE, new Amount(1, 1)), Map.of());
        assertRefused(
                new Given.Ask(DOLLAR),
                thaw,
                "cannot restore: nothing was thawed or downloaded, as nobody agreed to it");
    }

    @Test
    void aLimitHoldsForDownloadsToo() {
        assertRefused(
                new Given.AtMost(Money.parse("0.5")),
                atHand(11),
                "cannot restore for $0.50: it costs $1.00, and nothing was thawed or downloaded");
        require(new Given.AtMost(Money.parse("10")), DOWNLOAD);
    }

    @Test
    void whereNothingIsChargedNobodyIsAsked() {
        new ThawConsent(
                        new Given.Ask(DOLLAR),
                        new ThawText(Optional.empty()),
                        false,
                        new PrintWriter(said))
                .require(atHand(1 << 20), ThawTier.BULK);
        assertThat(said.toString()).isEmpty();
    }
}

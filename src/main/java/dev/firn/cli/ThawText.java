package dev.firn.cli;

import dev.firn.cost.Bill;
import dev.firn.cost.Money;
import dev.firn.storage.ThawTier;
import dev.firn.thaw.Pending;
import dev.firn.thaw.ThawPlan;
import dev.firn.thaw.Tiers;
import dev.firn.workflow.Sizes;
import java.io.PrintWriter;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Plans of thaws, and thaws that are under way, for people and for scripts. */
final class ThawText {

    private final Optional<ThawCost> cost;

    /** With what it costs; empty where nothing costs anything. */
    ThawText(Optional<ThawCost> cost) {
        this.cost = cost;
    }

    /** What the plan costs with a tier. */
    Money total(ThawPlan plan, ThawTier tier) {
        return cost.map(prices -> prices.of(plan, tier).total()).orElse(Money.NONE);
    }

    void print(ThawPlan plan, PrintWriter out) {
        out.println(
                "%s needed, %s of them to be fetched%s"
                        .formatted(text(plan.needed()), text(plan.toFetch()), part(plan)));
        if (plan.beingThawed().chunks() > 0) {
            out.println(text(plan.beingThawed()) + " are being thawed");
        }
        if (plan.toThaw().chunks() == 0) {
            cost.ifPresent(_ -> out.println("it costs " + total(plan, ThawTier.BULK)));
            return;
        }
        out.println(text(plan.toThaw()) + " are frozen");
        if (plan.again().chunks() > 0) {
            out.println(text(plan.again()) + " of them were asked for before");
        }
        if (plan.goes() > 1) {
            out.println(
                    "as %s are thawed at a time, it takes %d goes"
                            .formatted(Sizes.text(plan.windowBytes()), plan.goes()));
        }
        for (ThawTier tier : plan.tiers()) {
            plan.within(tier)
                    .ifPresent(time ->
                            out.println(
                                    "  %-9s  thawed within %s, %d requests%s"
                                            .formatted(
                                                    Tiers.name(tier),
                                                    Times.duration(time.toSeconds()),
                                                    plan.toThaw().chunks(),
                                                    money(plan, tier))));
        }
    }

    /** What is read of chunks that are not read whole. */
    private static String part(ThawPlan plan) {
        long bytes = plan.download().bytes();
        return bytes == plan.toFetch().bytes() ? "" : ": " + Sizes.text(bytes) + " of those";
    }

    private String money(ThawPlan plan, ThawTier tier) {
        return cost.map(
                        prices -> {
                            Bill bill = prices.of(plan, tier);
                            Money download =
                                    bill.items().getOrDefault(Bill.Item.DOWNLOAD, Money.NONE);
                            return "; %s, of which %s to download"
                                    .formatted(bill.total(), download);
                        })
                .orElse("");
    }

    private static String text(ThawPlan.Amount amount) {
        return "%s, %s"
                .formatted(Counts.text(amount.chunks(), "chunk"), Sizes.text(amount.bytes()));
    }

    ObjectNode json(ThawPlan plan, ThawTier wanted) {
        ObjectNode node = Json.object();
        node.set("needed", json(plan.needed()));
        node.set("toFetch", json(plan.toFetch()));
        node.putObject("download")
                .put("requests", plan.download().requests())
                .put("bytes", plan.download().bytes());
        node.set("beingThawed", json(plan.beingThawed()));
        node.set("toThaw", json(plan.toThaw()));
        node.set("again", json(plan.again()));
        node.put("goes", plan.goes());
        node.put("tier", Tiers.name(wanted));
        cost.ifPresent(prices -> node.set("cost", MoneyText.json(prices.of(plan, wanted))));
        ArrayNode tiers = node.putArray("tiers");
        for (ThawTier tier : plan.tiers()) {
            ObjectNode one =
                    tiers.addObject()
                            .put("tier", Tiers.name(tier))
                            .put("requests", plan.toThaw().chunks());
            plan.within(tier).ifPresent(time -> one.put("withinSeconds", time.toSeconds()));
            cost.ifPresent(prices -> one.set("cost", MoneyText.json(prices.of(plan, tier))));
        }
        return node;
    }

    private static ObjectNode json(ThawPlan.Amount amount) {
        return Json.object().put("chunks", amount.chunks()).put("bytes", amount.bytes());
    }

    static String text(Pending pending) {
        String rest =
                pending.waiting().chunks() == 0
                        ? ""
                        : ", %s will be asked for after them".formatted(text(pending.waiting()));
        return "%s are being thawed with tier %s%s. Run the same command again after %s, or with --wait now."
                .formatted(
                        text(pending.thawing()),
                        Tiers.name(pending.tier()),
                        rest,
                        Times.text(pending.ready()));
    }

    static ObjectNode json(Pending pending) {
        ObjectNode node = Json.object();
        node.set("beingThawed", json(pending.thawing()));
        node.set("waiting", json(pending.waiting()));
        node.put("tier", Tiers.name(pending.tier()));
        return node.put("ready", pending.ready().toString());
    }
}

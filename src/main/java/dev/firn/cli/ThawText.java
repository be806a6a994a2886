package dev.firn.cli;

import dev.firn.storage.ThawTier;
import dev.firn.thaw.Pending;
import dev.firn.thaw.ThawPlan;
import dev.firn.thaw.Tiers;
import dev.firn.workflow.Sizes;
import java.io.PrintWriter;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Plans of thaws, and thaws that are under way, for people and for scripts. */
final class ThawText {

    private ThawText() {}

    static void print(ThawPlan plan, PrintWriter out) {
        out.println(
                "%s needed, %s of them to be fetched"
                        .formatted(text(plan.needed()), text(plan.toFetch())));
        if (plan.beingThawed().chunks() > 0) {
            out.println(text(plan.beingThawed()) + " are being thawed");
        }
        if (plan.toThaw().chunks() == 0) {
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
                                    "  %-9s  thawed within %s, %d requests"
                                            .formatted(
                                                    Tiers.name(tier),
                                                    Times.duration(time.toSeconds()),
                                                    plan.toThaw().chunks())));
        }
    }

    private static String text(ThawPlan.Amount amount) {
        return "%d chunks, %s".formatted(amount.chunks(), Sizes.text(amount.bytes()));
    }

    static ObjectNode json(ThawPlan plan, ThawTier wanted) {
        ObjectNode node = Json.object();
        node.set("needed", json(plan.needed()));
        node.set("toFetch", json(plan.toFetch()));
        node.set("beingThawed", json(plan.beingThawed()));
        node.set("toThaw", json(plan.toThaw()));
        node.set("again", json(plan.again()));
        node.put("goes", plan.goes());
        node.put("tier", Tiers.name(wanted));
        ArrayNode tiers = node.putArray("tiers");
        for (ThawTier tier : plan.tiers()) {
            plan.within(tier)
                    .ifPresent(time ->
                            tiers.addObject()
                                    .put("tier", Tiers.name(tier))
                                    .put("requests", plan.toThaw().chunks())
                                    .put("withinSeconds", time.toSeconds()));
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

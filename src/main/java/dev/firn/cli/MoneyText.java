package dev.firn.cli;

import dev.firn.cost.Bill;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Amounts of money, for people and for scripts. */
final class MoneyText {

    private MoneyText() {}

    static void print(Bill bill, PrintWriter out) {
        bill.items().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(item ->
                        out.println("  %-14s  %s".formatted(name(item.getKey()), item.getValue())));
        out.println("  %-14s  %s".formatted("together", bill.total()));
    }

    /** Dollars, not rounded. */
    static ObjectNode json(Bill bill) {
        ObjectNode node = Json.object().put("currency", "USD");
        ObjectNode items = node.putObject("items");
        bill.items().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(item -> items.put(name(item.getKey()), item.getValue().dollars()));
        return node.put("total", bill.total().dollars());
    }

    private static String name(Bill.Item item) {
        return item.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package dev.firn.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs several commands one after the other in one process, separated by {@code ++}: the training
 * run of the AOT cache (scripts/train-aot). Their exit codes do not matter.
 */
final class Training {

    private Training() {}

    public static void main(String[] args) {
        List<String> command = new ArrayList<>();
        for (String arg : args) {
            if (arg.equals("++")) {
                Main.run(command.toArray(String[]::new));
                command.clear();
            } else {
                command.add(arg);
            }
        }
    }
}

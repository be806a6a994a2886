package dev.firn.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The commands by name. Only those that stand among the arguments are made: reading the annotations
 * of all takes a fifth of a second, which is most of what {@code firn list} takes.
 */
final class Commands {

    private static final Map<String, Supplier<Object>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("init", InitCommand::new);
        ALL.put("backup", BackupCommand::new);
        ALL.put("restore", RestoreCommand::new);
        ALL.put("list", ListCommand::new);
        ALL.put("show", ShowCommand::new);
        ALL.put("ls", LsCommand::new);
        ALL.put("tree", TreeCommand::new);
        ALL.put("find", FindCommand::new);
        ALL.put("cat", CatCommand::new);
        ALL.put("stat", StatCommand::new);
        ALL.put("du", DuCommand::new);
        ALL.put("diff", DiffCommand::new);
        ALL.put("history", HistoryCommand::new);
        ALL.put("verify", VerifyCommand::new);
        ALL.put("rebuild", RebuildCommand::new);
        ALL.put("adopt", AdoptCommand::new);
        ALL.put("index", IndexCommand::new);
        ALL.put("status", StatusCommand::new);
        ALL.put("stream", StreamCommand::new);
        ALL.put("rehearsal", RehearsalCommand::new);
        ALL.put("cost", CostCommand::new);
        ALL.put("doctor", DoctorCommand::new);
        ALL.put("policy", PolicyCommand::new);
        ALL.put("timer", TimerCommand::new);
    }

    private Commands() {}

    /** The program's command line, as far as {@code args} can make use of it. */
    static CommandLine lineFor(String[] args) {
        CommandLine line = new CommandLine(new FirnCommand());
        List<String> given = List.of(args);
        boolean any = ALL.keySet().stream().anyMatch(given::contains);
        ALL.forEach((name, command) -> {
            if (!any || given.contains(name)) {
                line.addSubcommand(name, command.get());
            }
        });
        return line;
    }
}

package dev.firn.cli;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code firn timer}: the systemd units that run {@code firn backup}. */
@Command(
        name = "timer",
        description = "Print the systemd units that run 'firn backup', or install them.")
final class TimerCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Option(
            names = "--on",
            paramLabel = "TIME",
            defaultValue = "*-*-* 02:00",
            description = "When, as in systemd.time(7) (default: ${DEFAULT-VALUE}, every night).")
    private String calendar = "";

    @Option(
            names = "--install",
            description = "Write them to DIRECTORY; nothing that is there is overwritten.")
    private boolean install;

    @Option(
            names = "--directory",
            paramLabel = "DIRECTORY",
            defaultValue = "/etc/systemd/system",
            description = "Where to install them (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private Path directory;

    @Override
    public Integer call() throws IOException {
        if (calendar.isBlank() || calendar.chars().anyMatch(Character::isISOControl)) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot make a timer: '%s' is no time".formatted(calendar),
                    "try it out with 'systemd-analyze calendar TIME'");
        }
        Path configuration = new Wiring(firn).configurationPath();
        Map<String, String> units = new LinkedHashMap<>();
        units.put("firn.service", Units.service(program(), configuration));
        units.put("firn.timer", Units.timer(calendar));
        if (install) {
            install(units);
        }
        print(units);
        return ExitCode.OK.status();
    }

    /** What starts Firn: its launcher says where it is. */
    private static String program() {
        String launcher = System.getenv("FIRN_LAUNCHER");
        return launcher == null || launcher.isEmpty() ? "/usr/bin/firn" : launcher;
    }

    private void install(Map<String, String> units) throws IOException {
        for (String name : units.keySet()) {
            if (Files.exists(directory.resolve(name))) {
                throw exists(directory.resolve(name), null);
            }
        }
        for (var unit : units.entrySet()) {
            Path file = directory.resolve(unit.getKey());
            try {
                Files.writeString(file, unit.getValue(), StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                throw exists(file, e);
            }
        }
    }

    private static UserException exists(Path file, @Nullable Exception e) {
        return new UserException(
                ErrorKind.USAGE,
                "cannot write '%s': it exists already".formatted(file),
                "change it by hand, or delete it first",
                e);
    }

    private void print(Map<String, String> units) {
        PrintWriter out = spec.commandLine().getOut();
        if (firn.json) {
            ObjectNode node = Json.object().put("installed", install);
            units.forEach(node::put);
            out.println(Json.text(node));
        } else if (install) {
            units.keySet()
                    .forEach(name -> out.println(Lines.of("wrote " + directory.resolve(name))));
            out.println(
                    "switch it on: systemctl daemon-reload && systemctl enable --now firn.timer");
        } else {
            units.forEach((name, text) -> out.println("# " + name + "\n" + text));
        }
    }
}

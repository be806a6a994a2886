package dev.firn.cli;

import dev.firn.btrfs.BtrfsSource;
import dev.firn.config.Configuration;
import dev.firn.config.ConfigurationEdit;
import dev.firn.model.SequenceHead;
import dev.firn.model.Sha256;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.vault.Vault;
import dev.firn.workflow.Adoption;
import dev.firn.workflow.Lookup;
import dev.firn.workflow.ReceivedUuid;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code firn adopt}: a volume that was lost goes on in what was restored of it. */
@Command(
        name = "adopt",
        description = {
            "Go on incrementally from a restored snapshot, on a new disk or a new host.",
            "With --mend, clear a received uuid that lies, so that snapshots can be backed up."
        })
final class AdoptCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(
            arity = "0..3",
            paramLabel = "VOLUME RESTORED [PATH]",
            description =
                    "A volume of the vault, by its name or uuid; the read-only snapshot of it that was restored; and the subvolume to work in from now on, which is made if it is not there (default: the path that the configuration has for that volume).")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--unchanged",
            description =
                    "The restored snapshot was made by 'btrfs receive', and nobody has written to it since.")
    private boolean unchanged;

    @Option(
            names = "--mend",
            paramLabel = "SUBVOLUME",
            description = "Clear the received uuid of this subvolume, which was made writable.")
    private @Nullable Path mend;

    @Option(
            names = "--of",
            paramLabel = "VOLUME-PATH",
            description =
                    "With --mend of a read-only snapshot: the subvolume that it was taken of, which can be written to.")
    private @Nullable Path of;

    @Override
    public Integer call() throws IOException {
        Path poisoned = mend;
        boolean isAdoption = names.size() >= 2 && poisoned == null && of == null;
        boolean isMending = names.isEmpty() && poisoned != null && !unchanged;
        if (!isAdoption && !isMending) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot adopt: give VOLUME and RESTORED, or --mend SUBVOLUME",
                    "see 'firn adopt --help'");
        }
        if (poisoned != null) {
            mend(poisoned.toAbsolutePath().normalize());
        } else {
            adopt(names.get(0), path(names.get(1)));
        }
        return ExitCode.OK.status();
    }

    private static Path path(String text) {
        return Path.of(text).toAbsolutePath().normalize();
    }

    private void mend(Path path) throws IOException {
        Optional<UUID> cleared =
                new ReceivedUuid(new BtrfsSource()).mend(path, Optional.ofNullable(of));
        PrintWriter out = spec.commandLine().getOut();
        if (firn.json) {
            var node = Json.object().put("path", path.toString());
            cleared.ifPresent(uuid -> node.put("cleared", uuid.toString()));
            out.println(Json.text(node));
        } else {
            out.println(
                    Lines.of(
                            cleared.map(uuid ->
                                            "cleared received uuid %s of '%s'"
                                                    .formatted(uuid, path))
                                    .orElse(
                                            "nothing to mend: '%s' has no received uuid"
                                                    .formatted(path))));
        }
    }

    private void adopt(String what, Path restored) throws IOException {
        Wiring wiring = new Wiring(firn);
        Configuration configuration = wiring.configuration();
        Progress progress = wiring.progress(spec.commandLine().getErr());
        try (Vault vault = wiring.open(configuration, progress)) {
            SequenceHead volume =
                    new Lookup(vault.catalog(), ZoneId.systemDefault(), progress).volume(what);
            Path working = working(configuration, volume);
            Adoption.Adopted adopted =
                    new Adoption(new BtrfsSource(), vault)
                            .run(
                                    volume,
                                    restored,
                                    working,
                                    unchanged
                                            ? Adoption.Unsealed.TAKE_AS_UNCHANGED
                                            : Adoption.Unsealed.REFUSE);
            ConfigurationEdit.storeAs(
                    wiring.configurationPath(),
                    configuration.host().name(),
                    name(configuration, volume, working),
                    working,
                    volume.volume());
            warnIfUntrusted(wiring, configuration, progress);
            print(volume, adopted);
        }
    }

    private Path working(Configuration configuration, SequenceHead volume) {
        if (names.size() == 3) {
            return path(names.get(2));
        }
        return Optional.ofNullable(configuration.volumes().get(volume.name()))
                .map(Configuration.VolumePart::path)
                .orElseThrow(() ->
                        new UserException(
                                ErrorKind.USAGE,
                                "cannot adopt volume %s: the configuration has no path for it"
                                        .formatted(volume.name()),
                                "name the subvolume to work in: firn adopt %s %s PATH"
                                        .formatted(names.get(0), names.get(1))));
    }

    /** As the configuration calls the path; else as the vault calls the volume. */
    private static String name(Configuration configuration, SequenceHead volume, Path working) {
        return configuration.volumes().entrySet().stream()
                .filter(entry -> entry.getValue().path().equals(working))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(volume.name());
    }

    /** Else the next restore would refuse what this host is going to store. */
    private static void warnIfUntrusted(
            Wiring wiring, Configuration configuration, Progress progress) throws IOException {
        Sha256 own = wiring.hostKey(configuration).verifyKey().fingerprint();
        Set<Sha256> trusted = configuration.vault().trustedHosts();
        if (!trusted.isEmpty() && !trusted.contains(own)) {
            progress.warn(
                    "vault.trusted-hosts does not name this host, so restores will refuse what it stores; add \"%s\""
                            .formatted(own));
        }
    }

    private void print(SequenceHead volume, Adoption.Adopted adopted) {
        PrintWriter out = spec.commandLine().getOut();
        String working = adopted.working().path().toString();
        if (firn.json) {
            var node = Json.object().put("volume", volume.volume().toString());
            node.put("path", working);
            node.put("made", adopted.isNew());
            node.set("parent", SnapshotJson.of(adopted.stored()));
            out.println(Json.text(node));
            return;
        }
        out.println(
                Lines.of(
                        "%s  goes on in %s%s"
                                .formatted(
                                        volume.name(),
                                        working,
                                        adopted.isNew() ? ", made of what was restored" : "")));
        out.println(
                Lines.of(
                        "%s  the next backup is an increment on %s of %s; keep %s until it is done"
                                .formatted(
                                        volume.name(),
                                        Ids.brief(adopted.stored().id()),
                                        Times.text(adopted.stored().source().taken()),
                                        adopted.copy().path())));
    }
}

package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.config.Configuration.VolumePart;
import dev.firn.cost.Prices;
import dev.firn.keys.HostKey;
import dev.firn.keys.Recipients;
import dev.firn.model.Sha256;
import dev.firn.report.Finding;
import dev.firn.report.Finding.Severity;
import dev.firn.report.UserException;
import dev.firn.volume.HostVersions;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeSource;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What on this host keeps backups from working, or from being safe. Changes nothing. */
final class HostDoctor {

    /** Snapshots need room for what is changed after them. */
    private static final double FREE_MIN = 0.05;

    private static final Period PRICES_KEEP = Period.ofYears(1);

    private static final Set<PosixFilePermission> OTHERS =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private final Configuration configuration;
    private final VolumeSource source;
    private final Path etc;
    private final Pricing pricing;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param etc the system's configuration, {@code /etc}, where timers are
     */
    HostDoctor(Configuration configuration, VolumeSource source, Path etc) {
        this.configuration = configuration;
        this.source = source;
        this.pricing = new Pricing(configuration);
        this.etc = etc;
    }

    List<Finding> run() throws IOException {
        look("this host", this::versions);
        look("this host", this::privileges);
        look("state directory", this::state);
        look("host key", this::signingKey);
        look("recipients", this::recipients);
        look("identity", this::identity);
        look("prices", this::prices);
        for (var volume : configuration.volumes().entrySet()) {
            look(subject(volume.getKey()), () -> volume(volume.getKey(), volume.getValue()));
            look(subject(volume.getKey()), () -> pricing.classOf(volume.getKey()));
        }
        if (configuration.volumes().isEmpty()) {
            add(
                    Severity.WARNING,
                    "volumes",
                    "the configuration names none, so nothing is backed up",
                    "add one: [volume.NAME] with path = \"/the/subvolume\"");
        }
        timer();
        return findings;
    }

    private interface Look {
        void run() throws IOException;
    }

    private void look(String subject, Look look) {
        try {
            look.run();
        } catch (UserException e) {
            add(Severity.ERROR, subject, String.valueOf(e.getMessage()), e.hint());
        } catch (IOException e) {
            add(Severity.ERROR, subject, String.valueOf(e.getMessage()), "is it readable?");
        }
    }

    private void add(Severity severity, String subject, String message, String hint) {
        findings.add(new Finding(severity, subject, message, hint));
    }

    private static String subject(String volume) {
        return "volume '%s'".formatted(volume);
    }

    private void versions() throws IOException {
        HostVersions versions = source.versions();
        if (versions.streamVersion() < 2) {
            add(
                    Severity.INFO,
                    "this host",
                    "kernel %s and btrfs-progs %s send streams of protocol 1, which hold no compressed data as it is on disk"
                            .formatted(versions.kernel(), versions.btrfsProgs()),
                    "Linux 6.0 and btrfs-progs 5.19 have protocol 2");
        }
    }

    private void privileges() {
        if (!System.getProperty("user.name", "").equals("root")) {
            add(
                    Severity.ERROR,
                    "this host",
                    "Firn does not run as root, and only root may send snapshots",
                    "run it with sudo");
        }
    }

    private void state() throws IOException {
        Path state = configuration.host().state();
        if (!Files.exists(state)) {
            return; // the first backup makes it
        }
        if (!Files.isDirectory(state) || !Files.isWritable(state)) {
            add(
                    Severity.ERROR,
                    "state directory",
                    "'%s' cannot be written to".formatted(state),
                    "correct its owner, or host.state in the configuration");
        } else if (Files.getPosixFilePermissions(state).stream().anyMatch(OTHERS::contains)) {
            add(
                    Severity.WARNING,
                    "state directory",
                    "others can look into '%s', which tells what is in the vault".formatted(state),
                    "chmod 700 " + state);
        }
    }

    private void signingKey() throws IOException {
        Optional<Path> file = configuration.host().signingKey();
        if (file.isEmpty()) {
            add(
                    Severity.ERROR,
                    "host key",
                    "the configuration names none, so this host cannot back up",
                    "set host.signing-key, or make a configuration with 'firn init'");
            return;
        }
        Sha256 own = HostKey.open(file.get()).verifyKey().fingerprint();
        Set<Sha256> trusted = configuration.vault().trustedHosts();
        if (!trusted.isEmpty() && !trusted.contains(own)) {
            add(
                    Severity.WARNING,
                    "host key",
                    "vault.trusted-hosts does not name it: restores refuse what this host stores",
                    "add \"%s\" to vault.trusted-hosts".formatted(own));
        }
    }

    private void recipients() {
        if (configuration.vault().recipients().isEmpty()) {
            add(
                    Severity.ERROR,
                    "recipients",
                    "the configuration names none, so this host cannot back up",
                    "set vault.recipients, or make a configuration with 'firn init'");
        } else {
            Recipients.parse(configuration.vault().recipients());
        }
    }

    private void identity() {
        configuration
                .host()
                .identity()
                .filter(Files::exists)
                .ifPresent(file ->
                        add(
                                Severity.WARNING,
                                "identity",
                                "'%s' is on this host: whoever breaks in and has its passphrase can read the vault"
                                        .formatted(file),
                                "copy it to a safe place and delete it here: backups do not need it"));
    }

    private void prices() throws IOException {
        Optional<Prices> charged = pricing.charged();
        LocalDate old = LocalDate.now(ZoneOffset.UTC).minus(PRICES_KEEP);
        if (charged.isPresent() && charged.get().date().isBefore(old)) {
            add(
                    Severity.INFO,
                    "prices",
                    "those of region %s are of %s"
                            .formatted(charged.get().region(), charged.get().date()),
                    "compare them with those of today, and name a file with other ones with"
                            + " cost.prices");
        }
    }

    private void volume(String name, VolumePart part) throws IOException {
        Subvolume volume = source.inspect(part.path());
        for (String nested : source.nested(volume, part.snapshots())) {
            add(
                    Severity.WARNING,
                    subject(name),
                    "subvolume '%s' inside it is not part of its snapshots".formatted(nested),
                    "to back it up, add to the configuration: [volume.NAME] path = \"%s/%s\""
                            .formatted(part.path(), nested));
        }
        poison(name, part, volume);
        FileStore disk = Files.getFileStore(part.path());
        if (disk.getUsableSpace() < disk.getTotalSpace() * FREE_MIN) {
            add(
                    Severity.WARNING,
                    subject(name),
                    "its file system is nearly full, and snapshots keep what is deleted",
                    "make room, or keep fewer local snapshots with keep-local");
        }
    }

    private void poison(String name, VolumePart part, Subvolume volume) throws IOException {
        if (volume.isPoisoned()) {
            add(
                    Severity.ERROR,
                    subject(name),
                    "it was received and then made writable: its snapshots would pass for what was received, and are not backed up",
                    "clear its received uuid: firn adopt --mend '%s'".formatted(part.path()));
        }
        Path place = Files.exists(part.snapshots()) ? part.snapshots() : part.path();
        for (Subvolume snapshot : source.snapshots(place)) {
            if (snapshot.isPoisonedSnapshotOf(volume)) {
                add(
                        Severity.WARNING,
                        subject(name),
                        "snapshot '%s' of it passes for one that was received, and is not backed up"
                                .formatted(snapshot.path()),
                        "delete it, or clear its received uuid: firn adopt --mend '%s' --of '%s'"
                                .formatted(snapshot.path(), part.path()));
            }
        }
    }

    private void timer() {
        Path enabled = etc.resolve("systemd/system/timers.target.wants/firn.timer");
        if (Files.isDirectory(etc.resolve("systemd/system")) && !Files.exists(enabled)) {
            add(
                    Severity.INFO,
                    "timer",
                    "there is no firn.timer that is enabled",
                    "'firn timer --install' makes one, unless something else runs 'firn backup'");
        }
    }
}

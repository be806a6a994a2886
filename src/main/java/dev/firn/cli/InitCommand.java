package dev.firn.cli;

import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code firn init}: parses arguments, runs {@link Initialization}, prints what was made. */
@Command(
        name = "init",
        description = {
            "Make a vault, the keys and the configuration of this host.",
            "If the vault exists, this host is added to it."
        })
final class InitCommand implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private FirnCommand firn;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(
            paramLabel = "LOCATION",
            description =
                    "A directory for the vault, s3://BUCKET[/PREFIX], or rehearsal:DIRECTORY.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String location;

    @Option(
            names = "--volume",
            paramLabel = "NAME=PATH",
            description = "A subvolume to back up. May be given several times.")
    private List<String> volumes = new ArrayList<>();

    @Option(
            names = "--recipient",
            paramLabel = "age1...",
            description =
                    "Encrypt to this recipient, whose identity is kept elsewhere, instead of making an identity. May be given several times.")
    private List<String> recipients = new ArrayList<>();

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description =
                    "Take the passphrase for the new identity from the first line of FILE; - is standard input.")
    private @Nullable Path passphraseFile;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CloudOptions cloud;

    @Override
    public Integer call() throws IOException {
        Wiring wiring = new Wiring(firn);
        Path file = wiring.configurationPath();
        VaultLocation vault = VaultLocation.parse(location);
        Progress progress = wiring.progress(spec.commandLine().getErr());
        Initialization.Made made =
                new Initialization(new Passphrases(Optional.ofNullable(passphraseFile)))
                        .run(
                                new Initialization.Wanted(
                                        file,
                                        vault,
                                        newVault(vault, progress),
                                        volumePaths(),
                                        recipients));
        print(made);
        return Findings.exitCode(made.findings()).status();
    }

    private NewVault newVault(VaultLocation vault, Progress progress) {
        return switch (vault) {
            case VaultLocation.Directory directory -> {
                requireNoCloudOptions(vault);
                yield NewDirectoryVault.plain(directory);
            }
            case VaultLocation.Rehearsal rehearsal -> {
                requireNoCloudOptions(vault);
                yield NewDirectoryVault.toRehearse(rehearsal);
            }
            case VaultLocation.Bucket bucket ->
                    new NewBucketVault(
                            bucket, cloud.s3(), cloud.metadata(), cloud.bucket(), progress);
        };
    }

    private void requireNoCloudOptions(VaultLocation vault) {
        if (cloud.isGiven()) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot make a vault in '%s' with options for a bucket".formatted(vault),
                    "leave them out, or give s3://BUCKET[/PREFIX]");
        }
    }

    private Map<String, Path> volumePaths() {
        Map<String, Path> paths = new LinkedHashMap<>();
        for (String volume : volumes) {
            int equals = volume.indexOf('=');
            if (equals < 1 || equals == volume.length() - 1) {
                throw new UserException(
                        ErrorKind.USAGE,
                        "cannot use volume '%s': it is not NAME=PATH".formatted(volume),
                        "for example --volume photos=/srv/photos");
            }
            Path path = Path.of(volume.substring(equals + 1)).toAbsolutePath().normalize();
            if (paths.put(volume.substring(0, equals), path) != null) {
                throw new UserException(
                        ErrorKind.USAGE,
                        "cannot use volume '%s': its name was given already".formatted(volume),
                        "give each volume a name of its own");
            }
        }
        return paths;
    }

    private void print(Initialization.Made made) {
        PrintWriter out = spec.commandLine().getOut();
        if (firn.json) {
            var node = Json.object();
            node.put("vault", made.vault().toString());
            node.put("location", made.location());
            node.put("configuration", made.configuration().toString());
            node.put("hostKeySha256", made.hostKey().toString());
            made.identity().ifPresent(path -> node.put("identity", path.toString()));
            made.recipients().forEach(node.withArray("recipients")::add);
            node.set("findings", Findings.json(made.findings()));
            out.println(Json.text(node));
            return;
        }
        out.println(Lines.of("vault          " + made.location()));
        out.println(Lines.of("configuration  " + made.configuration()));
        out.println("host key       " + made.hostKey());
        made.recipients().forEach(recipient -> out.println("recipient      " + recipient));
        made.identity().ifPresent(path -> out.println(Lines.of("identity       " + path)));
        if (VaultLocation.parse(made.location()) instanceof VaultLocation.Bucket) {
            out.println("policies       firn policy writer | restorer | pruner | owner");
        }
        Findings.print(made.findings(), out);
        made.identity()
                .ifPresent(path -> {
                    out.println();
                    out.println(
                            "Without the identity and its passphrase nothing can be restored. Copy");
                    out.println(
                            Lines.of(path + " to a safe place away from this host, and note the"));
                    out.println(
                            "passphrase and the host key there. Backups do not need the identity: after");
                    out.println("copying it, you may remove it from this host.");
                });
    }
}

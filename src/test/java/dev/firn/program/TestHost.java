package dev.firn.program;

import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A host in a directory: a volume on a btrfs of its own, configuration, state, and a vault. Firn
 * runs as it does for users, with the memory limits of the launcher, from {@code target/dist}.
 */
final class TestHost implements AutoCloseable {

    private static final Path DIST = Path.of("target/dist").toAbsolutePath();

    static final String PASSPHRASE = "correct horse battery staple";

    private final Path home;
    private final LoopBtrfs source;
    private final Path volume;

    private TestHost(Path home, LoopBtrfs source) throws IOException {
        this.home = home;
        this.source = source;
        this.volume = source.subvolume("data");
        Files.writeString(passphrase(), PASSPHRASE + "\n");
    }

    /** A host whose volume is on a file system of {@code bytes}; nothing is initialised yet. */
    static TestHost create(long bytes, String... mountOptions) throws IOException {
        return new TestHost(
                Files.createTempDirectory("firn-host-"), LoopBtrfs.create(bytes, mountOptions));
    }

    /** A host with a vault in a directory. */
    static TestHost withVault(long bytes, String... mountOptions) throws IOException {
        TestHost host = create(bytes, mountOptions);
        host.init();
        return host;
    }

    /**
     * Runs {@code firn init} for an identity without a passphrase, which costs a second each time;
     * with small chunks, so that small volumes have several.
     */
    void init() throws IOException {
        init(vault().toString());
    }

    /** The same with a vault anywhere. */
    void init(String location, String... options) throws IOException {
        Shell.run("age-keygen", "-o", identity().toString());
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "init",
                                location,
                                "--volume",
                                "data=" + volume,
                                "--recipient",
                                recipient()));
        arguments.addAll(List.of(options));
        firn(arguments.toArray(String[]::new));
        configure("#state = .*", "state = \"" + home.resolve("state") + "\"");
        configure("#cache = .*", "cache = \"" + home.resolve("cache") + "\"");
        configure("#identity = .*", "identity = \"" + identity() + "\"");
        configure("#chunk-size = .*", "chunk-size = \"8 MiB\"");
    }

    /** Runs {@code firn init} as users do: it makes an identity, protected by a passphrase. */
    void initWithPassphrase() throws IOException {
        firn(
                "init",
                vault().toString(),
                "--volume",
                "data=" + volume,
                "--passphrase-file",
                passphrase().toString());
        configure("#state = .*", "state = \"" + home.resolve("state") + "\"");
        configure("#cache = .*", "cache = \"" + home.resolve("cache") + "\"");
    }

    /** Whom backups are encrypted to. */
    String recipient() throws IOException {
        return Shell.run("age-keygen", "-y", identity().toString()).strip();
    }

    /** Replaces a line of the configuration. */
    void configure(String line, String by) throws IOException {
        String text = Files.readString(config());
        String changed = text.replaceFirst(line, by);
        if (changed.equals(text)) {
            throw new IOException("the configuration has no line '%s'".formatted(line));
        }
        Files.writeString(config(), changed);
    }

    Path home() {
        return home;
    }

    Path volume() {
        return volume;
    }

    Path snapshots() {
        return volume.resolve(".firn");
    }

    LoopBtrfs source() {
        return source;
    }

    Path vault() {
        return home.resolve("vault");
    }

    Path config() {
        return home.resolve("etc/firn.toml");
    }

    /** The identity, as age-keygen wrote it. */
    Path identity() {
        return home.resolve("key");
    }

    Path passphrase() {
        return home.resolve("passphrase");
    }

    /** Runs Firn, which must succeed, and returns what it printed. */
    String firn(String... arguments) throws IOException {
        Shell.Result result = tryFirn(arguments);
        if (result.status() != 0) {
            throw new IOException(
                    "firn %s ended with %d: %s%s"
                            .formatted(
                                    String.join(" ", arguments),
                                    result.status(),
                                    result.out(),
                                    result.err()));
        }
        return result.out();
    }

    /** Runs Firn, whatever comes of it. */
    Shell.Result tryFirn(String... arguments) throws IOException {
        return Shell.result(Map.of(), command(arguments).toArray(String[]::new));
    }

    /** Starts Firn and returns at once. */
    Process start(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(home.resolve("last-error").toFile());
        return builder.start();
    }

    /** Starts Firn with its output in a file. */
    Process startTo(Path output, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.redirectOutput(output.toFile());
        builder.redirectError(home.resolve("last-error").toFile());
        return builder.start();
    }

    /**
     * Starts Firn as a shell with a terminal does: in a process group of its own, and heeding
     * Ctrl-C, which a test that runs in the background is told to ignore.
     */
    Process startInGroup(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT"));
        command.addAll(command(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    private List<String> command(String... arguments) {
        return command(List.of("-Xmx96m"), arguments);
    }

    /** How Firn is started; {@code scripts/launch.sh} has the same options. */
    List<String> command(List<String> jvmOptions, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        boolean passphrase = List.of("init", "restore").contains(arguments[0]);
        if (passphrase) {
            command.add("-Xmx448m");
        }
        command.addAll(
                List.of(
                        // Before all others that the AWS SDK would find on this machine.
                        "-Daws.accessKeyId=local",
                        "-Daws.secretAccessKey=local",
                        "-XX:MaxDirectMemorySize=208m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:AOTCache=" + DIST.resolve("firn.aot"),
                        "-XX:-UsePerfData",
                        "-Xlog:disable",
                        "-Xlog:all=error:stderr",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dorg.sqlite.lib.path=" + DIST.resolve("native"),
                        "-Dorg.sqlite.lib.name=libsqlitejdbc.so",
                        "-DZstdNativePath=" + DIST.resolve("native/libzstd-jni.so"),
                        "-cp",
                        DIST.resolve("firn.jar").toString(),
                        "dev.firn.cli.Main"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", config().toString()));
        return command;
    }

    /** Restores to {@code destination}; returns what Firn printed. */
    String restore(String what, Path destination) throws IOException {
        return firn("restore", what, destination.toString());
    }

    /** The local snapshots, oldest first. */
    List<Path> localSnapshots() throws IOException {
        try (var entries = Files.list(snapshots())) {
            return entries.sorted().toList();
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
        Shell.run("rm", "-rf", home.toString());
    }
}

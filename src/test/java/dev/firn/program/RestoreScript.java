package dev.firn.program;

import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The script of docs/restore-without-firn.md, as it is printed there, for one host's vault. */
final class RestoreScript {

    private final TestHost host;
    private final Path script;

    RestoreScript(TestHost host) throws IOException {
        this.host = host;
        this.script = host.home().resolve("restore.sh");
        Files.writeString(
                script, Shell.run("tools/extract-script", "docs/restore-without-firn.md"));
    }

    /** Restores the newest snapshot, whatever comes of it. */
    Shell.Result restore(Path destination) throws IOException {
        return Shell.result(
                Map.of(),
                "sh",
                script.toString(),
                host.vault().toString(),
                host.identity().toString(),
                newestSnapshot(),
                destination.toString());
    }

    /** The uuid of the newest snapshot. */
    String newestSnapshot() throws IOException {
        String json = host.firn("show", "data", "--json");
        return json.replaceFirst("(?s).*?\"uuid\":\"([0-9a-f-]+)\".*", "$1").strip();
    }
}

package dev.firn.program;

import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The tools that judge Firn are judged first. */
@RequiresBtrfs
class ToolsIT {

    @Test
    void everyChangeOfATreeIsReported() throws IOException {
        Shell.run("tools/test");
    }
}

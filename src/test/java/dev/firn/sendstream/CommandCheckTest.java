package dev.firn.sendstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: no command of a stream names a place outside of its subvolume. */
class CommandCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "o257-5-0", "...", "..a/.b", "a\nb", "a\\b"})
    void plainPathsPass(String path) {
        assertThat(CommandCheck.faultOf(new SendCommand.Unlink(of(path)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..", ".", "/", "/a", "a/", "a//b", "../a", "a/../b", "a/..", "a/./b", "a\0b"
            })
    void othersAreFaults(String text) {
        StreamPath path = of(text);
        StreamPath good = of("a");
        assertFault(new SendCommand.Unlink(path));
        assertFault(new SendCommand.Rename(path, good));
        assertFault(new SendCommand.Rename(good, path));
        assertFault(new SendCommand.Link(good, path));
        assertFault(new SendCommand.Symlink(path, 1, good));
        assertFault(new SendCommand.SetXattr(path, of("user.a"), new byte[0]));
        assertFault(new SendCommand.ChangeMode(path, 0));
        assertFault(new SendCommand.ChangeOwner(path, 0, 0));
        assertFault(new SendCommand.Subvol(path, new UUID(0, 1), 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc", "../..", "."})
    void theTargetOfALinkIsFree(String target) {
        assertThat(CommandCheck.faultOf(new SendCommand.Symlink(of("a"), 1, of(target)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a"})
    void theRootHasAttributesToo(String path) {
        assertThat(CommandCheck.faultOf(new SendCommand.ChangeMode(of(path), 0))).isEmpty();
    }

    private static void assertFault(SendCommand command) {
        assertThat(CommandCheck.faultOf(command)).as("%s", command).isNotEmpty();
    }

    private static StreamPath of(String text) {
        return StreamPath.of(text.getBytes(UTF_8));
    }
}

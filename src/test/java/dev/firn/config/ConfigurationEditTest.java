package dev.firn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.VolumeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a line comes into a file that a person wrote, and nothing else of it changes. */
class ConfigurationEditTest {

    private static final VolumeId VOLUME = VolumeId.parse("11111111-1111-4111-8111-111111111111");
    private static final String LINE = "uuid = \"" + VOLUME + "\"\n";
    private static final Path PHOTOS = Path.of("/srv/photos");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    private Path write(String text) throws IOException {
        return Files.writeString(home.resolve("firn.toml"), text);
    }

    private static void edit(Path file) throws IOException {
        ConfigurationEdit.storeAs(file, "host", "photos", PHOTOS, VOLUME);
    }

    @Test
    void theTableOfTheVolumeGetsALine() throws IOException {
        String before = "vault.location = '/v' # mine\n\n[volume.photos] # old ones\n";
        Path file = write(before + "path = '/srv/photos'\n\n[volume.x]\npath = '/x'\n");

        edit(file);
        edit(file);

        assertThat(file)
                .hasContent(before + LINE + "path = '/srv/photos'\n\n[volume.x]\npath = '/x'\n");
        var volume = ConfigurationFile.read(file, "host").volumes().get("photos");
        assertThat(volume).isNotNull().extracting("uuid").isEqualTo(Optional.of(VOLUME));
    }

    @Test
    void aVolumeThatIsNotThereGetsATable() throws IOException {
        Path file = write("vault.location = '/v'\n");

        edit(file);

        assertThat(file)
                .hasContent(
                        "vault.location = '/v'\n\n[volume.photos]\npath = \"/srv/photos\"\n"
                                + LINE);
    }

    @Test
    void anotherVolumeOfThatNameIsLeftAlone() throws IOException {
        String text = "vault.location = '/v'\n[volume.photos]\npath = '/other'\n";
        Path file = write(text);

        assertThatThrownBy(() -> edit(file)).hasMessageContaining("is another volume");

        assertThat(file).hasContent(text);
    }

    @Test
    void aTableInAnotherFormIsLeftAlone() throws IOException {
        String text = "vault.location = '/v'\nvolume.photos.path = '/srv/photos'\n";
        Path file = write(text);

        assertThatThrownBy(() -> edit(file)).hasMessageContaining("put into the table");

        assertThat(file).hasContent(text);
        assertThat(home.resolve("firn.toml.new")).doesNotExist();
    }
}

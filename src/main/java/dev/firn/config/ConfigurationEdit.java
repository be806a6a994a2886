package dev.firn.config;

import dev.firn.model.VolumeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Changes a configuration that a person wrote: a line, and nothing else of it. */
public final class ConfigurationEdit {

    private ConfigurationEdit() {}

    /**
     * Says under which volume the snapshots of {@code path} are stored: in the table of the volume
     * that is called {@code name}, or in a new one at the end. The file is replaced as a whole, or
     * not at all.
     *
     * @param host the name of this host, unless the file says otherwise
     * @throws ConfigurationException if the file has that volume with other values, or in a form
     *     that a line cannot be put into
     */
    public static void storeAs(Path file, String host, String name, Path path, VolumeId volume)
            throws IOException {
        Configuration before = ConfigurationFile.read(file, host);
        Configuration.VolumePart part = before.volumes().get(name);
        if (part != null && part.uuid().equals(Optional.of(volume)) && part.path().equals(path)) {
            return;
        }
        String line = "uuid = \"%s\"".formatted(volume);
        if (part != null && (part.uuid().isPresent() || !part.path().equals(path))) {
            throw new ConfigurationException(
                    file,
                    "[volume.%s] is another volume; it would need path = %s and %s"
                            .formatted(name, ConfigurationTemplate.string(path.toString()), line));
        }
        String text = Files.readString(file);
        String changed =
                part == null ? text + table(name, path, line) : withLine(file, text, name, line);
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        write(temporary, changed);
        Optional<VolumeId> stated =
                Optional.ofNullable(ConfigurationFile.read(temporary, host).volumes().get(name))
                        .flatMap(Configuration.VolumePart::uuid);
        if (!stated.equals(Optional.of(volume))) {
            Files.delete(temporary);
            throw unclear(file, name, line);
        }
        Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(file));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory =
                FileChannel.open(
                        file.toAbsolutePath().resolveSibling(""), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static String table(String name, Path path, String line) {
        return "\n[volume.%s]\npath = %s\n%s\n"
                .formatted(
                        ConfigurationTemplate.quotedKey(name),
                        ConfigurationTemplate.string(path.toString()),
                        line);
    }

    private static String withLine(Path file, String text, String name, String line) {
        Pattern header =
                Pattern.compile(
                        "\\s*\\[volume\\.(?:%1$s|\"%1$s\")\\]\\s*(#.*)?"
                                .formatted(Pattern.quote(name)));
        List<String> lines = new ArrayList<>(text.lines().toList());
        for (int i = 0; i < lines.size(); i++) {
            if (header.matcher(lines.get(i)).matches()) {
                lines.add(i + 1, line);
                return String.join("\n", lines) + "\n";
            }
        }
        throw unclear(file, name, line);
    }

    private static ConfigurationException unclear(Path file, String name, String line) {
        return new ConfigurationException(
                file, "put into the table of volume %s: %s".formatted(name, line));
    }

    private static void write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}

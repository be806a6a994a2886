package dev.firn.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.model.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Which trees are in the cache, and where: the file {@code trees}, of lines, replaced as a whole.
 * What it does not name is not there.
 *
 * @param file name of the file with the pages
 * @param pages how many of them belong to trees
 */
record TreeList(String file, long pages, List<Entry> entries) {

    static final String NAME = "trees";

    private static final String FIRST_LINE = "firn-trees 2";

    /**
     * A tree and its root page.
     *
     * @param origin digest of the manifest whose index it was made from
     */
    record Entry(StreamId stream, Sha256 origin, long root) {}

    TreeList {
        entries = List.copyOf(entries);
    }

    /** The list in a directory; empty if there is none that can be read. */
    static Optional<TreeList> read(Path directory) throws IOException {
        try {
            return parse(Files.readString(directory.resolve(NAME), UTF_8));
        } catch (NoSuchFileException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Optional<TreeList> parse(String text) {
        int last = text.lastIndexOf("checksum ");
        if (last < 0 || !text.substring(last).equals(checksum(text.substring(0, last)))) {
            return Optional.empty();
        }
        List<String> lines = text.substring(0, last).lines().toList();
        if (lines.size() < 2 || !lines.getFirst().equals(FIRST_LINE)) {
            return Optional.empty();
        }
        String[] pages = lines.get(1).split(" ", -1);
        List<Entry> entries = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            String[] words = line.split(" ", -1);
            entries.add(
                    new Entry(
                            new StreamId(
                                    UUID.fromString(words[0]), Long.parseUnsignedLong(words[1])),
                            Sha256.parse(words[2]),
                            Long.parseLong(words[3])));
        }
        return Optional.of(new TreeList(pages[0], Long.parseLong(pages[1]), entries));
    }

    /** Puts this list in the place of what is there. The pages are durable before. */
    void write(Path directory) throws IOException {
        StringBuilder text = new StringBuilder(FIRST_LINE + "\n");
        text.append(file).append(' ').append(pages).append('\n');
        for (Entry entry : entries) {
            text.append(entry.stream().uuid()).append(' ');
            text.append(Long.toUnsignedString(entry.stream().generation())).append(' ');
            text.append(entry.origin()).append(' ').append(entry.root()).append('\n');
        }
        text.append(checksum(text.toString()));
        Path temporary = directory.resolve(NAME + ".new");
        try (FileChannel channel =
                FileChannel.open(
                        temporary,
                        Set.of(
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING),
                        PageFile.OWNER_ONLY)) {
            ByteBuffer bytes = UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String checksum(String text) {
        CRC32C checksum = new CRC32C();
        checksum.update(text.getBytes(UTF_8));
        return "checksum %08x\n".formatted(checksum.getValue());
    }
}

package dev.firn.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.files.Outcome;
import dev.firn.files.StreamVault;
import dev.firn.testing.Shell;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** File systems other than btrfs, and snapshots brought back onto them. */
final class Extractions implements AutoCloseable {

    private final Path directory;

    Extractions(Path directory) throws IOException {
        this.directory = directory;
        Shell.script(
                "mkdir $1/ext4 $1/tmpfs; truncate -s 2G $1/image;"
                        + " mkfs.ext4 -q -O ea_inode $1/image;"
                        + " mount -o loop,noatime $1/image $1/ext4;"
                        + " mount -t tmpfs -o noatime,size=2G firn $1/tmpfs",
                directory);
    }

    /** Brings a snapshot back onto each, and compares it with the real one. */
    void compare(StreamVault vault, UUID stream, FoundTree snapshot) throws IOException {
        for (String name : List.of("ext4", "tmpfs")) {
            Path target = Files.createDirectory(directory.resolve(name).resolve("target"));
            Outcome outcome = vault.extract(stream, target);
            assertThat(outcome.damaged()).isEmpty();
            assertThat(outcome.conflicts()).isZero();
            assertThat(FoundTree.at(target).portable()).as(name).isEqualTo(snapshot.portable());
            // Once more: there is nothing left to do.
            assertThat(vault.extract(stream, target).files()).isZero();
            assertThat(FoundTree.at(target).portable())
                    .as(name + ", again")
                    .isEqualTo(snapshot.portable());
            Shell.run("rm", "-rf", target);
        }
    }

    /** Makes a tar of a snapshot, and has GNU tar bring it back onto each. */
    void compareTar(StreamVault vault, UUID stream, FoundTree snapshot) throws IOException {
        Path file = directory.resolve("tar");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            assertThat(vault.tar(stream, out).damaged()).isEmpty();
        }
        for (String name : List.of("ext4", "tmpfs")) {
            Path target = Files.createDirectory(directory.resolve(name).resolve("target"));
            Shell.script(
                    "tar --xattrs --xattrs-include='user.*' --xattrs-include='trusted.*'"
                            + " --xattrs-include='security.*' --acls --numeric-owner -xpSf $1 -C $2",
                    file,
                    target);
            assertThat(FoundTree.at(target).fromTar()).as(name).isEqualTo(snapshot.fromTar());
            Shell.run("rm", "-rf", target);
        }
        Files.delete(file);
    }

    @Override
    public void close() throws IOException {
        Shell.script("umount $1/ext4; umount $1/tmpfs; rm -rf --one-file-system $1", directory);
    }
}

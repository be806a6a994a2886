"""Where the bench works: two btrfs on loop devices, the data set and its snapshot, the stored files."""

import contextlib
import json
import os
import shutil
import subprocess

import dataset

GIB = 1 << 30


def call(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def java(root):
    """The one that Firn in the folder root runs on."""
    script = '. "$1/scripts/setup.sh"; find_jdk; echo "$JAVA_HOME"'
    command = ["sh", "-euc", script, os.path.join(root, "bench"), root]
    return os.path.join(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip(), "bin", "java")


class Place:
    """A folder that is kept from one bench to the next, so that the data set is made once."""

    def __init__(self, folder, total_bytes, seed):
        self.folder = folder
        self.described = {"bytes": total_bytes, "seed": seed}
        self.snapshot = os.path.join(folder, "source", "snapshot")
        self.target = os.path.join(folder, "target")
        self.stored = os.path.join(folder, "stored")

    @contextlib.contextmanager
    def mounted(self):
        with contextlib.ExitStack() as unmount:
            image_bytes = int(self.described["bytes"] * 1.3) + 2 * GIB
            made = self._is_made()
            self._mount("source", image_bytes, unmount, reuse=made)
            if not made:
                self._make()
            # Only the source is kept.
            unmount.callback(os.remove, os.path.join(self.folder, "target.img"))
            self._mount("target", image_bytes, unmount, reuse=False)
            shutil.rmtree(self.stored, ignore_errors=True)
            os.mkdir(self.stored)
            unmount.callback(shutil.rmtree, self.stored, True)
            yield self

    def _marker(self):
        return os.path.join(self.folder, "dataset.json")

    def _is_made(self):
        try:
            with open(self._marker()) as marker:
                return json.load(marker) == self.described
        except FileNotFoundError:
            return False

    def _mount(self, name, image_bytes, unmount, reuse):
        mount = os.path.join(self.folder, name)
        image = mount + ".img"
        os.makedirs(mount, exist_ok=True)
        if os.path.ismount(mount):
            raise SystemExit(f"bench: {mount} is mounted: is another bench at work? If not: umount {mount}")
        if not reuse:
            with open(image, "wb") as file:
                file.truncate(image_bytes)
            call("mkfs.btrfs", "-q", "-f", image)
        call("mount", "-o", "loop", image, mount)
        unmount.callback(call, "umount", mount)

    def _make(self):
        print(f"making a data set of {self.described['bytes'] / 1e9:.1f} GB", flush=True)
        data = os.path.join(self.folder, "source", "data")
        call("btrfs", "subvolume", "create", data)
        dataset.make(data, self.described["bytes"], self.described["seed"])
        call("btrfs", "subvolume", "snapshot", "-r", data, self.snapshot)
        os.sync()
        with open(self._marker(), "w") as marker:
            json.dump(self.described, marker)

    def files(self):
        return sum(len(files) for _, _, files in os.walk(self.snapshot))

    def new_folder(self, name):
        """An empty folder beside the stored files."""
        path = os.path.join(self.stored, name)
        shutil.rmtree(path, ignore_errors=True)
        os.mkdir(path)
        return path

    def new_destination(self):
        """An empty folder on the target's btrfs; what was restored before is gone for good."""
        for name in os.listdir(self.target):
            for subvolume in os.listdir(os.path.join(self.target, name)):
                call("btrfs", "subvolume", "delete", os.path.join(self.target, name, subvolume))
            os.rmdir(os.path.join(self.target, name))
        call("btrfs", "subvolume", "sync", self.target)
        path = os.path.join(self.target, "restored")
        os.mkdir(path)
        return path


def bytes_below(path):
    """The sum of the sizes of all files below a folder, or of the one file."""
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(
        os.path.getsize(os.path.join(folder, name))
        for folder, _, names in os.walk(path)
        for name in names
    )

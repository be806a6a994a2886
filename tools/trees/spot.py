"""A folder of the tree in which one topic makes and changes its files."""

import os
import random

from trees import syscalls

WORDS = b"snow firn ice glacier moraine serac crevasse bergschrund couloir neve ablation".split()


class Spot:
    """All paths and contents are bytes. Equal seeds give equal trees."""

    def __init__(self, top, seed, topic, step):
        self.top = os.path.join(top, topic)
        self.random = random.Random(f"{seed}/{topic.decode()}/{step}")
        self.step = step

    def at(self, name):
        return os.path.join(self.top, name)

    def folder(self, name):
        os.makedirs(self.at(name), exist_ok=True)
        return self.at(name)

    def new(self, name, data=b""):
        """A file that must not exist yet; its folders are made."""
        os.makedirs(os.path.dirname(self.at(name)), exist_ok=True)
        with open(self.at(name), "xb") as file:
            file.write(data)
        return self.at(name)

    def overwrite(self, name, offset, data):
        with open(self.at(name), "r+b") as file:
            file.seek(offset)
            file.write(data)

    def append(self, name, data):
        with open(self.at(name), "ab") as file:
            file.write(data)

    def truncate(self, name, size):
        os.truncate(self.at(name), size)

    def rename(self, old, new):
        os.rename(self.at(old), self.at(new))

    def swap(self, a, b):
        self.rename(a, b"swapping")
        self.rename(b, a)
        self.rename(b"swapping", b)

    def remove(self, name):
        os.remove(self.at(name))

    def clone(self, source, target):
        syscalls.clone(self.at(source), self.at(target))

    def clone_range(self, source, source_offset, length, target, target_offset):
        paths = self.at(source), self.at(target)
        syscalls.clone_range(paths[0], source_offset, length, paths[1], target_offset)

    def noise(self, size):
        """Bytes that do not compress."""
        return self.random.randbytes(size)

    def text(self, size):
        """Bytes that compress well, yet are not all the same."""
        line = b" ".join(self.random.choices(WORDS, k=200)) + b" %d\n" % self.random.getrandbits(64)
        lines = [line] * (size // len(line) + 1)
        for number in range(0, len(lines), 3):
            lines[number] = b"%d %d\n" % (number, self.random.getrandbits(32)) + line
        return b"".join(lines)[:size]

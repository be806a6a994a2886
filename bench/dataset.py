"""The bench's data: many small files, some middle ones and a few large ones, half of it incompressible.

Equal seeds and sizes give equal files.
"""

import os
import random

MIB = 1 << 20

# Shares of the whole, and how large a file is. With the default size: about 110,000 files.
SMALL_SHARE, SMALL_BYTES_MAX = 0.20, 17_500
MIDDLE_SHARE, MIDDLE_BYTES_MAX = 0.25, 600_000
LARGE_BYTES = 128 * MIB
FILES_A_FOLDER = 250
POOL_BYTES = 64 * MIB


def make(top, total_bytes, seed):
    """Fills the folder `top` with files of `total_bytes` in all."""
    source = Source(seed)
    _many(os.path.join(top, "small"), source, total_bytes * SMALL_SHARE, SMALL_BYTES_MAX)
    _many(os.path.join(top, "middle"), source, total_bytes * MIDDLE_SHARE, MIDDLE_BYTES_MAX)
    _large(os.path.join(top, "large"), source, total_bytes * (1 - SMALL_SHARE - MIDDLE_SHARE))


class Source:
    """Gives noise and text in turn. Text compresses to about a third and repeats only after 64 MiB."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        words = [self._word() for _ in range(4000)]
        # Few words are frequent and most are rare, as in a language.
        weights = [1 / rank for rank in range(1, len(words) + 1)]
        pool = bytearray()
        while len(pool) < POOL_BYTES:
            pool += b" ".join(self.random.choices(words, weights, k=100_000)) + b"\n"
        self.pool = bytes(pool[:POOL_BYTES])
        self.text_next = False

    def _word(self):
        return bytes(self.random.choices(b"etaoinshrdlucmfwypvbgkjqxz", k=self.random.randint(2, 11)))

    def size(self, most):
        return self.random.randrange(most + 1)

    def content(self, size):
        self.text_next = not self.text_next
        if not self.text_next:
            return self.random.randbytes(size)
        start = self.random.randrange(POOL_BYTES - min(size, POOL_BYTES // 2))
        return self.pool[start : start + size]


def _many(top, source, total_bytes, bytes_max):
    written = number = 0
    while written < total_bytes:
        folder = os.path.join(top, f"{number // FILES_A_FOLDER:04d}")
        os.makedirs(folder, exist_ok=True)
        content = source.content(source.size(bytes_max))
        with open(os.path.join(folder, f"file {number:06d}"), "xb") as file:
            file.write(content)
        written += len(content)
        number += 1


def _large(top, source, total_bytes):
    os.makedirs(top)
    for number in range(max(1, round(total_bytes / LARGE_BYTES))):
        with open(os.path.join(top, f"{number:03d}"), "xb") as file:
            # All of one file is of one kind.
            for start in range(0, LARGE_BYTES, 16 * MIB):
                source.text_next = bool(number % 2)
                file.write(source.content(16 * MIB))

"""Topics of data: sizes, holes, preallocation, reflinks, compressed extents, and many small files."""

import os

from trees import syscalls

KIB = 1024
MIB = 1024 * KIB

# Around the limits of inline extents (2048), of a block (4096), and of what protocol 1 writes (48 KiB).
SIZES = [0, 1, 2047, 2048, 2049, 4095, 4096, 4097, 48 * KIB - 1, 48 * KIB, 48 * KIB + 1, 131073]


def make_sizes(spot):
    for size in SIZES:
        spot.new(b"noise %d" % size, spot.noise(size))
        spot.new(b"text %d" % size, spot.text(size))
    spot.folder(b"empty")
    spot.new(b"changing", spot.noise(256 * KIB))
    spot.new(b"growing", b"")
    spot.new(b"log", spot.text(100))


def step_sizes(spot):
    for kind in (b"noise", b"text"):
        name = kind + b" %d" % spot.random.choice(SIZES)
        spot.truncate(name, spot.random.choice(SIZES))
    size = os.path.getsize(spot.at(b"changing"))
    spot.overwrite(b"changing", size // 2 + 123, spot.noise(5000))
    spot.truncate(b"changing", size - 3 * KIB)
    spot.truncate(b"growing", spot.step * 10000)
    spot.append(b"log", spot.text(700 * spot.step))


def make_sparse(spot):
    for name, size in ((b"hole only", MIB + 5), (b"hole at the end", 8 * MIB), (b"islands", 64 * MIB)):
        spot.new(name)
        spot.truncate(name, size)
    spot.overwrite(b"hole at the end", 0, spot.noise(5000))
    for number in range(1, 8):
        spot.overwrite(b"islands", number * 8 * MIB + number, spot.noise(20000))
    spot.new(b"punched", spot.noise(MIB))
    syscalls.punch_hole(spot.at(b"punched"), 256 * KIB, 256 * KIB)
    spot.new(b"reserved")
    syscalls.allocate(spot.at(b"reserved"), 0, 0, 512 * KIB)
    spot.overwrite(b"reserved", 128 * KIB, spot.text(10000))
    spot.new(b"reserved beyond the end", b"short")
    beyond = spot.at(b"reserved beyond the end")
    syscalls.allocate(beyond, syscalls.FALLOC_FL_KEEP_SIZE, 0, 256 * KIB)


def step_sparse(spot):
    syscalls.punch_hole(spot.at(b"punched"), 64 * KIB * (spot.step % 16), 64 * KIB)
    syscalls.punch_hole(spot.at(b"islands"), 8 * MIB * (1 + spot.step % 7), MIB)
    spot.overwrite(b"islands", 3 * MIB * spot.step % (60 * MIB), spot.noise(4096))
    spot.truncate(b"hole only", MIB + 5 + 4096 * spot.step)
    spot.overwrite(b"hole at the end", 4 * MIB + spot.step, b"end moved")
    spot.truncate(b"hole at the end", 6 * MIB + spot.step)
    zero = syscalls.FALLOC_FL_ZERO_RANGE
    syscalls.allocate(spot.at(b"reserved"), zero, 128 * KIB, 4096)
    spot.append(b"reserved beyond the end", spot.text(3000))


def make_reflinks(spot):
    spot.new(b"source", spot.noise(4 * MIB + 100))
    spot.clone(b"source", b"whole")
    spot.clone_range(b"source", MIB, MIB, b"range", 8 * MIB)
    spot.new(b"within", spot.noise(MIB))
    spot.clone_range(b"within", 0, 256 * KIB, b"within", 512 * KIB)
    spot.new(b"folder/inside", spot.noise(2 * MIB))
    spot.clone(b"folder/inside", b"folder/copy")


def step_reflinks(spot):
    # From a folder that was renamed since: the stream must name the parent's old path or the new one.
    spot.rename(b"folder", b"renamed folder")
    spot.clone_range(b"renamed folder/inside", 0, MIB, b"from a renamed folder %d" % spot.step, 0)
    spot.overwrite(b"renamed folder/copy", 4096 * spot.step, spot.noise(4096))
    spot.rename(b"renamed folder", b"folder")
    block = 4096 * spot.random.randrange(200)
    spot.clone_range(b"source", block, 512 * KIB, b"range", 64 * KIB * spot.step)
    # The source is overwritten where it was cloned, and another file keeps the old blocks.
    spot.clone_range(b"source", 0, MIB, b"old blocks %d" % spot.step, 0)
    spot.overwrite(b"source", 300 * KIB, spot.noise(100 * KIB))
    spot.clone_range(b"within", 256 * KIB, 128 * KIB, b"within", 768 * KIB)
    # The only other holder of the blocks is deleted in the same step.
    spot.clone(b"whole", b"next whole")
    spot.rename(b"next whole", b"whole")
    spot.clone(b"range", b"kept range %d" % spot.step)
    spot.truncate(b"range", 8 * MIB)


def make_compressed(spot):
    for algorithm in (b"zlib", b"lzo", b"zstd"):
        os.setxattr(spot.folder(algorithm), b"btrfs.compression", algorithm)
        spot.new(algorithm + b"/text", spot.text(3 * MIB + 77))
        spot.new(algorithm + b"/inline", spot.text(1900))
        spot.new(algorithm + b"/mixed", spot.text(512 * KIB) + spot.noise(512 * KIB) + bytes(MIB))
        spot.new(algorithm + b"/noise", spot.noise(300 * KIB))
        spot.new(algorithm + b"/one block", spot.text(4096))
    spot.new(b"chattr", b"")
    syscalls.set_flags(spot.at(b"chattr"), 0x4)
    spot.append(b"chattr", spot.text(MIB))
    os.sync()  # so that the clones find extents that are compressed already
    spot.clone_range(b"zstd/text", 64 * KIB, 512 * KIB, b"parts", 0)
    spot.clone_range(b"lzo/text", 132 * KIB, 512 * KIB, b"parts", 512 * KIB)
    spot.clone_range(b"zlib/text", 4096, 256 * KIB, b"parts", MIB)


def step_compressed(spot):
    for algorithm in (b"zlib", b"lzo", b"zstd"):
        # Into the middle of extents of 128 KiB, of which only a part stays in use.
        for number in range(3):
            offset = spot.random.randrange(3 * MIB // 4096) * 4096
            spot.overwrite(algorithm + b"/text", offset + number, spot.text(20000))
        spot.append(algorithm + b"/mixed", spot.text(100 * KIB))
        spot.truncate(algorithm + b"/one block", 4096 - 7 * spot.step % 4096)
        spot.new(algorithm + b"/new %d" % spot.step, spot.text(200 * KIB))
        os.setxattr(spot.at(algorithm + b"/noise"), b"btrfs.compression", algorithm)
    os.sync()
    spot.clone_range(b"zstd/text", 0, MIB, b"parts", 4096 * spot.step)
    spot.clone_range(b"lzo/text", MIB, 640 * KIB, b"lzo parts %d" % spot.step, 0)
    changed = b"zlib" if spot.step % 2 else b"zstd"
    os.setxattr(spot.at(b"lzo/text"), b"btrfs.compression", changed)


def make_large(spot, size):
    spot.new(b"noise", spot.noise(size))
    spot.new(b"text", spot.text(size))


def step_large(spot):
    for name in (b"noise", b"text"):
        size = os.path.getsize(spot.at(name))
        spot.overwrite(name, size // 3, spot.noise(MIB))
        spot.append(name, spot.text(MIB))


def make_small(spot, count):
    for number in range(count):
        spot.new(_small(number), _small_content(spot))


def step_small(spot):
    """A fiftieth of the files is deleted, moved, rewritten, appended to, chmodded; so many are new."""
    for folder in sorted(os.listdir(spot.top)):
        for name in sorted(os.listdir(spot.at(folder))):
            path = folder + b"/" + name
            match spot.random.randrange(250):
                case 0:
                    spot.remove(path)
                case 1:
                    target = spot.random.choice(sorted(os.listdir(spot.top)))
                    spot.rename(path, target + b"/moved %d " % spot.step + name[-40:])
                case 2:
                    spot.remove(path)
                    spot.new(path, _small_content(spot))
                case 3:
                    spot.append(path, _small_content(spot))
                case 4:
                    os.chmod(spot.at(path), spot.random.randrange(0o1000))
                case 5:
                    spot.new(folder + b"/new %d " % spot.step + name[-40:], _small_content(spot))


def _small(number):
    return b"%03d/file %06d" % (number // 500, number)


def _small_content(spot):
    size = spot.random.choice((0, 100, 1000, 3000, 6000, 20000))
    size = spot.random.randrange(size + 1)
    return spot.text(size) if spot.random.random() < 0.5 else spot.noise(size)

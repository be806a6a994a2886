"""Walks a directory tree and describes every entry by what btrfs keeps of it.

Written against the file system alone (lstat, xattrs, SEEK_DATA, FS_IOC_GETFLAGS), so that it can
judge Firn. Paths are bytes from beginning to end.
"""

import dataclasses
import fcntl
import hashlib
import os
import stat
import struct

FS_IOC_GETFLAGS = 0x80086601  # _IOR('f', 1, long), linux/fs.h

# linux/fs.h. What the file system reports of itself (compressed extents on their way, inline data,
# verity's own machinery) is left out; these are what a person sets with chattr.
CHATTR_FLAGS = {
    0x00000002: "undelete",
    0x00000004: "compress",
    0x00000008: "sync",
    0x00000010: "immutable",
    0x00000020: "append",
    0x00000040: "nodump",
    0x00000080: "noatime",
    0x00000400: "nocompress",
    0x00010000: "dirsync",
    0x00800000: "nocow",
    0x00100000: "verity",
}

# btrfs numbers the root of a subvolume 256 and the place holder of a nested one in a snapshot 2.
SUBVOLUME_INODE = 256
STUB_INODE = 2

READ_BYTES = 1 << 20

KINDS = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "dir",
    stat.S_IFLNK: "symlink",
    stat.S_IFCHR: "char",
    stat.S_IFBLK: "block",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
}


@dataclasses.dataclass(frozen=True)
class Options:
    """What to look at. Everything, unless told otherwise."""

    holes: bool = True
    flags: bool = True
    root_mtime: bool = True
    content: bool = True
    stubs: bool = True


@dataclasses.dataclass(frozen=True)
class Entry:
    """A path relative to the root ('.' is the root itself) and its attributes by name."""

    path: bytes
    attributes: dict

    @property
    def name(self):
        return escaped(self.path)

    def line(self):
        described = "\t".join(f"{name}={value}" for name, value in self.attributes.items())
        return f"{self.name}\t{described}"


def escaped(name):
    """The bytes as printable ASCII: everything else, space and backslash as \\xNN."""
    return "".join(
        chr(byte) if 0x20 < byte < 0x7F and byte != 0x5C else f"\\x{byte:02x}" for byte in name
    )


def add_options(parser):
    """The command-line options that `options` reads."""
    parser.add_argument("--no-holes", action="store_true", help="not where data and holes lie")
    parser.add_argument("--no-flags", action="store_true", help="not the flags of chattr")
    parser.add_argument("--no-root-mtime", action="store_true", help="not the mtime of '.'")
    parser.add_argument("--no-content", action="store_true", help="not the SHA-256 of files")
    parser.add_argument(
        "--no-stubs", action="store_true", help="not the place holders of nested subvolumes"
    )
    parser.add_argument(
        "--as-sent",
        action="store_true",
        help="only what btrfs send keeps: all of the above but --no-content (tools/README.md)",
    )


def options(arguments):
    return Options(
        holes=not (arguments.no_holes or arguments.as_sent),
        flags=not (arguments.no_flags or arguments.as_sent),
        root_mtime=not (arguments.no_root_mtime or arguments.as_sent),
        content=not arguments.no_content,
        stubs=not (arguments.no_stubs or arguments.as_sent),
    )


def walk(root, options=Options()):
    """All entries below and with the root, sorted by the bytes of their paths."""
    found = []
    _descend(root, b".", options, found)
    found.sort(key=lambda pair: pair[0])
    first_links = {}
    entries = []
    for path, status in found:
        if not options.stubs and _is_stub(status):
            continue
        entries.append(Entry(path, _attributes(root, path, status, options, first_links)))
    return entries


def _descend(root, path, options, found):
    # A loop and not a recursion: trees are deeper than Python's stack.
    pending = [path]
    while pending:
        path = pending.pop()
        status = os.lstat(_absolute(root, path))
        found.append((path, status))
        if not stat.S_ISDIR(status.st_mode) or _is_nested(path, status):
            continue
        prefix = b"" if path == b"." else path + b"/"
        for name in os.listdir(_absolute(root, path)):
            pending.append(prefix + name)


def _absolute(root, path):
    return root if path == b"." else os.path.join(root, path)


def _is_stub(status):
    return stat.S_ISDIR(status.st_mode) and status.st_ino == STUB_INODE


def _is_nested(path, status):
    if path == b"." or not stat.S_ISDIR(status.st_mode):
        return False
    return status.st_ino in (SUBVOLUME_INODE, STUB_INODE)


def _attributes(root, path, status, options, first_links):
    absolute = _absolute(root, path)
    kind = KINDS[stat.S_IFMT(status.st_mode)]
    if _is_nested(path, status):
        # Its attributes are the place holder's or another subvolume's.
        return {"kind": "stub" if _is_stub(status) else "subvolume"}
    attributes = {
        "kind": kind,
        "mode": f"{stat.S_IMODE(status.st_mode):04o}",
        "uid": str(status.st_uid),
        "gid": str(status.st_gid),
    }
    if options.root_mtime or path != b".":
        attributes["mtime_ns"] = str(status.st_mtime_ns)
    if kind != "dir":
        attributes["links"] = str(status.st_nlink)
        if status.st_nlink > 1:
            first = first_links.setdefault((status.st_dev, status.st_ino), path)
            attributes["linked"] = escaped(first)
    if kind in ("char", "block"):
        attributes["device"] = f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}"
    if kind == "symlink":
        attributes["target"] = escaped(os.readlink(absolute))
    attributes.update(_xattrs(absolute))
    if kind in ("file", "dir"):
        attributes.update(_opened(absolute, kind, status, options))
    return attributes


def _xattrs(absolute):
    names = sorted(os.fsencode(name) for name in os.listxattr(absolute, follow_symlinks=False))
    return {
        f"xattr.{escaped(name)}": os.getxattr(absolute, name, follow_symlinks=False).hex()
        for name in names
    }


def _opened(absolute, kind, status, options):
    attributes = {}
    if kind == "file":
        attributes["size"] = str(status.st_size)
    fd = os.open(absolute, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if options.flags:
            attributes["flags"] = _flags(fd)
        if kind == "file" and options.holes:
            attributes["data"] = _data_map(fd, status.st_size)
        if kind == "file" and options.content:
            attributes["sha256"] = _sha256(fd)
    finally:
        os.close(fd)
    return attributes


def _flags(fd):
    packed = fcntl.ioctl(fd, FS_IOC_GETFLAGS, struct.pack("l", 0))
    bits = struct.unpack("l", packed)[0]
    return ",".join(name for bit, name in CHATTR_FLAGS.items() if bits & bit) or "none"


def _data_map(fd, size):
    """Where data lies, as start-end in bytes: '0-4096,65536-69632'."""
    ranges = []
    position = 0
    while position < size:
        try:
            start = os.lseek(fd, position, os.SEEK_DATA)
        except OSError:  # ENXIO: nothing but a hole from here on
            break
        position = os.lseek(fd, start, os.SEEK_HOLE)
        ranges.append(f"{start}-{position}")
    return ",".join(ranges) or "none"


def _sha256(fd):
    digest = hashlib.sha256()
    os.lseek(fd, 0, os.SEEK_SET)
    while block := os.read(fd, READ_BYTES):
        digest.update(block)
    return digest.hexdigest()

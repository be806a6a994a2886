"""What Python's os module lacks: reflinks, holes, chattr, and the kernel's forms of ACLs and capabilities."""

import ctypes
import fcntl
import os
import struct

FICLONE = 0x40049409  # _IOW(0x94, 9, int), linux/fs.h
FICLONERANGE = 0x4020940D  # _IOW(0x94, 13, struct file_clone_range)
FS_IOC_SETFLAGS = 0x40086602  # _IOW('f', 2, long)

FALLOC_FL_KEEP_SIZE = 1  # linux/falloc.h
FALLOC_FL_PUNCH_HOLE = 2
FALLOC_FL_ZERO_RANGE = 16

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64]


def clone(source, target):
    """Makes `target` a new file that shares all extents of `source`."""
    with open(source, "rb") as read, open(target, "xb") as written:
        fcntl.ioctl(written.fileno(), FICLONE, read.fileno())


def clone_range(source, source_offset, length, target, target_offset):
    """Shares a range of blocks. `target` is made when it does not exist."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    with open(source, "rb") as read, open(os.open(target, flags, 0o644), "r+b") as written:
        arguments = struct.pack("qQQQ", read.fileno(), source_offset, length, target_offset)
        fcntl.ioctl(written.fileno(), FICLONERANGE, arguments)


def allocate(path, mode, offset, length):
    """fallocate(2) with the FALLOC_FL_ bits of `mode`."""
    with open(path, "r+b") as file:
        if _LIBC.fallocate(file.fileno(), mode, offset, length) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), path)


def punch_hole(path, offset, length):
    allocate(path, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length)


def set_flags(path, bits):
    """chattr: sets exactly the given FS_*_FL bits."""
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.ioctl(fd, FS_IOC_SETFLAGS, struct.pack("l", bits))
    finally:
        os.close(fd)


def acl(*entries):
    """A POSIX ACL as the xattr system.posix_acl_* holds it: (tag, permissions, id) in tag's order.

    Tags: 1 owner, 2 user, 4 owning group, 8 group, 16 mask, 32 other (linux/posix_acl.h).
    """
    packed = struct.pack("<I", 2)
    for tag, permissions, identity in entries:
        packed += struct.pack("<HHI", tag, permissions, 0xFFFFFFFF if identity is None else identity)
    return packed


def capability(permitted, effective):
    """The xattr security.capability, revision 2 (linux/capability.h): bits of the permitted set."""
    low, high = permitted & 0xFFFFFFFF, permitted >> 32
    return struct.pack("<IIIII", 0x02000000 | (1 if effective else 0), low, 0, high, 0)

"""Topics of attributes: modes, owners, times, xattrs, ACLs, capabilities, chattr; and special files."""

import os
import socket
import stat

from trees import syscalls

SECOND = 1_000_000_000
TIMES = [
    0,
    -1,
    1,
    -SECOND,
    -SECOND - 1,
    -86400 * 365 * 60 * SECOND + 123456789,
    (1 << 31) * SECOND + 5,
    (1 << 33) * SECOND + 999999999,
    1_700_000_000_123456789,
    -(1 << 31) * SECOND - 1,
]

NET_BIND_SERVICE, NET_RAW, CHECKPOINT_RESTORE = 1 << 10, 1 << 13, 1 << 40
OWNERS = [(0, 0), (1000, 1000), (65534, 65534), (4294967294, 1), (1, 4294967294)]
MODES = [0o0000, 0o0644, 0o4755, 0o2755, 0o6711, 0o1777, 0o7777, 0o0200]


def make_modes(spot):
    for mode in MODES:
        os.chmod(spot.new(b"file %04o" % mode, b""), mode)
        os.chmod(spot.folder(b"folder %04o" % mode), mode)
    for uid, gid in OWNERS:
        os.chown(spot.new(b"owned by %d %d" % (uid, gid), b""), uid, gid)
    os.chown(spot.new(b"changing", b"owner and mode change"), 1000, 1000)
    os.chmod(spot.at(b"changing"), 0o4750)


def step_modes(spot):
    uid, gid = OWNERS[spot.step % len(OWNERS)]
    # chown clears setuid: what counts is the mode that is set afterwards. Always another one: the
    # kernel sends none if it is the same again, and then no receiver sets it.
    before = stat.S_IMODE(os.stat(spot.at(b"changing")).st_mode)
    os.chown(spot.at(b"changing"), uid, gid)
    os.chmod(spot.at(b"changing"), spot.random.choice([mode for mode in MODES if mode != before]))
    os.chmod(spot.at(b"folder 0000"), MODES[spot.step % len(MODES)])
    os.chown(spot.at(b"folder 1777"), gid, uid)


def make_times(spot):
    for number, time_ns in enumerate(TIMES):
        _stamp(spot.new(b"file %d" % number, b""), time_ns)
        _stamp(spot.folder(b"folder %d" % number), time_ns)
        os.symlink(b"target", spot.at(b"symlink %d" % number))
        _stamp(spot.at(b"symlink %d" % number), time_ns)


def step_times(spot):
    for number, time_ns in enumerate(TIMES):
        _stamp(spot.at(b"file %d" % number), time_ns - spot.step)
        _stamp(spot.at(b"folder %d" % number), time_ns + spot.step * 7 * SECOND)


def _stamp(path, time_ns):
    os.utime(path, ns=(time_ns, time_ns), follow_symlinks=False)


def make_xattrs(spot):
    file = spot.new(b"file", b"with xattrs")
    os.setxattr(file, b"user.empty", b"")
    os.setxattr(file, b"user.binary", bytes(range(256)))
    os.setxattr(file, b"user.large", spot.noise(3000))
    os.setxattr(file, b"user.\xff\n not utf-8", b"\xff")
    os.setxattr(file, b"user." + b"n" * 250, b"longest name")
    os.setxattr(file, b"trusted.firn", b"seen by root only")
    for number in range(100):
        os.setxattr(file, b"user.number.%d" % number, b"%d" % number)
    folder = spot.folder(b"folder")
    os.setxattr(folder, b"user.folder", b"on a folder")
    os.symlink(b"file", spot.at(b"symlink"))
    os.setxattr(spot.at(b"symlink"), b"trusted.symlink", b"on a symlink", follow_symlinks=False)
    for number in range(20):
        os.setxattr(spot.new(b"changing %d" % number, b""), b"user.a", b"%d" % number)


def step_xattrs(spot):
    file = spot.at(b"file")
    os.removexattr(file, b"user.number.%d" % spot.step)
    os.setxattr(file, b"user.large", spot.noise(1000 + 100 * spot.step))
    os.setxattr(file, b"user.empty", b"" if spot.step % 2 == 0 else b"no longer")
    os.setxattr(spot.at(b"folder"), b"user.step", b"%d" % spot.step)
    for number in range(20):
        path = spot.at(b"changing %d" % number)
        if spot.random.random() < 0.3 and b"user.a" in map(os.fsencode, os.listxattr(path)):
            os.removexattr(path, b"user.a")
        else:
            os.setxattr(path, b"user.a", spot.noise(10))


def _access(user_permissions):
    return syscalls.acl(
        (1, 7, None), (2, user_permissions, 1000), (4, 5, None), (8, 4, 50), (16, 7, None), (32, 4, None)
    )


def make_acls(spot):
    os.setxattr(spot.new(b"file", b""), b"system.posix_acl_access", _access(6))
    folder = spot.folder(b"folder")
    os.setxattr(folder, b"system.posix_acl_access", _access(5))
    os.setxattr(folder, b"system.posix_acl_default", _access(7))
    spot.new(b"folder/inherits", b"")
    spot.folder(b"folder/inherits too")


def step_acls(spot):
    os.setxattr(spot.at(b"file"), b"system.posix_acl_access", _access(spot.step % 8))
    spot.new(b"folder/inherits at step %d" % spot.step, b"")
    if spot.step % 2:
        os.removexattr(spot.at(b"folder"), b"system.posix_acl_default")
    else:
        os.setxattr(spot.at(b"folder"), b"system.posix_acl_default", _access(7))


def make_capabilities(spot):
    for number, bits in enumerate((NET_BIND_SERVICE, NET_RAW | CHECKPOINT_RESTORE)):
        path = spot.new(b"program %d" % number, b"#!/bin/true\n")
        os.chown(path, 1000, 1000)
        os.chmod(path, 0o4755)
        os.setxattr(path, b"security.capability", syscalls.capability(bits, number == 0))


def step_capabilities(spot):
    # A chown takes the capabilities away; they are given again, also in the stream.
    first = spot.at(b"program 0")
    os.chown(first, 1000 + spot.step, 1000)
    os.setxattr(first, b"security.capability", syscalls.capability(NET_RAW, True))
    second = spot.at(b"program 1")
    os.chown(second, 2000 + spot.step, 0)
    third = spot.new(b"program at step %d" % spot.step, b"new")
    os.setxattr(third, b"security.capability", syscalls.capability(NET_BIND_SERVICE, False))


def make_chattr(spot):
    """Flags. btrfs send keeps none of them; they must not get in its way either."""
    for name, bits in ((b"nodump", 0x40), (b"noatime", 0x80), (b"sync", 0x8), (b"nocow", 0x800000)):
        syscalls.set_flags(spot.new(name, b""), bits)
        spot.append(name, spot.text(100_000))
    syscalls.set_flags(spot.folder(b"nocow folder"), 0x800000)
    spot.new(b"nocow folder/inherits", spot.text(50_000))


def step_chattr(spot):
    spot.overwrite(b"nocow", 4096 * spot.step, spot.noise(4096))
    syscalls.set_flags(spot.at(b"nodump"), 0x40 if spot.step % 2 == 0 else 0)


def make_special(spot):
    os.mknod(spot.at(b"char"), stat.S_IFCHR | 0o620, os.makedev(1, 3))
    os.mknod(spot.at(b"block"), stat.S_IFBLK | 0o660, os.makedev(7, 250))
    os.mknod(spot.at(b"large numbers"), stat.S_IFCHR | 0o600, os.makedev(4095, 1048575))
    os.mkfifo(spot.at(b"fifo"), 0o640)
    with socket.socket(socket.AF_UNIX) as listener:
        # By way of /proc: a socket's address holds 108 bytes, a path may be longer.
        folder = os.open(spot.top, os.O_RDONLY | os.O_DIRECTORY)
        listener.bind(b"/proc/self/fd/%d/socket" % folder)
        os.close(folder)
    os.symlink(b"nowhere/at all", spot.at(b"dangling"))
    os.symlink(b"t" * 3900, spot.at(b"long target"))
    os.symlink(b"\xff\n\xfe", spot.at(b"target not utf-8"))
    os.symlink(b".", spot.at(b"to its folder"))
    os.lchown(spot.at(b"dangling"), 1000, 50)


def step_special(spot):
    os.remove(spot.at(b"char"))
    os.mknod(spot.at(b"char"), stat.S_IFCHR | 0o600, os.makedev(1, 3 + spot.step))
    os.remove(spot.at(b"dangling"))
    os.symlink(b"elsewhere %d" % spot.step, spot.at(b"dangling"))
    spot.swap(b"fifo", b"socket")
    os.chmod(spot.at(b"block"), 0o600 + spot.step % 8)


TOPICS = {
    b"modes": (make_modes, step_modes),
    b"times": (make_times, step_times),
    b"xattrs": (make_xattrs, step_xattrs),
    b"acls": (make_acls, step_acls),
    b"capabilities": (make_capabilities, step_capabilities),
    b"chattr": (make_chattr, step_chattr),
    b"special": (make_special, step_special),
}

#!/usr/bin/env python3
"""Changes a tree on btrfs at random, and says what is in one. Knows nothing of Firn.

  history.py change DIR SEED COUNT     carries out COUNT random changes
  history.py walk DIR                  prints a line for every name: see walk()
"""
import ctypes, fcntl, hashlib, os, random, stat, struct, sys

libc = ctypes.CDLL(None, use_errno=True)
libc.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64]
FICLONERANGE = 0x4020940D
KEEP_SIZE, PUNCH_HOLE, ZERO_RANGE = 1, 2, 0x10
BLOCK = 4096


def files(top, kind):
    found = []
    for folder, folders, names in os.walk(top):
        if kind == "dir":
            found.append(folder)
        for name in names:
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            if kind == "any" or (kind == "file" and stat.S_ISREG(mode)):
                found.append(path)
        if kind == "any":
            found += [os.path.join(folder, name) for name in folders]
    return sorted(found)


class Changes:
    def __init__(self, top, seed):
        self.top = os.fsencode(top)
        self.random = random.Random(seed)

    def name(self):
        r = self.random
        kind = r.randrange(12)
        if kind == 0:
            return bytes(r.choice([i for i in range(1, 256) if i != 47]) for _ in range(r.randrange(3, 20)))
        if kind == 1:
            return b"long-" + b"x" * r.randrange(100, 240) + b"%d" % r.randrange(1000)
        # Few names, so that they come again in other places and for other things.
        return b"n%d" % r.randrange(30)

    def folder(self):
        return self.random.choice(files(self.top, "dir"))

    def free(self):
        path = os.path.join(self.folder(), self.name())
        return None if os.path.lexists(path) or len(path) > 2000 else path

    def file(self):
        found = files(self.top, "file")
        return self.random.choice(found) if found else None

    def any(self):
        found = files(self.top, "any")
        return self.random.choice(found) if found else None

    def data(self, most=None):
        r = self.random
        size = r.choice([0, 1, 50, 2000, 4096, 5000, 40000, 131072, 300000, r.randrange(700000)])
        if most is not None:
            size = min(size, most)
        kind = r.randrange(4)
        if kind == 0:
            return r.randbytes(size)
        if kind == 1:
            return bytes(size)
        word = b"%d " % r.randrange(10**9)
        return (word * (size // len(word) + 1))[:size]

    def change(self):
        r = self.random
        kinds = [
            (self.make_file, 8), (self.make_folder, 4), (self.symlink, 2), (self.node, 2), (self.hard_link, 3),
            (self.rename, 8), (self.exchange, 4), (self.rotate, 2), (self.swap_parents, 2), (self.delete, 5), (self.delete_folder, 1),
            (self.replace, 3), (self.overwrite, 6), (self.append, 3), (self.truncate, 4),
            (self.fallocate, 5), (self.reflink, 7), (self.reflink_all, 2), (self.mode, 3), (self.owner, 3),
            (self.times, 3), (self.xattr, 4), (self.no_xattr, 2), (self.acl, 2), (self.capability, 2),
            (self.compression, 2), (self.many, 1), (self.sparse, 2), (self.attribute, 1),
        ]
        kind = r.choices([k for k, _ in kinds], [w for _, w in kinds])[0]
        kind()

    def make_file(self):
        path = self.free()
        if path:
            with open(path, "wb") as f:
                f.write(self.data())

    def make_folder(self):
        path = self.free()
        if path:
            os.mkdir(path)

    def symlink(self):
        path = self.free()
        if path:
            os.symlink(self.random.choice([b"/", b"../no/where", b"\xff\xfe", b"n1", b"t" * 3000]), path)

    def node(self):
        path = self.free()
        if not path:
            return
        r = self.random
        kind = r.randrange(4)
        if kind == 0:
            os.mkfifo(path, 0o640)
        elif kind == 1:
            os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(r.randrange(500), r.randrange(70000)))
        elif kind == 2:
            os.mknod(path, stat.S_IFBLK | 0o660, os.makedev(r.randrange(500), r.randrange(70000)))
        else:
            os.mknod(path, stat.S_IFSOCK | 0o777)

    def hard_link(self):
        source, path = self.any(), self.free()
        if source and path and not os.path.isdir(source) or source and path and os.path.islink(source):
            os.link(source, path, follow_symlinks=False)

    def rename(self):
        source, path = self.any(), self.free()
        if source and path and not (path + b"/").startswith(source + b"/"):
            os.rename(source, path)

    def exchange(self):
        a, b = self.any(), self.any()
        if a and b and not (a + b"/").startswith(b + b"/") and not (b + b"/").startswith(a + b"/"):
            if libc.renameat2(-100, a, -100, b, 2) != 0:
                raise OSError(ctypes.get_errno(), "renameat2")

    def rotate(self):
        folder = self.folder()
        names = sorted(os.listdir(folder))
        if len(names) < 3:
            return
        some = self.random.sample(names, 3)
        spare = os.path.join(folder, b"spare")
        if os.path.lexists(spare):
            return
        at = [os.path.join(folder, n) for n in some]
        os.rename(at[0], spare)
        os.rename(at[1], at[0])
        os.rename(at[2], at[1])
        os.rename(spare, at[2])

    def swap_parents(self):
        """A folder and one inside it change places."""
        folders = [f for f in files(self.top, "dir") if f != self.top and os.path.dirname(f) != self.top]
        if not folders:
            return
        child = self.random.choice(folders)
        parent = os.path.dirname(child)
        spare = os.path.join(self.top, b"turning")
        if os.path.lexists(spare):
            return
        os.rename(child, spare)
        os.rename(parent, os.path.join(spare, b"was-parent%d" % self.random.randrange(10**6)))
        os.rename(spare, parent)

    def delete(self):
        path = self.any()
        if path and (os.path.islink(path) or not os.path.isdir(path)):
            os.unlink(path)

    def delete_folder(self):
        folders = [f for f in files(self.top, "dir") if f != self.top]
        if folders:
            path = self.random.choice(folders)
            self.remove(path)
            if self.random.randrange(2):
                with open(path, "wb") as f:  # a file where a folder was
                    f.write(self.data())

    def remove(self, path):
        for entry in sorted(os.listdir(path)):
            inside = os.path.join(path, entry)
            if os.path.isdir(inside) and not os.path.islink(inside):
                self.remove(inside)
            else:
                os.unlink(inside)
        os.rmdir(path)

    def replace(self):
        path = self.file()
        if path:
            new = os.path.join(os.path.dirname(path), b"new")
            if not os.path.lexists(new):
                with open(new, "wb") as f:
                    f.write(self.data())
                os.rename(new, path)

    def overwrite(self):
        path = self.file()
        if path:
            with open(path, "r+b") as f:
                f.seek(self.random.randrange(os.path.getsize(path) + 1))
                f.write(self.data(100000))

    def append(self):
        path = self.file()
        if path:
            with open(path, "ab") as f:
                f.write(self.data())

    def sparse(self):
        path = self.file()
        if path:
            with open(path, "r+b") as f:
                f.seek(os.path.getsize(path) + self.random.randrange(1000000))
                f.write(self.data(10000))

    def truncate(self):
        path = self.file()
        if path:
            os.truncate(path, self.random.randrange(os.path.getsize(path) * 2 + 100))

    def fallocate(self):
        path = self.file()
        if path:
            r = self.random
            size = os.path.getsize(path)
            mode = r.choice([0, KEEP_SIZE, PUNCH_HOLE | KEEP_SIZE, PUNCH_HOLE | KEEP_SIZE, ZERO_RANGE, ZERO_RANGE | KEEP_SIZE])
            with open(path, "r+b") as f:
                if libc.fallocate(f.fileno(), mode, r.randrange(size + 5000), 1 + r.randrange(100000)) != 0:
                    raise OSError(ctypes.get_errno(), "fallocate")

    def reflink(self):
        source, path = self.file(), self.file()
        if not source:
            return
        r = self.random
        blocks = os.path.getsize(source) // BLOCK
        if blocks == 0:
            return
        start = r.randrange(blocks)
        count = 1 + r.randrange(blocks - start)
        at = r.randrange(os.path.getsize(path) // BLOCK + 3)
        if source == path or os.path.samefile(source, path):
            if abs(at - start) < count:
                return
        self.clone(source, start * BLOCK, count * BLOCK, path, at * BLOCK)

    def reflink_all(self):
        source, path = self.file(), self.free()
        if source and path:
            with open(path, "wb"):
                pass
            self.clone(source, 0, 0, path, 0)

    def clone(self, source, start, length, path, at):
        with open(source, "rb") as s, open(path, "r+b") as t:
            try:
                fcntl.ioctl(t.fileno(), FICLONERANGE, struct.pack("=qQQQ", s.fileno(), start, length, at))
            except OSError as e:
                if e.errno != 22:  # files that are not to be copied on write
                    raise

    def mode(self):
        path = self.any()
        if path and not os.path.islink(path):
            os.chmod(path, self.random.choice([0, 0o600, 0o644, 0o755, 0o4755, 0o2755, 0o1777, 0o7777]))

    def owner(self):
        path = self.any()
        if path:
            r = self.random
            os.chown(path, r.choice([0, 1, 1000, 4000000000]), r.choice([0, 5, 2000]), follow_symlinks=False)

    def times(self):
        path = self.any()
        if path:
            r = self.random
            now = [r.randrange(-2**33, 2**34) * 10**9 + r.randrange(10**9) for _ in range(2)]
            os.utime(path, ns=tuple(now), follow_symlinks=False)

    def xattr(self):
        path = self.any()
        if path and not os.path.islink(path):
            r = self.random
            mode = os.lstat(path).st_mode
            space = "user" if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "trusted"
            name = "%s.a%d" % (space, r.randrange(4))
            os.setxattr(path, name, r.randbytes(r.choice([0, 1, 100, 3000, 3999, 4000, 4001, 9000, 12000])), follow_symlinks=False)

    def no_xattr(self):
        path = self.any()
        if path:
            names = [n for n in os.listxattr(path, follow_symlinks=False) if n.startswith(("user.", "trusted."))]
            if names:
                os.removexattr(path, self.random.choice(sorted(names)), follow_symlinks=False)

    def acl(self):
        path = self.any()
        if path and not os.path.islink(path):
            r = self.random
            entries = [(1, 6, 2**32 - 1), (2, r.randrange(8), r.randrange(1, 3000)), (4, 4, 2**32 - 1), (16, 7, 2**32 - 1), (32, 4, 2**32 - 1)]
            value = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *e) for e in entries)
            os.setxattr(path, "system.posix_acl_access", value)
            if os.path.isdir(path) and r.randrange(2):
                os.setxattr(path, "system.posix_acl_default", value)

    def capability(self):
        path = self.file()
        if path:
            os.setxattr(path, "security.capability", struct.pack("<IIIII", 0x02000001, self.random.randrange(2**20), 0, 0, 0))

    def compression(self):
        path = self.random.choice([self.folder(), self.file()])
        if path:
            os.setxattr(path, "btrfs.compression", self.random.choice([b"zlib", b"zstd", b"lzo"]))

    def many(self):
        path = self.free()
        if path:
            os.mkdir(path)
            for i in range(self.random.randrange(100, 400)):
                with open(os.path.join(path, b"f%d" % i), "wb") as f:
                    f.write(b"%d" % i)

    def attribute(self):
        path = self.file()
        if path and os.path.getsize(path) == 0:
            with open(path, "r+b") as f:
                flags = struct.unpack("=l", fcntl.ioctl(f.fileno(), 0x80086601, struct.pack("=l", 0)))[0]
                try:
                    fcntl.ioctl(f.fileno(), 0x40086602, struct.pack("=l", flags ^ self.random.choice([0x40, 0x80])))
                except OSError:
                    pass


def birth(path):
    """statx(2), which Python does not have; stx_btime is at byte 80 of struct statx."""
    buffer = ctypes.create_string_buffer(256)
    at_symlink_nofollow, statx_btime = 0x100, 0x800
    if libc.statx(-100, path, at_symlink_nofollow, statx_btime, buffer) != 0:
        raise OSError(ctypes.get_errno(), "statx")
    seconds, nanos = struct.unpack_from("=qI", buffer, 80)
    return "%d.%09d" % (seconds, nanos)


def when(ns):
    return "%d.%09d" % (ns // 10**9, ns % 10**9)


def walk(top):
    """path (hex), type, inode, links, mode, owner, group, size, device, times, xattrs, content, link target."""
    top = os.fsencode(top)
    for path in sorted(files(top, "any") + [top], key=lambda p: p[len(top) + 1:]):
        s = os.lstat(path)
        kind = stat.S_IFMT(s.st_mode)
        is_file = kind == stat.S_IFREG
        is_node = kind in (stat.S_IFCHR, stat.S_IFBLK)
        xattrs = []
        for name in sorted(os.listxattr(path, follow_symlinks=False), key=os.fsencode):
            xattrs.append(os.fsencode(name).hex() + "=" + os.getxattr(path, name, follow_symlinks=False).hex())
        content = "-"
        if is_file:
            with open(path, "rb") as f:
                content = hashlib.file_digest(f, "sha256").hexdigest()
        elif kind == stat.S_IFLNK:
            content = os.readlink(path).hex()
        print(
            path[len(top) + 1:].hex() or ".", "%o" % (kind >> 12), s.st_ino, s.st_nlink, "%o" % stat.S_IMODE(s.st_mode),
            s.st_uid, s.st_gid, s.st_size if is_file else 0,
            "%d:%d" % (os.major(s.st_rdev), os.minor(s.st_rdev)) if is_node else "-",
            when(s.st_atime_ns), when(s.st_mtime_ns), when(s.st_ctime_ns), birth(path), ",".join(xattrs) or "-", content)


if sys.argv[1] == "change":
    changes = Changes(sys.argv[2], int(sys.argv[3]))
    for _ in range(int(sys.argv[4])):
        changes.change()
else:
    walk(sys.argv[2])

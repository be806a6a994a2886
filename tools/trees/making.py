"""Makes the whole tree and takes it from step to step."""

import functools
import hashlib
import os
import stat
import subprocess

from trees import data, names, properties
from trees.spot import Spot

# On the root: what the tree was made with, so that a step follows the right one.
STATE = b"user.make-tree"
# Whose times the topic itself chooses.
TIMED = b"times/"


class WrongTreeError(Exception):
    """The folder is not what the call needs; the message says what to do."""


def topics(files, large_bytes):
    return {
        **names.TOPICS,
        **properties.TOPICS,
        b"sizes": (data.make_sizes, data.step_sizes),
        b"sparse": (data.make_sparse, data.step_sparse),
        b"reflinks": (data.make_reflinks, data.step_reflinks),
        b"compressed": (data.make_compressed, data.step_compressed),
        b"large": (functools.partial(data.make_large, size=large_bytes), data.step_large),
        b"small": (functools.partial(data.make_small, count=files), data.step_small),
    }


def make(top, seed, files, large_bytes, nested):
    if os.listdir(top):
        raise WrongTreeError("the folder is not empty: give an empty one")
    for topic, (make_topic, _) in topics(files, large_bytes).items():
        spot = Spot(top, seed, topic, 0)
        os.mkdir(spot.top)
        make_topic(spot)
    if nested:
        path = os.path.join(top, b"moves/nested subvolume")
        subprocess.run([b"btrfs", b"-q", b"subvolume", b"create", path], check=True)
    os.chmod(top, 0o1751)
    _finish(top, seed, 0, {})


def step(top, number):
    state = _state(top)
    if state["step"] != number - 1:
        raise WrongTreeError(
            f"the tree is at step {state['step']}: only step {state['step'] + 1} can follow"
        )
    before = {status.st_ino: status.st_mtime_ns for _, status in _all(top)}
    for topic, (_, step_topic) in topics(0, 0).items():
        step_topic(Spot(top, state["seed"], topic, number))
    _finish(top, state["seed"], number, before)


def _finish(top, seed, number, before):
    os.setxattr(top, STATE, b"seed=%d,step=%d" % (seed, number))
    for path, status in _all(top):
        relative = os.path.relpath(path, top)
        if before.get(status.st_ino) != status.st_mtime_ns and not relative.startswith(TIMED):
            time_ns = _time(seed, number, relative)
            os.utime(path, ns=(time_ns, time_ns), follow_symlinks=False)
    # Extents exist, compressed ones too, before the next step or a snapshot.
    os.sync()


def _time(seed, number, path):
    """Some nanosecond between 1901 and 2106, the same in every run."""
    digest = hashlib.sha256(b"%d/%d/%s" % (seed, number, path)).digest()
    return int.from_bytes(digest[:8], "big") % (205 * 31_556_952 * 10**9) - 2_177_452_800 * 10**9


def _state(top):
    try:
        packed = os.getxattr(top, STATE).decode()
    except OSError:
        raise WrongTreeError("this is no tree of make-tree: make one without --step first") from None
    return {key: int(value) for key, value in (pair.split("=") for pair in packed.split(","))}


def _all(top):
    pending = [top]
    device = os.lstat(top).st_dev
    while pending:
        path = pending.pop()
        status = os.lstat(path)
        if status.st_dev != device:
            continue  # a nested subvolume
        yield path, status
        if stat.S_ISDIR(status.st_mode):
            pending += [os.path.join(path, name) for name in os.listdir(path)]

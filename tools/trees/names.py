"""Topics of names: odd ones, deep folders, hard links, and everything that is renamed."""

import os
import shutil

ODD_NAMES = [
    b"new\nline",
    b"\n",
    b" ",
    b" leading and trailing ",
    b"tab\tand\\backslash",
    b"--dash",
    b"*?[x]$(y)`z`;&|<>'\"",
    b"latin-1 \xe9\xe8",
    b"\xff\xfe\xfd",
    b"cut short \xc3",
    "nfc é".encode(),
    "nfd e\u0301".encode(),
    "snow ❄ 雪 🏔".encode(),
    b"\xed\xa0\x80 lone surrogate",
    b"...",
    b"x" * 255,
    b"\xfe" * 255,
    ("é" * 127).encode(),
]


def make_names(spot):
    for name in ODD_NAMES:
        spot.new(b"files/" + name, name)
        spot.new(b"folders/" + name + b"/inside", b"")
        os.symlink(b"files/" + name, spot.at(b"to " + name[:200]))
    for byte in range(1, 256):
        if byte != ord("/"):
            spot.new(b"bytes/b" + bytes([byte]), b"")


def step_names(spot):
    # Every odd name goes to the next one, which is renamed in turn: one long cycle.
    spot.rename(b"files/" + ODD_NAMES[0], b"waiting")
    for old, new in zip(ODD_NAMES[1:], ODD_NAMES):
        spot.rename(b"files/" + old, b"files/" + new)
    spot.rename(b"waiting", b"files/" + ODD_NAMES[-1])
    chosen = spot.random.choice(ODD_NAMES)
    shutil.rmtree(spot.at(b"folders/" + chosen))
    spot.new(b"folders/" + chosen, b"a file now, but for this step")
    spot.remove(b"folders/" + chosen)
    spot.new(b"folders/" + chosen + b"/inside", b"step %d" % spot.step)
    spot.new(b"step %d \xff\n" % spot.step, b"")


def make_deep(spot):
    level = b"d" * 45
    spot.folder(b"/".join([level] * 40))
    spot.new(b"/".join([level] * 40) + b"/bottom", b"deep")
    spot.new(b"nest/a/b/c/d/file", b"nested")
    for number in range(70):
        spot.new(b"wide/%02d/file" % number, b"")


def step_deep(spot):
    level = b"d" * 45
    spot.new(b"/".join([level] * (10 + spot.step)) + b"/step %d" % spot.step, b"")
    # The folders of a chain change places: a/b/c/d becomes d/c/b/a, and back in the next step.
    order = [b"a", b"b", b"c", b"d"] if spot.step % 2 else [b"d", b"c", b"b", b"a"]
    for depth in range(len(order) - 1, -1, -1):
        spot.rename(b"nest/" + b"/".join(order[: depth + 1]), b"flat-" + order[depth])
    for depth, name in enumerate(reversed(order)):
        spot.rename(b"flat-" + name, b"nest/" + b"/".join(order[: -depth - 2 : -1]))
    spot.rename(b"wide/%02d" % (spot.step % 35), b"wide/%02d/moved" % (35 + spot.step % 35))


def make_links(spot):
    spot.new(b"pair/one", spot.text(9000))
    os.link(spot.at(b"pair/one"), spot.at(b"pair/two"))
    spot.new(b"far/a/file", b"far")
    os.link(spot.at(b"far/a/file"), os.path.join(spot.folder(b"far/b"), b"same"))
    # More names than fit beside one another in an inode's reference item.
    spot.new(b"many/" + b"0" * 240, b"many")
    for number in range(1, 400):
        os.link(spot.at(b"many/" + b"0" * 240), spot.at(b"many/" + b"%0240d" % number))
    os.mkfifo(spot.at(b"pipe"))
    os.link(spot.at(b"pipe"), spot.at(b"same pipe"))
    os.symlink(b"nowhere", spot.at(b"dangling"))
    os.link(spot.at(b"dangling"), spot.at(b"same dangling"), follow_symlinks=False)


def step_links(spot):
    # Linked elsewhere, then the first name goes, and comes again as another file.
    spot.folder(b"later")
    os.link(spot.at(b"pair/one"), spot.at(b"later/link %d" % spot.step))
    spot.remove(b"pair/one")
    spot.new(b"pair/one", b"another file at step %d" % spot.step)
    spot.swap(b"far/a/file", b"far/b/same")
    os.link(spot.at(b"far/b/same"), spot.at(b"far/a/more %d" % spot.step))
    for number in range(10 * spot.step, 10 * spot.step + 10):
        victim = spot.at(b"many/" + b"%0240d" % (number % 400))
        if os.path.exists(victim):
            os.remove(victim)
    spot.append(b"pair/two", b"written through the second name")


def make_moves(spot):
    for name in (b"a", b"b", b"x", b"y", b"z"):
        spot.new(name, b"file " + name)
        spot.new(b"folder-" + name + b"/inside/file", b"in folder " + name)
    spot.new(b"shape/thing", b"a file")
    spot.new(b"up/down/file", b"moves up")
    spot.new(b"replaced", b"the old one")
    spot.new(b"renewed/file", b"old content")
    spot.new(b"parent/child/file", b"changes places with its parent")


def step_moves(spot):
    spot.swap(b"a", b"b")
    spot.swap(b"folder-a", b"folder-b")
    spot.swap(b"folder-x/inside", b"folder-y/inside/file")
    spot.swap(b"folder-x/inside", b"folder-y/inside/file")
    for kind in (b"", b"folder-"):
        spot.rename(kind + b"x", b"cycling")
        spot.rename(kind + b"y", kind + b"x")
        spot.rename(kind + b"z", kind + b"y")
        spot.rename(b"cycling", kind + b"z")
    _change_shape(spot)
    _move_out_of_a_deleted_folder(spot)
    spot.new(b"replacing", b"new at step %d" % spot.step)
    spot.rename(b"replacing", b"replaced")
    shutil.rmtree(spot.at(b"renewed"))
    spot.new(b"renewed/file", b"new content, step %d" % spot.step)
    # The child becomes its parent's parent.
    spot.rename(b"parent/child", b"grown")
    spot.rename(b"parent", b"grown/child")
    spot.rename(b"grown", b"parent")
    spot.new(b"born %d" % spot.step, b"")
    if spot.step > 1:
        spot.remove(b"born %d" % (spot.step - 1))


def _change_shape(spot):
    """A file becomes a folder of the same name, then a symlink, then a file again."""
    thing = spot.at(b"shape/thing")
    if os.path.islink(thing):
        os.remove(thing)
        spot.new(b"shape/thing", b"a file again, step %d" % spot.step)
    elif os.path.isdir(thing):
        shutil.rmtree(thing)
        os.symlink(b"../a", thing)
    else:
        os.remove(thing)
        spot.new(b"shape/thing/in a folder", b"")


def _move_out_of_a_deleted_folder(spot):
    old, new = (b"up/down", b"up %d" % spot.step)
    spot.rename(old, new)
    os.rmdir(spot.at(b"up"))
    os.mkdir(spot.at(b"up"))
    spot.rename(new, b"up/down")
    spot.append(b"up/down/file", b"+")


TOPICS = {
    b"names": (make_names, step_names),
    b"deep": (make_deep, step_deep),
    b"links": (make_links, step_links),
    b"moves": (make_moves, step_moves),
}

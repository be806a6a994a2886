"""Compares two walked trees, attribute by attribute."""

import collections


def differences(before, after):
    """Yields one line for each entry that is missing, extra or different."""
    left = {entry.path: entry for entry in before}
    right = {entry.path: entry for entry in after}
    for path in sorted(left.keys() | right.keys()):
        if path not in right:
            yield f"only in A: {left[path].line()}"
        elif path not in left:
            yield f"only in B: {right[path].line()}"
        else:
            yield from _entry_differences(left[path], right[path])


def _entry_differences(left, right):
    differing = [
        f"{name}: {left.attributes.get(name, '(absent)')} | {right.attributes.get(name, '(absent)')}"
        for name in dict.fromkeys([*left.attributes, *right.attributes])
        if left.attributes.get(name) != right.attributes.get(name)
    ]
    if differing:
        yield f"differs: {left.name}\t" + "\t".join(differing)


def counted(entries):
    """'20 files, 3 dirs, ...; 4 hard links, 5 xattrs, 6789 bytes' of the tree."""
    kinds = collections.Counter(entry.attributes["kind"] for entry in entries)
    linked = sum("linked" in entry.attributes for entry in entries)
    xattrs = sum(name.startswith("xattr.") for entry in entries for name in entry.attributes)
    data_bytes = sum(
        int(entry.attributes["size"])
        for entry in entries
        if "size" in entry.attributes and entry.attributes.get("linked", entry.name) == entry.name
    )
    by_kind = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return f"{by_kind}; {linked} hard-linked names, {xattrs} xattrs, {data_bytes} bytes"

"""The image lists of a folder as the parts that another format can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Lists = dict[str, list[str]]


def disjoint(lists: Mapping[str, tuple[str, ...]], allowed: tuple[str, ...] | None = None) -> tuple[Lists, int]:
    """Parts without a picture in two of them, and how many lists could not be held as they are.

    `trainval` is left out where train is there, and becomes train where it isn't. With `allowed` only those names.
    """
    found: Lists = {}
    lost = 0
    taken: set[str] = set()
    order = sorted(lists, key=lambda name: (name == "trainval", name))
    for name in order:
        part = name
        if name == "trainval" and (allowed is None or name not in allowed):
            lost += 1
            part = "train"
            if "train" in lists:
                continue
        elif allowed is not None and name not in allowed:
            lost += 1
            continue
        members = [member for member in lists[name] if member not in taken]
        lost += len(members) < len(lists[name])
        taken |= set(members)
        if members:
            found[part] = members
    return found, lost


def pets(lists: Mapping[str, tuple[str, ...]]) -> tuple[Lists, int]:
    """The two lists of a Pets folder, and how many could not be held."""
    trainval = lists.get("trainval") or tuple(dict.fromkeys((*lists.get("train", ()), *lists.get("val", ()))))
    known = ("trainval", "test")
    return {"trainval": list(trainval), "test": list(lists.get("test", ()))}, sum(name not in known for name in lists)

"""A 0-based VOC file as a 1-based one: every coordinate one more, every other byte what it was."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.formats import voc, voc_extras
from engine.formats.xml_text import decode

if TYPE_CHECKING:
    from pathlib import Path

    from engine.annotation import Instance

_KINDS = frozenset(("part", "actions", "point", "source", "owner", voc_extras.COMMENTS))
"""What is known to hold coordinates or none: the elements of the VOC development kit, section 7, and comments."""

_COORDINATE = re.compile(r"(<((?:[\w.-]+:)?(?:[xy]min|[xy]max|x|y))>\s*)([-+.\deE]{1,40})(?=\s*</\2\s*>)", re.ASCII)


def from_one(path: Path, data: bytes) -> bytes | None:
    """The bytes `data` of a usable VOC file `path` that counts pixels from 0, counted from 1: boxes, and those of parts
    and points too. None where the file holds what nobody here knows how to move. Raises LabelError."""
    old = voc.parse(path, data)
    if {kind for kind, _ in old.extras} - _KINDS:
        return None
    whole = decode(path, data)
    new = whole.to_bytes(_COORDINATE.sub(_one_more, whole.text))
    wanted = [replace(each, box=each.box.moved(1, 1)) for each in old.instances]
    found = voc.parse(path, new).instances
    if len(found) != len(wanted) or not all(map(_same, found, wanted)):
        return None
    return new


def _one_more(match: re.Match[str]) -> str:
    try:
        return f"{match[1]}{Decimal(match[3]) + 1:f}"
    except ArithmeticError:  # no number
        return match[0]


def _same(found: Instance, wanted: Instance) -> bool:
    apart = zip(found.box.as_tuple(), wanted.box.as_tuple(), strict=True)
    return replace(found, box=wanted.box) == wanted and all(abs(one - other) < 1e-6 for one, other in apart)

"""PASCAL VOC label files: one XML a picture. Read here; `voc_writing` makes new ones, `voc_edit` changes them.

Boxes in the file are 1-based and inclusive; ours are 0-based and half open: `xmin - 1, ymin - 1, xmax, ymax`.
Source: the VOC 2012 development kit, section 7 (annotation format); labelImg's `verified="yes"` on the root.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from engine.annotation import Box, Instance
from engine.errors import LabelError
from engine.formats import problem, voc_extras
from engine.formats.noticing import FARTHEST, NUMBER
from engine.formats.problem import Problem
from engine.formats.xml_text import decode
from engine.limits import LIMITS, most, too_many

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.formats.labelled import Counts

EDGES = ("xmin", "ymin", "xmax", "ymax")
MAX_NAME = LIMITS["name"].most
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold (its production 2)."""


@dataclass(frozen=True, slots=True)
class VocFile:
    """What a VOC file says. `instances` are the usable objects, `Instance.origin` the position of each among all
    `<object>`s directly under the root; `lines` are their lines. Boxes are in the frame of the file's `size` (width,
    height), which is None where it isn't given. `extras` are kinds of things that only the file holds, with their
    number.
    """

    instances: tuple[Instance, ...]
    lines: tuple[int, ...]
    problems: tuple[Problem, ...]
    verified: bool
    size: tuple[int, int] | None
    extras: Counts = ()


def parse(path: Path, data: bytes) -> VocFile:
    """Read the bytes `data` of the label file `path` (used for messages only; nothing is opened).

    Raises LabelError for a file that isn't whole, isn't VOC or tries something; a single bad object is skipped with a
    Problem, and the others load.
    """
    return _parsed(path, data, most("objects"))


@lru_cache(maxsize=2)
def _parsed(path: Path, data: bytes, most_objects: int) -> VocFile:
    """A save asks eight times what the text before it and the one after it say."""
    root = tree(path, data)
    prefix = root.tag[: -len("annotation")]
    instances, lines, problems, size = [], [], [], None
    position = 0
    for child in root:
        tag = child.tag
        if tag == prefix + "object":
            found = _object(child, prefix, position, path, problems)
            position += 1
            if position > most_objects:
                raise LabelError(path, too_many("objects", len(root)) or "", child.sourceline)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                instances.append(found)
                lines.append(child.sourceline)
        elif tag == prefix + "size" and size is None:
            size = size_of(child, prefix)
        elif isinstance(tag, str) and tag.lower() == prefix + "object":
            message = f"<{tag}> is not <object>; it was skipped: write the tag in small letters"
            problems.append(Problem(path.name, child.sourceline, "object-tag", message, lost=1))
    verified = root.get("verified", "").strip().lower() == "yes"
    extras = voc_extras.counted(path, root, prefix, data)
    return VocFile(tuple(instances), tuple(lines), tuple(problems), verified, size, extras)


def file_edges(box: Box) -> tuple[float, float, float, float]:
    """The four numbers of the file for a box of ours, in the order of EDGES."""
    return box.xmin + 1, box.ymin + 1, box.xmax, box.ymax


def tree(path: Path, data: bytes) -> etree._Element:
    """The `<annotation>` of a VOC file's bytes, without comments; nothing but `data` is read. Raises LabelError."""
    if not data.strip(b" \t\r\n\0"):
        raise LabelError(path, "the file is empty; restore it from a copy, or delete it to start anew")
    text = decode(path, data).text
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        line = getattr(error, "lineno", None) or 1
        reason = str(error).split(", line ")[0]
        raise LabelError(path, f"this is not whole XML ({reason}); restore it from a copy", line) from error
    if root.getroottree().docinfo.internalDTD is not None and next(root.iter(etree.Entity), None) is not None:
        raise LabelError(path, "the file uses entities, which are not read; write the text itself")
    if not isinstance(root.tag, str) or etree.QName(root).localname != "annotation":
        message = f"the outermost element is <{root.tag}>, not <annotation>: no VOC label file; remove it"
        raise LabelError(path, message, root.sourceline)
    return root


def _object(
    element: etree._Element, prefix: str, position: int, path: Path, problems: list[Problem]
) -> Instance | Problem:
    fields: dict[str, etree._Element] = {}
    for child in element:
        if isinstance(child.tag, str):
            fields.setdefault(child.tag.removeprefix(prefix), child)

    def skipped(at: etree._Element, code: str, why: str) -> Problem:
        return problem.skipped(path.name, at.sourceline, code, why)

    name = _text(fields.get("name"))
    if not name:
        return skipped(fields.get("name", element), "name", "the object has no name")
    if len(name) > MAX_NAME and (said := too_many("name", len(name))):
        raise LabelError(path, f"{said}; or write a name here", fields["name"].sourceline)
    if "bndbox" not in fields:
        return skipped(element, "no-box", f"{name[:60]} has no <bndbox>")
    box = _box(fields["bndbox"], prefix, skipped)
    if isinstance(box, Problem):
        return box
    if box.width <= 0 or box.height <= 0:
        problems.append(Problem(path.name, fields["bndbox"].sourceline, "reversed", _reversed(name, box)))
        box = _righted(box)
    return Instance(
        label=name,
        box=box,
        difficult=_flag(fields.get("difficult")),
        truncated=_flag(fields.get("truncated")),
        occluded=_flag(fields.get("occluded")),
        pose=_text(fields.get("pose")),
        origin=position,
    )


def _box(element: etree._Element, prefix: str, skipped: Callable[[etree._Element, str, str], Problem]) -> Box | Problem:
    found: dict[str, etree._Element] = {}
    for child in element:
        if isinstance(child.tag, str):
            found.setdefault(child.tag.removeprefix(prefix), child)
    edges: list[float] = []
    for edge in EDGES:
        if edge not in found:
            return skipped(element, "no-edge", f"<bndbox> has no {edge}")
        value = _number(found[edge])
        if value is None:
            return skipped(found[edge], "number", f"{edge} {_text(found[edge])[:40]!r} is not a number of pixels")
        edges.append(value)
    xmin, ymin, xmax, ymax = edges
    texts = {edge: _text(found[edge])[:40] for edge in EDGES}
    # Two pixels the wrong way round still name a box; a number below 1 is no pixel, and what was meant cannot be known.
    if xmax <= xmin - 1 and xmax < 1:
        return skipped(found["xmax"], "reversed", f"xmax {texts['xmax']} is left of xmin {texts['xmin']}")
    if ymax <= ymin - 1 and ymax < 1:
        return skipped(found["ymax"], "reversed", f"ymax {texts['ymax']} is above ymin {texts['ymin']}")
    return Box(xmin - 1, ymin - 1, xmax, ymax)


def _reversed(name: str, box: Box) -> str:
    xmin, ymin, xmax, ymax = file_edges(box)
    wrong = [f"xmax {xmax:.10g} is left of xmin {xmin:.10g}"] if box.width <= 0 else []
    wrong += [f"ymax {ymax:.10g} is above ymin {ymin:.10g}"] if box.height <= 0 else []
    return f"{name[:60]}: {' and '.join(wrong)}; they were read the other way round: check the box"


def _righted(box: Box) -> Box:
    """The box whose corners the file has the wrong way round: `xmin` and `xmax` of the file change places."""
    xmin, ymin, xmax, ymax = file_edges(box)
    return Box(min(xmin, xmax) - 1, min(ymin, ymax) - 1, max(xmin, xmax), max(ymin, ymax))


def _text(element: etree._Element | None) -> str:
    return "" if element is None or element.text is None else element.text.strip()


def _number(element: etree._Element) -> float | None:
    text = _text(element)
    if len(element) or len(text) > 100 or not NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) and abs(value) <= FARTHEST else None


def _flag(element: etree._Element | None) -> bool:
    return _text(element).lower() not in ("", "0", "no", "false")


def size_of(element: etree._Element, prefix: str) -> tuple[int, int] | None:
    """(width, height) in pixels as `<size>` says, None where it does not."""
    values = [
        _number(found)
        for found in (element.find(prefix + "width"), element.find(prefix + "height"))
        if found is not None
    ]
    if len(values) != 2 or any(value is None or not 1 <= value == int(value) for value in values):
        return None
    return int(values[0] or 0), int(values[1] or 0)

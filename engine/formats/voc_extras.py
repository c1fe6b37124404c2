"""What a VOC file says that an Annotation cannot hold, by kind: it stays in the file through every save, and is named
when the labels go into another format. Source: the VOC 2012 development kit, section 7; labelImg for `path`."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from engine.formats.xml_text import decode

if TYPE_CHECKING:
    from pathlib import Path

    from lxml import etree

    from engine.formats.labelled import Counts

COMMENTS, ATTRIBUTES = "XML comments", "XML attributes"
_ROOT = frozenset({"folder", "filename", "path", "size", "segmented", "object"})
_OBJECT = frozenset({"name", "bndbox", "difficult", "truncated", "occluded", "pose"})
_BOX = frozenset({"xmin", "ymin", "xmax", "ymax"})
_SAYS_NOTHING = frozenset({"", "Unknown"})  # labelImg's <source>
_MOST_KINDS = 100
_PIECES = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?]]>|<\?.*?\?>", re.DOTALL)  # in which "<" begins nothing else


def counted(path: Path, root: etree._Element, prefix: str, data: bytes) -> Counts:
    """Kinds of elements under the `<annotation>` `root` and its objects that nobody here reads, with their number:
    `part` counts each part, `actions` each object that has some, and a second `name` of an object is one too. `prefix`
    is that of the file's tags ("" mostly). Attributes count together, and so do the comments in its bytes `data`.
    `path` is for messages only."""
    kinds: Counter[str] = Counter()
    for child in root:
        tag = child.tag
        if tag == prefix + "object":
            _look_at(kinds, child, prefix)
        elif isinstance(tag, str) and tag.removeprefix(prefix) not in _ROOT and not _says_nothing(child, prefix):
            _add(kinds, tag)
    for kind, count in ((COMMENTS, _comments(path, data)), (ATTRIBUTES, _attributes(root, data))):
        if count:
            kinds[kind] = count
    return tuple(sorted((+kinds).items()))


def _comments(path: Path, data: bytes) -> int:
    if b"<!--" not in data and b"\0" not in data:  # the latter in UTF-16
        return 0
    return sum(piece.startswith("<!--") for piece in _PIECES.findall(decode(path, data).text))


def _attributes(root: etree._Element, data: bytes) -> int:
    """Those of the root but `verified`, of what lies under it and under its objects."""
    if b"=" not in data[max(0, data.find(b"annotation")) :]:  # asking every element takes as long as all the rest
        return 0
    of_children = sum(len(child.attrib) + sum(len(field.attrib) for field in child) for child in root)
    return len(set(root.attrib) - {"verified"}) + of_children


def _says_nothing(element: etree._Element, prefix: str) -> bool:
    return element.tag == prefix + "source" and {(each.text or "").strip() for each in element} <= _SAYS_NOTHING


def _look_at(kinds: Counter[str], element: etree._Element, prefix: str) -> None:
    """Add the kinds of an object's elements."""
    tags = [field.tag for field in element]
    names = [tag.removeprefix(prefix) if isinstance(tag, str) else "" for tag in tags] if prefix else tags
    if not _OBJECT.issuperset(names):
        for tag, name in zip(tags, names, strict=True):
            if isinstance(tag, str) and name not in _OBJECT:
                _add(kinds, tag)
    if len(set(names)) < len(names):
        for name in _OBJECT:
            kinds[name] += max(0, names.count(name) - 1)
    box = element[names.index("bndbox")] if "bndbox" in names else ()
    if len(box) != len(_BOX):
        for edge in box:
            if isinstance(edge.tag, str) and edge.tag.removeprefix(prefix) not in _BOX:
                _add(kinds, edge.tag)


def _add(kinds: Counter[str], tag: str) -> None:
    name = tag.rpartition("}")[2][:60]
    kinds[name if name in kinds or len(kinds) < _MOST_KINDS else "other tags"] += 1

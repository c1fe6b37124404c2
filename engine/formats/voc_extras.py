"""What a VOC file says that an Annotation cannot hold, by kind: it stays in the file through every save, and is named
when the labels go into another format. Source: the VOC 2012 development kit, section 7; labelImg for `path`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

    from engine.formats.labelled import Counts

_ROOT = frozenset({"folder", "filename", "path", "source", "owner", "size", "segmented", "object"})
_OBJECT = frozenset({"name", "bndbox", "difficult", "truncated", "occluded", "pose"})
_MOST_KINDS = 100


def counted(root: etree._Element, prefix: str) -> Counts:
    """Kinds of elements under the `<annotation>` `root` and its objects that nobody here reads, with their number:
    `part` counts each part, `actions` each object that has some. `prefix` is that of the file's tags ("" mostly)."""
    kinds: Counter[str] = Counter()
    for child in root:
        tag = child.tag
        if tag == prefix + "object":
            for field in child:
                if isinstance(field.tag, str) and field.tag.removeprefix(prefix) not in _OBJECT:
                    _add(kinds, field.tag)
        elif isinstance(tag, str) and tag.removeprefix(prefix) not in _ROOT:
            _add(kinds, tag)
    return tuple(sorted(kinds.items()))


def _add(kinds: Counter[str], tag: str) -> None:
    name = tag.rpartition("}")[2][:60]
    kinds[name if name in kinds or len(kinds) < _MOST_KINDS else "other tags"] += 1

"""One VOC label file: what is odd in it though its objects could be read."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from engine.annotation import FLAGS
from engine.checks.boxes import SPECK
from engine.errors import LabelError
from engine.formats import voc
from engine.formats.xml_text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

    from engine.checks.finding import Odd

_BULKY = 10_000  # letters in one attribute or comment
_MANY_ATTRIBUTES = 100  # of one element
_MANY_CLASSES = 100  # in one picture

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_COMMENTED_NUMBER = re.compile(r"<((?:\w+:)?[xy](?:min|max))>[^<]*<!--")
_DECLARATION = re.compile(r"<\?xml\s[^>]*?>")


def lint(path: Path, data: bytes, image: str) -> Iterator[Odd]:
    """What is odd in the bytes `data` of the label file `path` of the picture named `image`. A file that cannot be used
    at all is reported by whoever reads it, and nothing is said of it here."""
    try:
        text = decode(path, data).text
        root = voc.tree(path, data)
        file = voc.parse(path, data)
    except LabelError:
        return
    yield from _text(data, text)
    yield from _bulk(root)
    prefix = root.tag[: -len("annotation")]
    if prefix:
        yield root.sourceline, "namespace", "its tags are in a namespace, in which other programs find no object"
    yield from _about(root, prefix, image)
    objects = root.findall(prefix + "object")
    for element in objects:
        yield from _object(element, prefix)
    names = {each.label for each in file.instances}
    if len(names) > _MANY_CLASSES:
        yield None, "many-classes", f"{len(names):,} different classes in one picture; check the names"
    yield from _duplicates(file)


def _text(data: bytes, text: str) -> Iterator[Odd]:
    declared = _DECLARATION.match(text)
    says = declared[0].lower() if declared else ""
    if re.search(r"version\s*=\s*[\"']1\.1", says):
        yield 1, "xml-version", "it calls itself XML 1.1, which most programs do not read; write 1.0"
    if data.startswith((b"<\0", b"\0<")):
        yield 1, "encoding", "UTF-16 without a byte order mark; other programs may refuse it: save it as UTF-8"
    if data.startswith(codecs.BOM_UTF8) and "utf-16" in says:
        yield 1, "encoding", "its bytes are UTF-8 and it says UTF-16; correct the first line"
    place = text.find("<!DOCTYPE")
    if place >= 0:
        line = text.count("\n", 0, place) + 1
        yield line, "doctype", "a document type is declared; it is not read, and no label file needs one: remove it"
    for match in _COMMENT.finditer(text):
        if len(match[1]) > _BULKY:
            line = text.count("\n", 0, match.start()) + 1
            yield line, "bulk", f"a comment of {len(match[1]):,} letters; it is kept: remove it if nobody needs it"
    for match in _COMMENTED_NUMBER.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield line, "comment", f"a comment inside {match[1]}, where other programs read half the number; remove it"


def _bulk(root: etree._Element) -> Iterator[Odd]:
    for element in root.iter("*"):
        attributes = element.attrib
        if len(attributes) > _MANY_ATTRIBUTES:
            message = f"<{_short(element.tag)}> has {len(attributes):,} attributes; remove what nobody needs"
            yield element.sourceline, "bulk", message
        for name, value in attributes.items():
            if len(value) > _BULKY:
                message = f"attribute {_short(name)} has {len(value):,} letters; remove it if nobody needs it"
                yield element.sourceline, "bulk", message


def _about(root: etree._Element, prefix: str, image: str) -> Iterator[Odd]:
    named = root.findall(prefix + "filename")
    if len(named) != 1:
        line = named[1].sourceline if named else root.sourceline
        how = f"{len(named)} <filename>s" if named else "no <filename>"
        yield line, "filename", f"{how}; other programs find the picture by it: write {image[:60]}"
    elif _all(named[0]) != image:
        message = f"<filename> says {_short(_all(named[0])) or 'nothing'}, the picture is {image[:60]}"
        yield named[0].sourceline, "filename", f"{message}; it was found by the label file's name"
    sizes = root.findall(prefix + "size")
    if len(sizes) != 1:
        line = sizes[1].sourceline if sizes else root.sourceline
        yield line, "size", f"{len(sizes) or 'no'} <size>; write the picture's width and height once"
    elif voc.size_of(sizes[0], prefix) is None:
        yield sizes[0].sourceline, "size", "<size> gives no width and height in pixels; the picture's own are used"


def _object(element: etree._Element, prefix: str) -> Iterator[Odd]:
    for tag in ("name", "bndbox"):
        found = element.findall(prefix + tag)
        if len(found) > 1:
            yield found[1].sourceline, "repeated", f"an object with {len(found)} <{tag}>s; the first is used"
    for tag in FLAGS:
        flag = element.find(prefix + tag)
        if flag is not None and _all(flag).strip() not in ("0", "1"):
            message = f"{tag} is {_short(_all(flag).strip()) or 'empty'}; write 0 or 1"
            yield flag.sourceline, "flag", message
    box = element.find(prefix + "bndbox")
    if box is not None:
        yield from _edges(box, prefix)


def _edges(box: etree._Element, prefix: str) -> Iterator[Odd]:
    texts = [(box.findtext(prefix + edge) or "").strip() for edge in voc.EDGES]
    try:
        xmin, ymin, xmax, ymax = (float(text) for text in texts)
    except ValueError:
        return
    # A tool that writes 5.0 writes edges, not the first and last pixel: between 5.0 and 5.0 there is nothing.
    if (xmin == xmax or ymin == ymax) and any("." in text for text in texts):
        yield box.sourceline, "zero-area", "the box has equal edges in real numbers and so no area; draw it anew"
    values = (xmin, ymin, xmax, ymax)
    if all(0 <= value <= 1 for value in values) and any(value % 1 for value in values):
        yield box.sourceline, "normalised", "the edges are parts of the picture, not pixels; multiply them by its size"


def _duplicates(file: voc.VocFile) -> Iterator[Odd]:
    seen: dict[object, int] = {}
    for instance, line in zip(file.instances, file.lines, strict=True):
        box = instance.box
        same = instance.label, box.as_tuple()
        if same not in seen:
            seen[same] = line
        elif min(box.width, box.height) >= SPECK:
            message = f"{_short(instance.label)} with the same box stands in line {seen[same]}; delete one"
            yield line, "duplicate", message


def _all(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _short(text: object) -> str:
    return str(text)[:60]

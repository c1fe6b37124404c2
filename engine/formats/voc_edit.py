"""Changing a VOC file: only the text of what changed is replaced; every other byte stays what it was.

The objects nobody touched, the skipped ones, comments, unknown tags, `<part>`s, line ends, BOM and encoding survive,
because they are never written anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import escape

from engine.annotation import NO_POSE
from engine.errors import LabelError
from engine.formats import voc
from engine.formats.voc_spans import Span, Spans, attribute, find, space_before
from engine.formats.xml_text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.annotation import Box, Instance

FINEST = 0.0005
"""Edges that differ by less than this many pixels are the same edge; files get three decimals."""

Piece = tuple[int, int, bytes]


def edited(
    path: Path, data: bytes, instances: tuple[Instance, ...], verified: bool, unverified: bytes | None = None
) -> bytes:
    """The bytes `data` of the VOC file `path`, changed to say `instances` (in the file's frame) and `verified`.

    An instance whose `origin` is that of a usable object of the file replaces it; other instances are appended; usable
    objects without an instance are removed. Where the verification is taken back, the attribute gets the value
    `unverified` (see `verified_as`), and goes without one, as in labelImg's files. Raises LabelError if `data` is no
    usable VOC file, and RuntimeError (a fault of ours) if the result, read again, did not say what was asked.
    """
    whole = decode(path, data)
    old = voc.parse(path, data)
    text = whole.text.encode()
    before = {instance.origin: instance for instance in old.instances}
    kept: dict[int, Instance] = {}
    new: list[Instance] = []
    for instance in instances:
        if instance.origin is not None and instance.origin in before and instance.origin not in kept:
            kept[instance.origin] = instance
        else:
            new.append(replace(instance, pose=instance.pose or NO_POSE))
    spans = _found(path, text)
    pieces = [_verified(text, spans.root, verified, unverified)] if verified != old.verified else []
    for origin, instance in before.items():
        span = spans.objects[origin or 0]
        if origin in kept:
            pieces.extend(_changes(text, span, instance, kept[origin]))
        else:
            pieces.append((span.start - len(space_before(text, span.start)), span.end, b""))
    if new:
        pieces.append(_appended(text, spans, new))
    result = whole.to_bytes(_spliced(text, pieces).decode())
    wanted = [kept[origin] for origin in sorted(kept)] + new
    _check(path, result, wanted, verified)
    return result


def verified_as(path: Path, data: bytes) -> bytes | None:
    """How the VOC file's bytes say whether it is verified: the attribute's value, quotes included; None without one.
    Raises LabelError."""
    text = decode(path, data).text.encode()
    found = attribute(text, _found(path, text).root, b"verified")
    return None if found is None else found[2]


def number(value: float) -> str:
    """A coordinate as VOC files write it: whole where it is whole, else up to three decimals."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _found(path: Path, text: bytes) -> Spans:
    try:
        return find(text)
    except ExpatError as error:  # lxml reads a few files that expat does not, such as XML 1.1
        message = f"this kind of XML cannot be changed in place ({error}); save the file as XML 1.0"
        raise LabelError(path, message, error.lineno) from error


def _spliced(text: bytes, pieces: list[Piece]) -> bytes:
    parts, at = [], 0
    for start, end, new in sorted(pieces, key=lambda piece: piece[:2]):
        parts += [text[at:start], new]
        at = end
    return b"".join([*parts, text[at:]])


def _escaped(text: str) -> bytes:
    return escape(text, {"\r": "&#13;"}).encode()


def _verified(text: bytes, root: Span, verified: bool, unverified: bytes | None) -> Piece:
    found = attribute(text, root, b"verified")
    if found is None:
        at = root.start + 1 + len(root.tag.encode())
        return at, at, b' verified="yes"'
    value = b'"yes"' if verified else unverified
    if value is not None:
        return *found.span(2), value
    return found.start() - len(space_before(text, found.start())), found.end(), b""


def _changes(text: bytes, span: Span, old: Instance, new: Instance) -> Iterator[Piece]:
    """What to replace in one object so that it says `new` instead of `old`."""
    if new.label != old.label:
        yield _filled(text, span.children["name"], _escaped(new.label))
    if new.pose != old.pose:
        yield _field(text, span, "pose", _escaped(new.pose))
    for flag in ("truncated", "difficult", "occluded"):
        if getattr(new, flag) != getattr(old, flag):
            yield _field(text, span, flag, b"01"[getattr(new, flag) :][:1])
    box = span.children["bndbox"]
    edges = [*zip(voc.EDGES, voc.file_edges(old.box), voc.file_edges(new.box), strict=True)]
    if any(abs(now - was) > FINEST for _, was, now in edges):
        for edge, _, now in edges:
            written = _written(text, box.children[edge])  # not `was`: the file may have two edges the wrong way round
            if written is None or abs(now - written) > FINEST:
                yield _filled(text, box.children[edge], number(now).encode())


def _written(text: bytes, span: Span) -> float | None:
    """The number in an element; None where it is not written plainly (a comment or a reference in it)."""
    try:
        return float(text[span.inner : span.close])
    except ValueError:
        return None


def _field(text: bytes, span: Span, tag: str, value: bytes) -> Piece:
    if tag in span.children:
        return _filled(text, span.children[tag], value)
    at = span.children["bndbox"].start  # a field the object lacks goes before its box, on a line of its own if it has
    name = (span.tag.removesuffix("object") + tag).encode()
    return at, at, b"<" + name + b">" + value + b"</" + name + b">" + space_before(text, at)


def _filled(text: bytes, span: Span, value: bytes) -> Piece:
    """New text in an element; the white space around the old one stays."""
    if span.inner == span.end:  # <difficult/>
        opened = text[span.start : span.inner - 2].rstrip()
        return span.start, span.end, opened + b">" + value + b"</" + span.tag.encode() + b">"
    content = text[span.inner : span.close]
    if not content.strip():
        return span.inner, span.close, value
    start = span.inner + len(content) - len(content.lstrip())
    return start, span.inner + len(content.rstrip()), value


@dataclass(frozen=True, slots=True)
class _Style:
    """What the file puts before an object, before its fields and before the edges of its box."""

    outer: bytes
    middle: bytes
    inner: bytes


def _style(text: bytes, spans: Spans) -> _Style:
    model = next((span for span in reversed(spans.objects) if span.first is not None), None)
    first = spans.root.first
    at = model.start if model else first
    outer = space_before(text, at) if at is not None else b"\n\t"
    if b"\n" not in outer:
        return _Style(outer, b"", b"") if not model or model.first == model.inner else _Style(b"\n", b"\n", b"\n")
    unit = outer.rpartition(b"\n")[2]
    middle = space_before(text, model.first) if model and model.first is not None else outer + unit
    if middle.startswith(outer):
        unit = middle[len(outer) :]
    return _Style(outer, middle, middle + unit if b"\n" in middle else b"")


def _appended(text: bytes, spans: Spans, instances: list[Instance]) -> Piece:
    style = _style(text, spans)
    prefix = spans.root.tag.removesuffix("annotation")
    new = b"".join(style.outer + _object(instance, style, prefix) for instance in instances)
    if spans.objects:
        at = spans.objects[-1].end
        return at, at, new
    root = spans.root
    if root.inner == root.end:  # <annotation/>
        opened = root.inner - 2
        return opened, root.end, b">" + new + b"\n</" + root.tag.encode() + b">"
    at = root.close - len(space_before(text, root.close))
    return at, at, new


def _object(instance: Instance, style: _Style, prefix: str) -> bytes:
    def element(tag: str, content: bytes) -> bytes:
        name = (prefix + tag).encode()
        return b"<" + name + b">" + content + b"</" + name + b">"

    edges = zip(voc.EDGES, voc.file_edges(instance.box), strict=True)
    box = b"".join(style.inner + element(edge, number(value).encode()) for edge, value in edges) + style.middle
    fields = [
        element("name", _escaped(instance.label)),
        element("pose", _escaped(instance.pose)),
        element("truncated", b"1" if instance.truncated else b"0"),
        *([element("occluded", b"1")] if instance.occluded else []),
        element("difficult", b"1" if instance.difficult else b"0"),
        element("bndbox", box),
    ]
    return element("object", b"".join(style.middle + field for field in fields) + style.outer)


def _check(path: Path, data: bytes, wanted: list[Instance], verified: bool) -> None:
    """The new bytes must say what was asked, or a fault of ours would reach people's files."""
    found = voc.parse(path, data)
    same = found.verified == verified and len(found.instances) == len(wanted)
    for instance, want in zip(found.instances, wanted, strict=False):
        said = replace(instance, box=want.box, origin=None)
        asked = replace(want, origin=None, attributes=(), polygons=(), score=None)
        same = same and said == asked and _near(instance.box, want.box)
    if not same:
        raise RuntimeError(f"{path.name}: the edited file would not say what was asked; nothing was written")


def _near(a: Box, b: Box) -> bool:
    return all(abs(x - y) <= 2 * FINEST for x, y in zip(a.as_tuple(), b.as_tuple(), strict=True))

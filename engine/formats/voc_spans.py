"""Where the elements of a VOC file lie in its text, so that a save can replace a number and leave all else alone.

Offsets count the bytes of the text in UTF-8, whatever the file's own encoding is (`xml_text` puts it back).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

_NAME = re.compile(rb"[^\s/>]+")
_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_ATTRIBUTE = re.compile(rb"""([^\s=<>/"']+)\s*=\s*("[^"]*"|'[^']*')""")


@dataclass(slots=True)
class Span:
    """An element from `start` to `end`; its content from `inner` to `close`. For `<a/>`, inner, close and end are one.

    `tag` is as written; `children` holds the first child of each name in the root's namespace or in none, as
    `voc.parse` finds them; `first` is where the first child of any name begins.
    """

    tag: str
    start: int
    inner: int
    close: int = 0
    end: int = 0
    first: int | None = None
    children: dict[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spans:
    """The root and the `<object>`s directly under it, in the order of the file."""

    root: Span
    objects: tuple[Span, ...]


def find(data: bytes) -> Spans:
    """The spans of a whole VOC file given as UTF-8 (checked by `voc.parse` before; whatever its declaration says)."""
    parser = expat.ParserCreate("utf-8", "}")
    parser.buffer_text = True
    stack: list[Span] = []
    objects: list[Span] = []
    roots: list[Span] = []
    spaces: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        match, written = _TAG.match(data, at), _NAME.match(data, at + 1)
        span = Span(written[0].decode() if written else name, at, match.end() if match else at)
        if not stack:
            roots.append(span)
            spaces.append(name.removesuffix("annotation"))
        else:
            parent = stack[-1]
            parent.first = at if parent.first is None else parent.first
            own = name.removeprefix(spaces[0])
            if len(stack) <= 3 and "}" not in own:
                parent.children.setdefault(own, span)
            if len(stack) == 1 and name == spaces[0] + "object":
                objects.append(span)
        stack.append(span)

    def end(_tag: str) -> None:
        span = stack.pop()
        at = parser.CurrentByteIndex
        if data[span.inner - 2 : span.inner] == b"/>":
            span.close = span.end = span.inner
        else:
            span.close, span.end = at, data.index(b">", at) + 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(data, True)
    return Spans(roots[0], tuple(objects))


def attribute(data: bytes, span: Span, name: bytes) -> re.Match[bytes] | None:
    """Where an attribute of the element lies: group 2 is its value, quotes included."""
    found = _ATTRIBUTE.finditer(data, span.start, span.inner)
    return next((match for match in found if match[1] == name), None)


def space_before(data: bytes, at: int) -> bytes:
    """The white space that ends at `at`."""
    start = at
    while start and data[start - 1] in b" \t\r\n":
        start -= 1
    return data[start:at]

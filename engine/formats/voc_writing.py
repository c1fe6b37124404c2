"""A new VOC label file with every coordinate as exact as it is. Source: as `voc`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from engine.annotation import NO_POSE
from engine.formats.voc import EDGES, FORBIDDEN, file_edges

if TYPE_CHECKING:
    from engine.annotation import Annotation, Instance


def to_bytes(folder: str, filename: str, annotation: Annotation, segmented: bool) -> bytes:
    """The file, UTF-8, indented with tabs: boxes 1-based and inclusive, `<size>` that of the upright picture."""
    verified = f" verified={quoteattr('yes')}" if annotation.verified else ""
    lines = [
        f"<annotation{verified}>",
        f"\t<folder>{text(folder)}</folder>",
        f"\t<filename>{text(filename)}</filename>",
        "\t<size>",
        f"\t\t<width>{annotation.width}</width>",
        f"\t\t<height>{annotation.height}</height>",
        "\t\t<depth>3</depth>",
        "\t</size>",
        f"\t<segmented>{int(segmented)}</segmented>",
        *(line for instance in annotation.instances for line in _object(instance)),
        "</annotation>",
    ]
    return ("\n".join(lines) + "\n").encode()


def text(said: str) -> str:
    """Text between tags; what XML cannot hold is replaced."""
    return escape(FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", said), {"\r": "&#13;"})


def holds(said: str) -> bool:
    """Whether XML can hold the text as it is, and a reader gives it back so."""
    return FORBIDDEN.search(said) is None and said == said.strip()


def _object(instance: Instance) -> list[str]:
    edges = zip(EDGES, file_edges(instance.box), strict=True)
    score = [] if instance.score is None else [f"\t\t<score>{instance.score:.6f}</score>"]
    return [
        "\t<object>",
        f"\t\t<name>{text(instance.label)}</name>",
        f"\t\t<pose>{text(instance.pose) or NO_POSE}</pose>",
        f"\t\t<truncated>{int(instance.truncated)}</truncated>",
        *(["\t\t<occluded>1</occluded>"] if instance.occluded else []),
        f"\t\t<difficult>{int(instance.difficult)}</difficult>",
        *score,
        "\t\t<bndbox>",
        *(f"\t\t\t<{edge}>{_number(value)}</{edge}>" for edge, value in edges),
        "\t\t</bndbox>",
        "\t</object>",
    ]


def _number(value: float) -> str:
    """Nine decimals are a thousandth of what a round trip may move; the noise of arithmetic is beyond them."""
    said = f"{value:.9f}".rstrip("0").rstrip(".")
    return "0" if said == "-0" else said

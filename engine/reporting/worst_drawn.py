"""The worst pictures of a report as they were seen: truth solid, prediction dashed and its mask hatched, over a small
JPEG in the page."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
from PIL import Image

from engine import images
from engine.errors import PictureError
from engine.reporting import inert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

MOST_BYTES = 30_000
"""Of a JPEG; as text of the page it is a third more."""

_LONGER = 480  # pixels of the longer side
_SHOWN = (330, 240)  # pixels on the screen, about
_QUALITIES = (80, 65, 50, 35, 20)
_TRUTH, _PREDICTION, _FALSE, _CASING = "#9DA8FF", "#FFEE4D", "#FF3B38", "#0E1114"  # on photographs, in light and dark
_POINTS = re.compile(r"[-0-9., ]+")  # a report may come from anywhere
_NAMED = 8  # boxes whose class is written beside them


def drawn(row: Mapping[str, Any], words: str) -> str:
    """The picture of `row`, as `engine.reporting.worst.shown` has it, with its boxes and `words` (HTML) below. One that
    can't be read any more says so."""
    name = inert.text(row["name"])
    caption = f"<figcaption><b>{name}</b><br>{words}</figcaption>"
    try:
        pixels, _ = images.read_rgb_for(Path(row["image"]), _LONGER)
    except (PictureError, ValueError) as error:  # a path may hold what no path can
        return f'<figure><div class="none">{inert.text(error)}</div>{caption}</figure>'
    width, height = max(1, int(row["width"])), max(1, int(row["height"]))
    data = base64.b64encode(thumbnail(pixels)).decode()
    unit = max(width / _SHOWN[0], height / _SHOWN[1])
    parts = [f'<image href="data:image/jpeg;base64,{data}" width="{width}" height="{height}"/>']
    parts += _masks(row, unit)
    parts += [_box(one, unit, _TRUTH, dashed=False) for one in row["truth"]]
    parts += [_box(one, unit, _PREDICTION, dashed=True) for one in row["found"]]
    if len(row["truth"]) + len(row["found"]) <= _NAMED:
        parts += [_chip(one, (width, height), below=False) for one in row["truth"]]
        parts += [_chip(one, (width, height), below=True) for one in row["found"]]
    label = f"{name}: {len(row['truth'])} true, {len(row['found'])} found"
    return (
        f'<figure><svg class="photo" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{label}" font-family="system-ui, sans-serif">{"".join(parts)}</svg>{caption}</figure>'
    )


def _masks(row: Mapping[str, Any], unit: float) -> list[str]:
    """What is truth filled softly, what is predicted hatched, so that both are seen where they overlap; red where they
    are not of one class."""
    truth, found = _path(row.get("true_masks", ())), _path(row.get("found_masks", ()))
    hatch = f"hatch{round(unit * 1000)}"  # pages that hold it twice hold the same one
    side, wide = 7 * unit, 1.2 * unit
    parts = []
    if truth:
        parts.append(_area(truth, f'fill="{_TRUTH}" fill-opacity=".3"', _TRUTH, unit, ""))
    if found:
        parts.append(
            f'<pattern id="{hatch}" width="{side:.2f}" height="{side:.2f}" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="{wide:.2f}" height="{side:.2f}" fill="{_PREDICTION}"/>'
            "</pattern>"
        )
        dash = f' stroke-dasharray="{8 * unit:.2f} {5 * unit:.2f}"'
        parts.append(_area(found, f'fill="url(#{hatch})"', _PREDICTION, unit, dash))
    wrong = _path(row.get("wrong_masks", ()))
    if wrong:
        parts.append(f'<path d="{wrong}" fill="{_FALSE}" fill-opacity=".6" fill-rule="evenodd"/>')
    return parts


def _area(path: str, fill: str, colour: str, unit: float, dash: str) -> str:
    return (
        f'<path d="{path}" {fill} fill-rule="evenodd" stroke="{_CASING}" stroke-width="{3 * unit:.2f}"/>'
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{1.5 * unit:.2f}"{dash}/>'
    )


def _path(masks: Sequence[Mapping[str, Any]]) -> str:
    lines = [str(line) for one in masks for line in one["outlines"]]
    return "".join(f"M{line}Z" for line in lines if _POINTS.fullmatch(line))


def thumbnail(pixels: np.ndarray) -> bytes:
    """A JPEG of height×width×3 uint8 RGB, no larger than `_LONGER` and `MOST_BYTES`."""
    factor = min(1.0, _LONGER / max(pixels.shape[:2]))
    while True:
        size = max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor))
        small = Image.fromarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
        for quality in _QUALITIES:
            file = io.BytesIO()
            small.save(file, "JPEG", quality=quality, optimize=True)
            if file.tell() <= MOST_BYTES:
                return file.getvalue()
        factor *= 0.7


def _box(one: Mapping[str, Any], unit: float, colour: str, dashed: bool) -> str:
    """`unit` is a pixel on the screen."""
    x1, y1, x2, y2 = (float(side) for side in one["box"])
    place = f'x="{x1:.2f}" y="{y1:.2f}" width="{max(0.0, x2 - x1):.2f}" height="{max(0.0, y2 - y1):.2f}" fill="none"'
    pattern = (8, 5) if dashed else (2, 4) if one.get("difficult") else None
    dash = f' stroke-dasharray="{pattern[0] * unit:.2f} {pattern[1] * unit:.2f}"' if pattern else ""
    return (
        f'<rect {place} stroke="{_CASING}" stroke-width="{4 * unit:.2f}"/>'
        f'<rect {place} stroke="{colour}" stroke-width="{2 * unit:.2f}"{dash}/>'
    )


def _chip(one: Mapping[str, Any], size: tuple[int, int], below: bool) -> str:
    """The class in the upper left corner of a true box, the lower left one of a found one, inside the picture."""
    if not one["label"]:
        return ""
    unit = max(size[0] / _SHOWN[0], size[1] / _SHOWN[1])
    words = f"{one['label']} {one['score']:.2f}" if "score" in one else str(one["label"])
    words = words if len(words) <= 24 else words[:23] + "…"
    wide, high = (7 * len(words) + 8) * unit, 18 * unit
    x1, y1, _, y2 = (float(side) for side in one["box"])
    x = min(max(0.0, x1), max(0.0, size[0] - wide))
    y = min(max(0.0, y2 - high if below else y1), max(0.0, size[1] - high))
    return (
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{high:.2f}" rx="{3 * unit:.2f}" fill="{_CASING}" '
        f'fill-opacity=".88"/><text x="{x + 4 * unit:.2f}" y="{y + 13 * unit:.2f}" font-size="{12 * unit:.2f}" '
        f'fill="{_PREDICTION if below else _TRUTH}">{inert.text(words)}</text>'
    )

"""The masks of the pictures that a report draws: kept small while pictures are measured, told as outlines. No torch."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import cv2
import numpy as np

from engine.annotation import VOID
from engine.formats import rle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.annotation import Rle

_LONGER = 320  # pixels of the longer side: about as many as the page shows
_POINTS = 500  # of all outlines of a mask
_COARSEST = 3.0  # pixels
_AREAS = 100  # objects of a picture: more would be a carpet
_LEAST = 6.0  # pixels of area: less is a speck

Plain = dict[str, object]


@dataclass(frozen=True, eq=False)
class SmallMasks:
    """The true and the predicted mask of a picture, uint8 `height`×`width`, compressed; `scale` says how many times as
    wide and as high as they were."""

    width: int
    height: int
    scale: tuple[float, float]
    truth: bytes
    found: bytes


def kept(truth: np.ndarray, found: np.ndarray) -> SmallMasks:
    """Both masks, uint8 H×W of one size, small enough to be held for every picture of a folder."""
    small = [_small(mask) for mask in (truth, found)]
    height, width = small[0].shape
    packed = [zlib.compress(mask.tobytes(), 1) for mask in small]
    return SmallMasks(width, height, (width / truth.shape[1], height / truth.shape[0]), *packed)


def outlines(masks: SmallMasks, names: Sequence[str]) -> tuple[list[Plain], list[Plain], list[Plain]]:
    """Of the true mask, of the predicted one and of where they disagree, the classes: [{"label", "outlines": ["x,y x,y
    …", …]}] in pixels of the picture, holes among them. `names` are those of the values 1, 2 …; background is left out,
    and so is void, where nobody can disagree."""
    truth, found = (
        np.frombuffer(zlib.decompress(data), np.uint8).reshape(masks.height, masks.width)
        for data in (masks.truth, masks.found)
    )
    known = range(1, min(VOID, len(names) + 1))
    values = ([int(value) for value in np.unique(mask) if value in known] for mask in (truth, found))
    true, said = (
        _told([(names[value - 1], mask == value) for value in some], masks.scale)
        for mask, some in zip((truth, found), values, strict=True)
    )
    return true, said, _told([("", (truth != found) & (truth != VOID))], masks.scale)


def of_regions(regions: Iterable[tuple[str, Rle | None]]) -> list[Plain]:
    """The same of objects, each with its class."""
    known = ((name, region) for name, region in regions if region is not None)
    shown = [(name, _small(rle.decode(region).view(np.uint8)), region) for name, region in islice(known, _AREAS)]
    if not shown:
        return []
    _, small, region = shown[0]
    scale = small.shape[1] / region.width, small.shape[0] / region.height
    return _told([(name, each) for name, each, _ in shown], scale)


def _small(mask: np.ndarray) -> np.ndarray:
    factor = min(1.0, _LONGER / max(mask.shape))
    size = max(1, round(mask.shape[1] * factor)), max(1, round(mask.shape[0] * factor))
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def _told(areas: list[tuple[str, np.ndarray]], scale: tuple[float, float]) -> list[Plain]:
    """Lines made coarser, then the largest of them, until there are few enough points."""
    found = [(name, _lines(inside.astype(np.uint8))) for name, inside in areas]
    coarse = 0.7  # pixels that a line may be off
    while sum(len(line) for _, lines in found for line in lines) > _POINTS and coarse < _COARSEST:
        found = [(name, [cv2.approxPolyDP(line, coarse, closed=True) for line in lines]) for name, lines in found]
        coarse *= 1.5
    lines = sorted((line for _, some in found for line in some if len(line) > 2), key=cv2.contourArea, reverse=True)
    room = _POINTS - np.cumsum([len(line) for line in lines])
    drawn = {id(line) for line, left in zip(lines, room, strict=True) if left >= 0}
    written = ((name, [_points(line, scale) for line in some if id(line) in drawn]) for name, some in found)
    return [{"label": name, "outlines": outlined} for name, outlined in written if outlined]


def _lines(inside: np.ndarray) -> list[np.ndarray]:
    """The closed lines around what is 1, and around its holes, the largest first."""
    lines, _ = cv2.findContours(inside, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return sorted((line for line in lines if cv2.contourArea(line) >= _LEAST), key=cv2.contourArea, reverse=True)[:99]


def _points(line: np.ndarray, scale: tuple[float, float]) -> str:
    """`line` runs through the middles of pixels."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in (line.reshape(-1, 2) + 0.5) / scale)

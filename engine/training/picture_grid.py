"""Pictures with what they are to teach drawn on them, in rows and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.annotation import VOID
from engine.formats.voc_masks import palette
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.training.targets import Objects

SIDE = 200
_GAP, _LINE, _TEXT = 8, 20, 13
_GROUND, _INK, _SOFT = (27, 31, 36), (236, 239, 243), (160, 168, 178)
_BOX = (255, 255, 255)
_TINT = 0.45


@dataclass(frozen=True, eq=False)
class Tile:
    """A picture S×S×3 uint8 RGB and what it teaches: `mask` cells×cells class ids, wholly VOID for none, `box` (4,)
    fractions or None, `objects` or None, `label` "" for no class. `classes` name the objects."""

    picture: np.ndarray
    mask: np.ndarray
    box: np.ndarray | None
    objects: Objects | None
    label: str
    classes: Sequence[str]


def grid(rows: Sequence[Sequence[Tile]], heads: Sequence[str], names: Sequence[str]) -> np.ndarray:
    """The tiles, height×width×3 uint8 RGB: `heads` over the columns, `names` under the first of each row, what each
    picture teaches under the others."""
    step = SIDE + _GAP
    high = _LINE + len(rows) * (SIDE + _LINE + _GAP) + _GAP
    sheet = Image.new("RGB", (_GAP + len(heads) * step, high), _GROUND)
    pen = ImageDraw.Draw(sheet)
    for column, head in enumerate(heads):
        _write(pen, (_GAP + column * step, 2), head, _SOFT)
    for line, (row, name) in enumerate(zip(rows, names, strict=True)):
        top = _LINE + line * (SIDE + _LINE + _GAP)
        for column, tile in enumerate(row):
            left = _GAP + column * step
            sheet.paste(_drawn(tile), (left, top))
            said = f"{name}: {_said(tile)}" if column == 0 else _said(tile)
            _write(pen, (left, top + SIDE + 2), said, _INK)
    return np.array(sheet)


def _write(pen: ImageDraw.ImageDraw, place: tuple[int, int], text: str, colour: tuple[int, int, int]) -> None:
    """One line, cut off where the next tile begins."""
    font = ImageFont.load_default(_TEXT)
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    while text and pen.textlength(text, font) > SIDE:
        text = text[: -2 if text.endswith("…") else -1] + "…" if len(text) > 2 else ""
    pen.text(place, text, colour, font)


def _said(tile: Tile) -> str:
    said = [tile.label] if tile.label else []
    if tile.objects is not None:
        said.append(counted(len(tile.objects.labels), "object"))
    elif tile.box is None and not tile.label and (tile.mask == VOID).all():
        said.append("nothing to learn")
    return ", ".join(said)


def _drawn(tile: Tile) -> Image.Image:
    picture = cv2.resize(tile.picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    colours = palette().astype(np.float32)
    if not (tile.mask == VOID).all():
        _tint(picture, tile.mask, colours[np.where(tile.mask == VOID, 0, tile.mask)], (tile.mask != 0))
    objects = tile.objects
    if objects is not None and objects.masks is not None:
        for number, mask in enumerate(objects.masks):
            flat = np.broadcast_to(colours[1 + number % 20], (*mask.shape, 3))
            _tint(picture, np.where(mask == 1, 1, 0), flat, mask == 1)
    sheet = Image.fromarray(picture.astype(np.uint8))
    pen = ImageDraw.Draw(sheet)
    if objects is not None:
        for box, label, ignored in zip(objects.boxes, objects.labels, objects.ignored, strict=True):
            lit = 120 + palette()[1 + int(label) % 20].astype(int) * 135 // 192  # its darkest would not show
            _frame(pen, box, (150, 150, 150) if ignored else tuple(min(255, int(value)) for value in lit))
            name = tile.classes[int(label)] if 0 <= int(label) < len(tile.classes) else ""
            place = (float(box[0]) * SIDE + 3, float(box[1]) * SIDE + 1)
            pen.text(place, name, _BOX, ImageFont.load_default(10), stroke_width=1, stroke_fill=(0, 0, 0))
    if tile.box is not None:
        _frame(pen, tile.box, _BOX)
    return sheet


def _tint(picture: np.ndarray, mask: np.ndarray, colours: np.ndarray, where: np.ndarray) -> None:
    """Lay colours (cells×cells×3) over the picture `where` they count (cells×cells); void shows as dark stripes."""
    cell = np.minimum((np.arange(SIDE) * mask.shape[0]) // SIDE, mask.shape[0] - 1)
    large, shown = colours[cell[:, None], cell[None]], where[cell[:, None], cell[None]]
    void = (mask == VOID)[cell[:, None], cell[None]]
    striped = void & ((np.arange(SIDE)[:, None] + np.arange(SIDE)[None]) % 8 < 3)
    tinted = shown & ~void
    picture[tinted] = (1 - _TINT) * picture[tinted] + _TINT * large[tinted]
    picture[striped] *= 0.35


def _frame(pen: ImageDraw.ImageDraw, box: np.ndarray, colour: tuple[int, ...]) -> None:
    """A box in fractions, its line light within dark, so that it shows on any picture."""
    left, top, right, bottom = (float(value) * (SIDE - 1) for value in box)
    pen.rectangle((left, top, right, bottom), outline=(0, 0, 0), width=3)
    pen.rectangle((left + 1, top + 1, max(left + 1, right - 1), max(top + 1, bottom - 1)), outline=colour, width=1)

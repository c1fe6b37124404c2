"""The colour of a class, fixed by its name for good: the VOC palette, lifted until it shows on a photograph.

The VOC palette spreads the bits of an index over red, green and blue (VOCdevkit, `VOClabelcolormap.m`). Colours darker
than lightness J = 55 (CIECAM02) are lifted to it at their own hue, with as much chroma as sRGB holds there. The lifted
values stand here because computing them takes a colour science package; tests/gui/test_tokens.py computes them again.

A name outside VOC gets its place in the palette by its checksum. Where that looks like the colour of another class of
the same folder it takes the one that lies farthest from all of them, and is remembered with it (`recall`).
"""

from __future__ import annotations

import math
import zlib
from functools import cache
from typing import TYPE_CHECKING

from engine.formats.voc_classes import VOC_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterable

_LIFTED = (
    "FD644A4BB93CA3A42B749FFEE16BD94FB1B09E9E9EE37C68FF61476EB337D08E16AD8AF6FF4EB36DACABCB8A8971B061D7874300C000"
    "80C00072A3E6C982C600C08080C080A1A258FA6A2C40C000C0C0009699DEEF67A740C080C0C080879FD6F266984EB66FA2A25E739FFF"
    "C678FF4BAAEC9899DACB82C2FF5C766EB16ACF8D4B9494FFF34DEF67A5E7C585C576AAA9D3858300C04080C040719FFFBC80FF00C0C0"
    "80C0C09F9E9DF7696540C040C0C0408A98FFE664E340C0C0C0C0C0CF887AFF624857B73ABB99228C97FCF25CC759AFAFB69494F17058"
    "FF614788AC32E28103CA7AEAFF53A085A6A6E0808083AC5EEB783820C000A0C0007EA0E4DE75B720C080A0C080BF954EFF632E60C000"
    "E0C000B18FD4FE589760C080E0C080AB92D1FF598359B46EBA98557E9BFFE25FFF54A9EAB08FD0E273ADFF5D6D88AA65E08040AD89FF"
    "FF40DB7FA0E2E080C085A6A5E7777420C040A0C040799DFFD372F220C0C0A0C0C0BB9292FF5F5A60C040E0C040A18EFFF554D360C0C0"
    "E0C0C0"
)


def _spread(colour: str) -> int:
    """How far a colour is from grey: the largest difference of two channels, 0..255."""
    channels = bytes.fromhex(colour[1:])
    return max(channels) - min(channels)


COLOURS = tuple(f"#{_LIFTED[at : at + 6]}" for at in range(0, len(_LIFTED), 6))
"""Of palette index 1, 2, ... (0 is background)."""

_VIVID = tuple(each for each in COLOURS if _spread(each) >= 96)


NEAR = 0.1
"""Two colours nearer than this (Euclidean, OKLab) are hard to tell apart as a swatch of ten pixels."""
CARE = 64
"""So many classes of a folder are kept apart; there are no more colours than that to tell apart."""
_given: dict[str, str] = {}


def colour(name: str) -> str:
    """`#RRGGBB` of a class. The twenty VOC classes keep their own; any other name always gets the same one, never a
    grey."""
    if name in VOC_CLASSES and name not in _given:
        return COLOURS[VOC_CLASSES.index(name)]
    return _given.get(name) or _VIVID[zlib.crc32(name.encode()) % len(_VIVID)]


def recall(kept: Iterable[str]) -> None:
    """Take the colours given at earlier starts: "#RRGGBB name" each. What is not one of ours is passed over."""
    _given.clear()
    for each in kept:
        tint, _, name = each.partition(" ")
        if name and tint in offered():
            _given[name] = tint


def given() -> tuple[tuple[str, str], ...]:
    """The classes that do not have the colour of their name, and theirs: another value whenever one has changed."""
    return tuple(_given.items())


def offered() -> tuple[str, ...]:
    """The colours a class can be given, those of the VOC classes first."""
    return tuple(dict.fromkeys((*COLOURS[: len(VOC_CLASSES)], *_VIVID)))


def give(name: str, tint: str) -> list[str]:
    """Give a class another colour, one of those `offered`. Returns all that are given, as `recall` takes them."""
    _given[name] = tint
    return [f"{each} {known}" for known, each in _given.items()]


def pass_on(old: str, new: str) -> list[str]:
    """The class `new`, which is what `old` was, gets its colour, unless it has had one of its own before. Returns all
    that are given, as `recall` takes them."""
    return give(new, colour(new) if new in VOC_CLASSES or new in _given else colour(old))


def tell_apart(names: Iterable[str]) -> list[str]:
    """Give the classes of a folder colours that can be told apart; those given before stay. Returns all that are given
    by now, as `recall` takes them."""
    wanted = list(names)[:CARE]
    settled = [name for name in wanted if name in VOC_CLASSES or name in _given]
    new = [name for name in wanted if name not in settled]
    room = dict.fromkeys(_VIVID, 1.0)  # how far each colour is from all that are taken
    for name in (*settled, *new) if new else ():
        tint = colour(name)
        if name not in settled and room[tint] < NEAR:
            tint = max(room, key=room.__getitem__)
        if name not in settled:
            _given[name] = tint
        for each, apart in room.items():
            room[each] = min(apart, distance(each, tint))
    return [f"{tint} {name}" for name, tint in _given.items()]


def distance(one: str, other: str) -> float:
    """How different two `#RRGGBB` look: the Euclidean distance in OKLab (B. Ottosson, "A perceptual color space for
    image processing", 2020), 0 the same, 1 black and white."""
    return math.dist(_oklab(one), _oklab(other))


def light(tint: str) -> tuple[float, ...]:
    """How much red, green and blue light `#RRGGBB` is, each in 0..1."""
    channels = (channel / 255 for channel in bytes.fromhex(tint[1:]))
    return tuple(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)


@cache
def _oklab(tint: str) -> tuple[float, float, float]:
    red, green, blue = light(tint)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def of_value(value: int, classes: tuple[str, ...]) -> str:
    """`#RRGGBB` of a mask value above 0, where mask value v stands for `classes[v - 1]`."""
    return colour(classes[value - 1]) if 0 < value <= len(classes) else COLOURS[(value - 1) % len(COLOURS)]

"""The colour of a class, fixed by its name for good: the VOC palette, lifted until it shows on a photograph.

The VOC palette spreads the bits of an index over red, green and blue (VOCdevkit, `VOClabelcolormap.m`). Colours darker
than lightness J = 55 (CIECAM02) are lifted to it at their own hue, with as much chroma as sRGB holds there. The lifted
values stand here because computing them takes a colour science package; tests/gui/test_tokens.py computes them again.
"""

from __future__ import annotations

import zlib

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

VOC_CLASSES = (
    "aeroplane",
    "bicycle",
    "bird",
    "boat",
    "bottle",
    "bus",
    "car",
    "cat",
    "chair",
    "cow",
    "diningtable",
    "dog",
    "horse",
    "motorbike",
    "person",
    "pottedplant",
    "sheep",
    "sofa",
    "train",
    "tvmonitor",
)
"""In the order of their mask values, from 1."""


def colour(name: str) -> str:
    """`#RRGGBB` of a class. The twenty VOC classes keep their own; any other name always gets the same
    one, never a grey."""
    if name in VOC_CLASSES:
        return COLOURS[VOC_CLASSES.index(name)]
    return _VIVID[zlib.crc32(name.encode()) % len(_VIVID)]


def of_value(value: int, classes: tuple[str, ...]) -> str:
    """`#RRGGBB` of a mask value above 0, where mask value v stands for `classes[v - 1]`."""
    return colour(classes[value - 1]) if 0 < value <= len(classes) else COLOURS[(value - 1) % len(COLOURS)]

"""Regions as COCO keeps them in run lengths, to pixels and back. Safe on numbers from strangers.

Runs go down the columns from the top left pixel, outside first. Source: the COCO API, `common/maskApi.c`.
"""

from __future__ import annotations

import numpy as np

from engine.annotation import Box, Rle
from engine.formats import json_text
from engine.limits import too_many

_MOST_RUNS = 20_000_000
_DIGITS = 7  # of five bits each: more than any run needs
_LONGEST = 1 << 33  # pixels


def decode(rle: Rle) -> np.ndarray:
    """The region as bool, height×width. Raises ValueError for runs that are not those of a width×height picture."""
    runs = run_lengths(rle)
    flat = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    return np.ascontiguousarray(flat.reshape(rle.width, rle.height).T)


def encode(mask: np.ndarray) -> Rle:
    """The run lengths of `mask`, height×width, where it isn't 0."""
    height, width = mask.shape
    return placed(mask, 0, 0, (width, height))


def placed(crop: np.ndarray, x: int, y: int, size: tuple[int, int]) -> Rle:
    """The run lengths of a picture of `size` (width, height) that holds `crop`, height×width, with its top left pixel
    at x, y and nothing else. The crop must lie in the picture."""
    width, height = size
    columns = np.zeros((crop.shape[1], crop.shape[0] + 2), np.int8)  # framed, so that runs end with their column
    columns[:, 1:-1] = (crop != 0).T
    steps = np.diff(columns, axis=1)
    column, row = np.nonzero(steps == 1)
    starts = (column + x) * height + row + y
    column, row = np.nonzero(steps == -1)
    ends = (column + x) * height + row + y
    apart = np.ones(len(starts) + 1, bool)
    apart[1:-1] = ends[:-1] != starts[1:]  # from the foot of one column on to the top of the next
    starts, ends = starts[apart[:-1]], ends[apart[1:]]
    edges = np.concatenate([[0], np.stack([starts, ends], axis=1).reshape(-1), [width * height]]).astype(np.int64)
    runs = np.diff(edges)
    return Rle(width, height, _written(runs if runs[-1] else runs[:-1]))


def area(rle: Rle) -> int:
    """The pixels inside. Raises ValueError like `decode`."""
    return int(run_lengths(rle)[1::2].sum())


def bounds(rle: Rle) -> Box:
    """The smallest box around all pixels inside, `Box(0, 0, 0, 0)` where there are none. Raises ValueError."""
    runs = run_lengths(rle)
    ends = np.cumsum(runs)
    start, last = (ends - runs)[1::2], ends[1::2] - 1
    start, last = start[last >= start], last[last >= start]
    if not len(start):
        return Box(0.0, 0.0, 0.0, 0.0)
    left, right = start // rle.height, last // rle.height
    long = bool((right > left).any())  # such a run reaches the foot of one column and the top of the next
    top = 0 if long else int((start % rle.height).min())
    bottom = rle.height if long else int((last % rle.height).max()) + 1
    return Box(float(left.min()), float(top), float(right.max() + 1), float(bottom))


def from_coco(value: object) -> Rle:
    """The region of a COCO `segmentation` object: {"size": [height, width], "counts": text or list of runs}.

    Raises ValueError, with words for people, for anything else.
    """
    if not isinstance(value, dict):
        raise ValueError("the run lengths are no JSON object")
    size, counts = value.get("size"), value.get("counts")
    sides = json_text.size(size[1], size[0]) if isinstance(size, list) and len(size) == 2 else None
    if sides is None:
        raise ValueError("the run lengths have no size [height, width]")
    width, height = sides
    if isinstance(counts, list):
        if len(counts) > _MOST_RUNS or not all(map(_is_count, counts)):
            raise ValueError("the run lengths are not all whole numbers of pixels")
        counts = _written(np.array(counts, np.int64))
    if not isinstance(counts, str):
        raise ValueError("the run lengths have no counts")
    rle = Rle(width, height, counts)
    run_lengths(rle)
    return rle


def to_coco(rle: Rle) -> dict[str, object]:
    """A COCO `segmentation` object, compressed."""
    return {"size": [rle.height, rle.width], "counts": rle.counts}


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LONGEST


def run_lengths(rle: Rle) -> np.ndarray:
    """The run lengths, int64, outside and inside in turn; their sum is width × height. Raises ValueError."""
    pixels = rle.width * rle.height
    said = too_many("pixels", pixels)
    if rle.width < 1 or rle.height < 1 or said:
        raise ValueError(f"the run lengths are for {rle.width}×{rle.height}" + (f": {said}" if said else ""))
    runs = _read(rle.counts)
    if len(runs) and (runs.min() < 0 or runs.max() > pixels):
        raise ValueError("a run length is negative, or more than the picture has")
    if runs.sum() != pixels:
        raise ValueError(f"the run lengths make {runs.sum()} pixels, not {rle.width}×{rle.height}")
    return runs


def _read(text: str) -> np.ndarray:
    """Numbers of five bits a letter, lowest first; from the third on, each is the difference to the last but one."""
    if len(text) > _MOST_RUNS or not text.isascii():
        raise ValueError("the run lengths are not COCO's text")
    letters = np.frombuffer(text.encode("ascii"), np.uint8).astype(np.int64) - 48
    if not len(letters):
        return letters
    if letters.min() < 0 or letters.max() > 63 or letters[-1] & 32:
        raise ValueError("the run lengths are not COCO's text, or were cut short")
    last = np.flatnonzero((letters & 32) == 0)
    first = np.concatenate([[0], last[:-1] + 1])
    if (last - first).max() >= _DIGITS:
        raise ValueError("a run length has too many digits")
    place = np.arange(len(letters)) - np.repeat(first, last - first + 1)
    values = np.add.reduceat((letters & 31) << (5 * place), first)
    negative = (letters[last] & 16) != 0
    values[negative] -= 1 << (5 * (last - first + 1)[negative])
    values[1::2] = np.cumsum(values[1::2])
    values[2::2] = np.cumsum(values[2::2])
    return values


def _written(runs: np.ndarray) -> str:
    values = runs.astype(np.int64)
    values[3:] -= runs[1:-2]
    letters = np.zeros((len(values), _DIGITS), np.int64)
    used = np.zeros(letters.shape, bool)
    more = np.ones(len(values), bool)
    for digit in range(_DIGITS):
        low = values & 31
        values >>= 5
        used[:, digit] = more
        goes_on = more & (values != np.where(low & 16, -1, 0))
        letters[:, digit] = low | np.where(goes_on, 32, 0)
        more = goes_on
    return (letters[used] + 48).astype(np.uint8).tobytes().decode("ascii")

"""From what is said of thousands of places to the objects that are there: the surest of each, and none twice. No torch:
what serves a network that was exported needs it too."""

from __future__ import annotations

import numpy as np

LEAST = 0.05
"""What scores less is no object: with thousands of places to look at, everything is something by a hundredth."""

MOST = 100
"""So many objects are found in a picture, at the most."""

_CANDIDATES = 1000
_OVERLAP = 0.6  # that a kept box may have with a better one of its class


def strongest(boxes: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The objects of one picture, best first: boxes float32 (K, 4), labels int64 (K,), scores float32 (K,).

    `boxes` (P, 4) left, top, right, bottom and `scores` (P, classes) in 0..1 are what is said of P places; one place
    may be of several classes. The 1,000 best scores of LEAST or more are looked at, MOST objects come out.
    """
    places, labels = np.nonzero(scores >= LEAST)
    values = scores[places, labels]
    order = np.argsort(-values, kind="stable")[:_CANDIDATES]
    places, labels, values = places[order], labels[order], values[order]
    kept = suppressed(boxes[places], labels, _OVERLAP, MOST)
    return boxes[places[kept]].astype(np.float32), labels[kept], values[kept].astype(np.float32)


def suppressed(boxes: np.ndarray, labels: np.ndarray, overlap: float, most: int) -> np.ndarray:
    """Non-maximum suppression of boxes (K, 4), best first: the positions, int64, of those kept, at most `most`. A box
    goes whose IoU with a kept one of its class is more than `overlap`."""
    sides = np.clip(boxes[:, 2:] - boxes[:, :2], 0, None)
    areas = sides[:, 0] * sides[:, 1]
    left = np.arange(len(boxes))
    kept: list[int] = []
    while len(left) and len(kept) < most:
        first, left = left[0], left[1:]
        kept.append(int(first))
        low = np.maximum(boxes[left, :2], boxes[first, :2])
        inner = np.clip(np.minimum(boxes[left, 2:], boxes[first, 2:]) - low, 0, None).prod(axis=1)
        union = areas[left] + areas[first] - inner
        left = left[(labels[left] != labels[first]) | (inner <= overlap * union)]
    return np.array(kept, np.int64)

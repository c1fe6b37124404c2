"""Any objects that pictures may have, true and found: few classes, few places, many equal scores."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from engine.reporting.objects import Objects

CLASSES = ("cat", "dog", "horse")

box = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 4), st.integers(1, 4)).map(
    lambda b: (10.0 * b[0], 10.0 * b[1], 10.0 * (b[0] + b[2]), 10.0 * (b[1] + b[3]))
)
label = st.integers(0, len(CLASSES) - 1)
score = st.sampled_from((0.1, 0.3, 0.5, 0.5, 0.7, 0.9))  # many are equal


@st.composite
def picture(draw: st.DrawFn) -> Objects:
    true = draw(st.lists(st.tuples(label, box, st.booleans()), max_size=5))
    said = draw(st.lists(st.tuples(label, box, score), max_size=8))
    return Objects(
        np.array([one[0] for one in true], np.int64),
        np.array([one[1] for one in true], np.float64).reshape(-1, 4),
        np.array([one[2] for one in true], bool),
        np.array([one[0] for one in said], np.int64),
        np.array([one[1] for one in said], np.float64).reshape(-1, 4),
        np.array([one[2] for one in said], np.float64),
    )

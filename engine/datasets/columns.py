"""The rows of a folder as arrays: what the index is made of, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from engine.datasets.rows import Row, Stamps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from engine.formats.problem import Problem


@dataclass(frozen=True, eq=False)
class Columns:
    """Of N rows and their M instances, in their order.

    `sizes` int32 (N, 2); `counts` int32 (N,) instances of each row; `flags` bool (N, 3) has_mask, verified, annotated;
    `stamps` int64 (N, 9); `label` int32 (M,) into `names`, which are sorted; `boxes` float64 (M, 4); `difficult` bool
    (M,). `problems` with the rows they were found in.
    """

    names: tuple[str, ...]
    sizes: np.ndarray
    counts: np.ndarray
    flags: np.ndarray
    stamps: np.ndarray
    label: np.ndarray
    boxes: np.ndarray
    difficult: np.ndarray
    problems: tuple[tuple[int, Problem], ...]

    def __post_init__(self) -> None:
        """Raises ValueError where the columns do not fit each other."""
        rows, things = len(self.counts), int(self.counts.sum())
        wanted = ((rows, 2), (rows,), (rows, 3), (rows, 9), (things,), (things, 4), (things,))
        columns = (self.sizes, self.counts, self.flags, self.stamps, self.label, self.boxes, self.difficult)
        if any(column.shape != shape for column, shape in zip(columns, wanted, strict=True)):
            raise ValueError("columns of different lengths")
        if things and not 0 <= int(self.label.min()) <= int(self.label.max()) < len(self.names):
            raise ValueError("a label without a name")
        if not all(0 <= row < rows for row, _ in self.problems):
            raise ValueError("a problem of no row")

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Self:
        names = tuple(sorted({label for row in rows for label in row.labels}))
        number = {label: k for k, label in enumerate(names)}
        return cls(
            names,
            np.array([row.size for row in rows], np.int32).reshape(-1, 2),
            np.array([len(row.labels) for row in rows], np.int32),
            np.array([(row.has_mask, row.verified, row.annotated) for row in rows], bool).reshape(-1, 3),
            np.array([row.stamps for row in rows], np.int64).reshape(-1, 9),
            np.array([number[label] for row in rows for label in row.labels], np.int32),
            np.array(list(chain.from_iterable(row.boxes for row in rows)), np.float64).reshape(-1, 4),
            np.array([flag for row in rows for flag in row.difficult], bool),
            tuple((i, problem) for i, row in enumerate(rows) for problem in row.problems),
        )

    def changed(self, stamps: Sequence[Stamps]) -> tuple[int, ...]:
        """The rows whose files are no longer those they were read from."""
        now = np.array(stamps, np.int64).reshape(-1, 9)
        return tuple(np.flatnonzero((now != self.stamps).any(axis=1)).tolist())

    def rows(self) -> list[Row]:
        """The rows again."""
        found: dict[int, list[Problem]] = {}
        for i, problem in self.problems:
            found.setdefault(i, []).append(problem)
        ends = np.cumsum(self.counts).tolist()
        flags, stamps = self.flags.tolist(), self.stamps.tolist()
        rows = []
        for i, (width, height) in enumerate(self.sizes.tolist()):
            mine = slice(ends[i] - int(self.counts[i]), ends[i])
            labels = tuple(self.names[k] for k in self.label[mine].tolist())
            boxes = tuple((x1, y1, x2, y2) for x1, y1, x2, y2 in self.boxes[mine].tolist())
            difficult = tuple(self.difficult[mine].tolist())
            size, problems = (width, height), tuple(found.get(i, ()))
            rows.append(Row(size, labels, boxes, difficult, *flags[i], problems=problems, stamps=tuple(stamps[i])))
        return rows

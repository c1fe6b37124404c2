"""Which pictures teach, which choose, and which only measure: train, validation and test.

The same folder, seed and fractions give the same parts on every machine: order comes from SHA-256 of seed and name,
not from a random generator or from how a disk lists its files.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.datasets.copies import same_bytes
from engine.errors import EngineError
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.datasets.index import Index

PARTS = ("train", "validation", "test")
_VALIDATION = 1 / 6  # of train, unless told otherwise (design section 1)
_TEST = 0.3


@dataclass(frozen=True, slots=True)
class Split:
    """The names of the records of each part, sorted; no name is in two parts."""

    train: tuple[str, ...]
    validation: tuple[str, ...]
    test: tuple[str, ...]

    @property
    def hash(self) -> str:
        """16 hexadecimal digits that stand for the three lists."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    def to_json(self) -> str:
        """Plain ASCII, so that names which are no text (a disk may hold such) survive too."""
        return json.dumps({part: list(getattr(self, part)) for part in PARTS})

    @staticmethod
    def from_json(text: str, called: Callable[[str], str] = str) -> Split:
        """`called` gives the names that are meant by those there. Raises ValueError where `text` isn't three lists of
        names without a name in two of them."""
        parts = json.loads(text)
        if not isinstance(parts, dict) or not set(parts) <= set(PARTS):
            raise ValueError('a split is {"train": [...], "validation": [...], "test": [...]}')
        lists = {part: parts.get(part, []) for part in PARTS}
        for part, names in lists.items():
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                raise ValueError(f"{part} is not a list of names")
        split = Split(**{part: tuple(sorted(set(map(called, names)))) for part, names in lists.items()})
        if len({*split.train, *split.validation, *split.test}) < len(split.train + split.validation + split.test):
            raise ValueError("a picture is in two parts")
        return split


def make_split(index: Index, how: str | None, seed: int, heads: tuple[str, ...]) -> Split:
    """Divide the pictures that teach at least one of `heads` ("class", "box", "mask", "detections").

    `how` is None (the folder's own lists where both sides carry what the heads learn, else 70:30), "lists", fractions
    "70,30" (train with validation, test) or "60,10,30" (train, validation, test), which sum to 100 or to 1, or the path
    of a split's JSON.
    Strata are class and which labels a picture has; copies of the same bytes go to one part, and pictures that are not
    there (COCO) to none.

    Raises EngineError where there are too few pictures, no lists, or where `how` cannot be read.
    """
    copies = _copies(index, heads)
    if how is None:
        return _from_lists(index, copies, seed, heads) or _drawn(index, copies, seed, _TEST, _VALIDATION)
    if how == "lists":
        split = _from_lists(index, copies, seed, None)
        if split is None:
            raise EngineError(f"{index.dataset.root}: no train and test lists here; give fractions, as in 70,30")
        return split
    if _names_a_file(how):
        return _from_file(index, copies, seed, Path(how))
    return _drawn(index, copies, seed, *_fractions(how))


def check_split(how: str | None) -> None:
    """Raises EngineError where `how` cannot be read as `make_split` would; no folder is needed to say so."""
    if how is None or how == "lists":
        return
    if _names_a_file(how):
        _read(Path(how))
    else:
        _fractions(how)


def _names_a_file(how: str) -> bool:
    return how.lower().endswith(".json") or Path(how).is_file()


def _copies(index: Index, heads: tuple[str, ...]) -> list[list[int]]:
    """The rows of the pictures that teach one of `heads` and are there, those of byte-identical ones together."""
    teaching = (index.sizes[:, 0] > 0) & np.any([_carries(index, head) for head in heads], axis=0)
    rows = np.flatnonzero(teaching).tolist()
    copies = [[rows[place] for place in group] for group in same_bytes([index.dataset.records[i].image for i in rows])]
    here, root, what = sum(map(len, copies)), index.dataset.root, f"what is to be learnt ({', '.join(heads)})"
    if len(rows) < 3:
        said = f"{counted(len(rows), 'picture carries', 'pictures carry')} {what}"
        raise EngineError(f"{root}: {said}; label at least 3, or choose another recipe")
    if here < 3:
        said = f"{counted(here, 'picture')} of the {len(rows):,} that carry {what} can be read"
        raise EngineError(f"{root}: {said}; put the others where the labels look for them")
    return copies


def _carries(index: Index, head: str) -> np.ndarray:
    classes, told = index.image_label >= 0, index.told
    return {"class": classes, "box": index.has_boxes, "mask": index.has_mask, "detections": told}[head]


def _fractions(text: str) -> tuple[float, float]:
    """The shares of test in all, and of validation in the rest."""
    try:
        values = [float(word) for word in text.split(",")]
    except ValueError:
        values = []
    if len(values) not in (2, 3) or not all(0 < value < 1e9 for value in values):
        raise EngineError(f"--split {text}: give `lists`, fractions such as 70,30, or the path of a split's JSON")
    if not any(abs(sum(values) - whole) < whole * 0.011 for whole in (1, 100)):  # 33,33,33 is as good as can be written
        raise EngineError(f"--split {text}: fractions sum to 100 (or to 1), these to {sum(values):g}; such as 70,30")
    test = values[-1] / sum(values)
    return test, _VALIDATION if len(values) == 2 else values[1] / (values[0] + values[1])


def _drawn(index: Index, copies: list[list[int]], seed: int, test: float, validation: float) -> Split:
    measured = _draw(index, copies, f"{seed}:test", test)
    rest = [group for group in copies if group[0] not in measured]
    chosen = _draw(index, rest, f"{seed}:validation", validation)
    return _split(index, {*chain.from_iterable(rest)} - chosen, chosen, measured)


def _split(index: Index, train: Iterable[int], validation: Iterable[int], test: Iterable[int]) -> Split:
    records = index.dataset.records
    return Split(*(tuple(sorted(records[i].name for i in part)) for part in (train, validation, test)))


def _draw(index: Index, copies: list[list[int]], salt: str, share: float) -> set[int]:
    """The rows of about `share` of the groups, the same share of each stratum; never none of them and never all."""
    records = index.dataset.records
    group_of = {group[0]: group for group in copies}
    strata: dict[tuple[int, bool, bool], list[int]] = defaultdict(list)
    for i in sorted(group_of, key=lambda i: records[i].name):
        key = int(index.image_label[i]), bool(index.has_boxes[i]), bool(index.has_mask[i])
        strata[key].append(i)
    leaders = sum(len(members) for members in strata.values())
    wanted = min(max(1, round(leaders * share)), max(1, leaders - 1))
    taken: set[int] = set()
    for key, count in _counts({key: len(members) for key, members in strata.items()}, wanted).items():
        order = sorted(
            strata[key],
            key=lambda i: hashlib.sha256(f"{salt}:{records[i].name}".encode("utf-8", "surrogateescape")).digest(),
        )
        for i in order[:count]:
            taken.update(group_of[i])
    return taken


def _counts(sizes: Mapping[tuple[int, bool, bool], int], wanted: int) -> dict[tuple[int, bool, bool], int]:
    """How many to take of each stratum so that `wanted` come together: the largest remainders are rounded up."""
    total = sum(sizes.values())
    exact = {key: size * wanted / total for key, size in sizes.items()}
    counts = {key: int(value) for key, value in exact.items()}
    rest = sorted(sizes, key=lambda key: (counts[key] - exact[key], key))
    for key in rest[: wanted - sum(counts.values())]:
        counts[key] += 1
    return counts


def _within(copies: list[list[int]], rows: set[int]) -> list[list[int]]:
    groups = ([i for i in group if i in rows] for group in copies)
    return [group for group in groups if group]


def _from_lists(index: Index, copies: list[list[int]], seed: int, heads: tuple[str, ...] | None) -> Split | None:
    """The folder's lists: `test` against `trainval` (or train and val), else `val` against `train`. With `heads`, None
    where one side has less than half the other's share of labels for one of them (none at all on both is no matter)."""
    lists, usable = index.dataset.lists, {*chain.from_iterable(copies)}
    positions = {record.name: i for i, record in enumerate(index.dataset.records)}

    def members(*names: str) -> set[int]:
        found = {positions[name] for list_ in names for name in lists.get(list_, ()) if name in positions}
        return found & usable

    test, learnt, validation = members("test"), members("trainval", "train"), set[int]()
    if test:
        validation = members("val") - test if members("train") else set()
        learnt |= validation
    else:
        test, learnt = members("val"), members("train")
    learnt -= test
    if len(learnt) < 2 or not test or not all(_alike(index, head, learnt, test) for head in heads or ()):
        return None
    validation = validation or _draw(index, _within(copies, learnt), f"{seed}:validation", _VALIDATION)
    return _split(index, learnt - validation, validation, test)


def _alike(index: Index, head: str, learnt: set[int], test: set[int]) -> bool:
    carries = _carries(index, head)
    a, b = (float(carries[sorted(side)].mean()) for side in (learnt, test))
    return min(a, b) >= max(a, b) / 2


def _read(path: Path, called: Callable[[str], str] = str) -> Split:
    try:
        return Split.from_json(path.read_text(encoding="utf-8"), called)
    except (OSError, ValueError, RecursionError) as error:
        line, reason = _why(error)
        place = path if line is None else f"{path}, line {line}"
        raise EngineError(
            f"{place}: cannot be read as a split ({reason}); it is a JSON of lists of names: train, validation, test"
        ) from error


def _why(error: Exception) -> tuple[int | None, object]:
    """The line, where there is one, and the reason in words that are not Python's."""
    if isinstance(error, json.JSONDecodeError):
        return error.lineno, "it is not whole JSON"
    if isinstance(error, UnicodeDecodeError):
        return error.object.count(b"\n", 0, error.start) + 1, "these bytes are not UTF-8"
    if isinstance(error, RecursionError):
        return None, "its lists are nested too deeply"
    return None, error.strerror if isinstance(error, OSError) else error


def _from_file(index: Index, copies: list[list[int]], seed: int, path: Path) -> Split:
    known = {index.dataset.records[i].name: i for i in chain.from_iterable(copies)}
    everything = {record.name for record in index.dataset.records}
    files = {f"{record.name}{record.image.suffix}": record.name for record in index.dataset.records}
    split = _read(path, lambda name: name if name in everything else files.get(name, name))
    named = [*split.train, *split.validation, *split.test]
    strange = [name for name in named if name not in everything]
    if strange:
        raise EngineError(
            f"{path}: {counted(len(strange), 'name is no picture', 'names are no pictures')} of this folder, such as "
            f"{strange[0][:60]}; its pictures are named like {min(everything)[:60]}"
        )
    train, validation, test = ({known[name] for name in part if name in known} for part in _parts(split))
    if not train or not test:
        raise EngineError(f"{path}: train and test both need pictures that carry what is to be learnt")
    if not validation:
        validation = _draw(index, _within(copies, train), f"{seed}:validation", _VALIDATION)
    return _split(index, train - validation, validation, test)


def _parts(split: Split) -> tuple[tuple[str, ...], ...]:
    return split.train, split.validation, split.test

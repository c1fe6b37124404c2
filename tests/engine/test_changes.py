"""What two checkpoints see differently is told from what is kept of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine import predictions
from engine.annotation import Annotation, Box, Instance
from engine.datasets.record import Listing, Record
from engine.errors import EngineError
from engine.review.changes import changed, changes
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from pathlib import Path


def seen(*objects: tuple[str, float, float], label: str | None = None, mask: np.ndarray | None = None) -> Annotation:
    """Of class, place and score."""
    made = tuple(Instance(name, Box(at, 0, at + 10, 10), score=score) for name, at, score in objects)
    return Annotation(40, 20, made, mask, label, source="some")


def test_what_came_went_and_turned_is_counted_and_named() -> None:
    old = seen(("cat", 0, 0.9), ("dog", 20, 0.8), ("faint", 30, 0.1))
    new = seen(("cow", 1, 0.9), ("emu", 10, 0.3), ("faint", 5, 0.2))
    found = changed("one", old, new)
    assert found.score == 3
    assert found.why == "1 new: emu, 1 gone: dog, 1 of another class: cow"
    assert changed("one", old, old).score == 0 and changed("one", old, old).why == ""


def test_another_label_and_another_mask_count_too() -> None:
    mask = np.zeros((20, 40), np.uint8)
    half = mask.copy()
    mask[:, :20], half[:, :10] = 1, 1
    found = changed("one", seen(label="cat", mask=mask), seen(label="dog", mask=half))
    shared = (10 / 20 + 20 / 30) / 2
    assert found.score == pytest.approx(2 - shared)
    assert found.why == f"was cat, is dog, mask IoU with the one before {shared:.2f}"
    assert changed("one", seen(mask=mask), seen(mask=mask)).score == 0


def test_the_pictures_with_most_of_it_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))
    before, after = tmp_path / "before", tmp_path / "after"
    before.write_bytes(b"1")
    after.write_bytes(b"2")
    records = Listing.of(Record(name, str(tmp_path / f"{name}.jpg")) for name in ("a", "b", "c", "d"))
    for image in records.image_file:
        (tmp_path / image).write_bytes(image.encode())
    old = seen(("cat", 0, 0.9), ("dog", 20, 0.8))
    with pytest.raises(EngineError, match="is not kept; predict the folder with both"):
        finish(changes(str(before), str(after), records))
    for name, new in {"a": old, "b": seen(("cat", 0, 0.9)), "c": seen()}.items():
        predictions.store(predictions.key(before), tmp_path / f"{name}.jpg", old)
        predictions.store(predictions.key(after), tmp_path / f"{name}.jpg", new)
    predictions.store(predictions.key(after), tmp_path / "d.jpg", seen())
    found = finish(changes(str(before), str(after), records))
    assert [(one.image, one.score) for one in found] == [("c", 2.0), ("b", 1.0)]
    with pytest.raises(EngineError, match="could not be read"):
        finish(changes(str(tmp_path / "gone"), str(after), records))

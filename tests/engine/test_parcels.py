"""What crosses between a window and its engine process, and what must not."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from engine_for_tests import engine_of_tests, follow, left_over

from engine.errors import EngineError
from engine.processes import messages, parcels
from engine.processes.wishes import CallBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.processes.process import EngineProcess


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineProcess]:
    yield from engine_of_tests(monkeypatch)


def test_an_error_that_cannot_cross_is_told_in_words(engine: EngineProcess) -> None:
    with pytest.raises(EngineError, match="lock"):
        follow(engine, "fail", how="unpicklable")


@pytest.mark.parametrize(("kind", "message"), [("torch", "torch.Tensor must not leave"), ("function", "pickle")])
def test_a_result_that_must_not_cross_is_a_clear_fault(engine: EngineProcess, kind: str, message: str) -> None:
    with pytest.raises(CallBrokenError, match=message):
        follow(engine, "odd_result", kind=kind)
    assert follow(engine, "count", to=1)[1] == 1


def test_a_real_tensor_is_known_as_torchs() -> None:
    import torch

    with pytest.raises(TypeError, match=r"torch\.Tensor must not leave"):
        messages._Packer(io.BytesIO(), []).dump({"weights": [torch.zeros(3)]})


def test_arguments_that_cannot_cross_are_a_clear_fault(engine: EngineProcess) -> None:
    with pytest.raises((TypeError, AttributeError), match="pickle"):
        follow(engine, "count", to=lambda: 3)
    assert follow(engine, "count", to=1)[1] == 1


def test_large_arrays_cross_read_only_and_leave_nothing_behind(engine: EngineProcess) -> None:
    steps, annotation = follow(engine, "picture", width=2000, height=1000, times=3)
    expected = np.arange(2000 * 1000 * 4, dtype=np.uint8).reshape(1000, 2000, 4)
    for step in steps:
        assert np.array_equal(step.values["pixels"], expected)
        assert np.array_equal(step.values["strided"], expected[:, ::2])
        assert np.array_equal(step.values["small"], expected[:2, :2])
        assert not any(step.values[name].flags.writeable for name in ("pixels", "strided", "small"))
    assert np.array_equal(annotation.mask, expected[:, :, 0])
    assert not annotation.mask.flags.writeable
    assert left_over() == set()
    assert follow(engine, "total", array=expected)[1] == (int(expected.sum()), False)


def test_without_shared_memory_arrays_cross_through_files(
    engine: EngineProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(parcels, "SHARED_MEMORY", tmp_path / "none")
    array = np.ones(3_000_000, np.uint8)
    assert follow(engine, "total", array=array)[1] == (3_000_000, False)


def test_parcels_of_dead_pairs_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcels, "SHARED_MEMORY", tmp_path)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    names = [f"overlap-{pid}-0123456789abcdef-1-01234567" for pid in (dead.pid, os.getpid())]
    for name in [*names, "overlap-notes.txt"]:
        (tmp_path / name).touch()
    parcels.sweep_strangers()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([names[1], "overlap-notes.txt"])

"""The runs that are kept of a folder: listed whatever state they are in, named, compared, copied out, deleted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from engine import kept_runs
from engine.errors import EngineError
from engine.runs import FitSettings, RunFiles
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from pathlib import Path

    from engine.kept_runs import KeptRun

FOLDER = "the folder"


def make(place: Path, number: int, report: dict[str, Any] | None = None, folder: str = FOLDER) -> Path:
    """A run's folder; without a report it has ended early."""
    files = RunFiles(place / f"scenes-{number}")
    files.folder.mkdir(parents=True)
    files.settings.write_text(FitSettings(folder, "multi-small", str(files.folder), epochs=3).to_json())
    files.last.write_bytes(b"last")
    if report is not None:
        files.best.write_bytes(b"best" * number)
        files.report.write_text(json.dumps(told(report)))
    return files.folder


def told(more: dict[str, Any]) -> dict[str, Any]:
    plain = {"images": 2, "split": "test", "split_hash": "a" * 16, "leak": {}, "definition": {}, "baselines": {}}
    return plain | {"label": {"accuracy": 0.5}, "pictures": [{"name": "x", "right": True, "truth": "1"}]} | more


def listed(*runs: Path) -> tuple[KeptRun, ...]:
    return finish(kept_runs.list_runs(FOLDER, tuple(str(run) for run in runs)))


def test_every_run_is_listed_with_what_it_is(tmp_path: Path) -> None:
    whole, early, other = make(tmp_path, 1, {}), make(tmp_path, 2), make(tmp_path, 3, {}, "another folder")
    broken, odd = make(tmp_path, 4, {}), make(tmp_path, 5, {})
    (broken / "settings.json").write_text("{")
    (odd / "report.json").write_text('{"images": []}')
    runs = listed(whole, early, other, broken, odd)
    assert [run.number for run in runs] == [5, 4, 2, 1], "the newest first, those of other folders left out"
    by_number = {run.number: run for run in runs}
    assert by_number[1].checkpoint == str(whole / "best.safetensors") and not by_number[1].problem
    assert [(figure.name, figure.value) for figure in by_number[1].figures] == [("Class accuracy", 0.5)]
    assert by_number[1].settings is not None and by_number[1].settings.epochs == 3
    assert "gone on with" in by_number[2].problem and not by_number[2].checkpoint
    assert "settings" in by_number[4].problem and "report" in by_number[5].problem
    assert [run.number for run in runs if run.unfinished] == [2]
    assert {run.problem for run in runs} - {""} <= set(kept_runs.PROBLEMS), "what the window can translate"
    (whole / "report.json").unlink()
    assert [run.unfinished for run in listed(whole)] == [True], "its best checkpoint so far can be used, too"
    (whole / "last.safetensors").unlink()
    assert [run.unfinished for run in listed(whole)] == [False]


def test_a_report_with_odd_figures_is_a_row_that_says_so(tmp_path: Path) -> None:
    for number, label in enumerate(({"accuracy": "x"}, {"accuracy": [1]}, {"accuracy": 0.5, "interval": 3}), 1):
        (run,) = listed(make(tmp_path, number, {"label": label}))
        assert run.problem.startswith("Damaged") and run.checkpoint and not run.figures


def test_a_name_is_kept_in_the_run_and_is_one_plain_line(tmp_path: Path) -> None:
    run = make(tmp_path, 1, {})
    assert kept_runs.rename(run, "  the\n\u202e long\x00 one " + "x" * 100) == ("the long one " + "x" * 100)[:60]
    assert listed(run)[0].name == kept_runs.name_of(run) != ""
    assert kept_runs.rename(run, " ") == "" and not (run / "name.txt").exists()
    (run / "name.txt").write_bytes(b"\xff\xfe")
    assert kept_runs.name_of(run) == ""


def test_runs_of_different_splits_are_compared_on_the_pictures_of_both(tmp_path: Path) -> None:
    rows = [{"name": name, "right": True, "truth": "1"} for name in "xyz"]
    one = make(tmp_path, 1, {"pictures": rows[:2]})
    two = make(tmp_path, 2, {"pictures": rows[1:], "split_hash": "b" * 16})
    found = finish(kept_runs.compare_runs(str(one), str(two)))
    assert found["images"] == 1 and "1 only in A and 1 only in B are left out" in found["notes"][0]
    none = make(tmp_path, 4, {"pictures": rows[2:], "split_hash": "b" * 16})
    with pytest.raises(EngineError, match="no picture in common"):
        finish(kept_runs.compare_runs(str(one), str(none)))
    one = make(tmp_path, 5, {})
    again = make(tmp_path, 3, {"pictures": [{"name": "x", "right": False, "truth": "1"}]})
    assert finish(kept_runs.compare_runs(str(one), str(again)))["regressed"] == ["x"]
    (again / "report.json").unlink()
    with pytest.raises(EngineError, match="evaluate the checkpoint again"):
        finish(kept_runs.compare_runs(str(one), str(again)))


def test_only_a_run_is_deleted_and_nothing_beside_it(tmp_path: Path) -> None:
    place, outside = tmp_path / "runs", tmp_path / "pictures-1"
    run, neighbour = make(place, 1, {}), make(place, 2, {})
    outside.mkdir()
    (outside / "a.jpg").write_bytes(b"x")
    (place / "linked-3").symlink_to(outside)
    count, size = kept_runs.size_of(run)
    assert (count, size) == (4, sum(path.stat().st_size for path in run.iterdir()))
    kept_runs.delete(run, place)
    assert not run.exists() and neighbour.exists()
    for wrong in (outside, place, place / "linked-3", neighbour / "x-1", place / "notes"):
        with pytest.raises(EngineError, match="no run"):
            kept_runs.delete(wrong, place)
    assert (outside / "a.jpg").exists() and neighbour.exists()


def test_a_run_is_copied_out_whole_or_not_at_all(tmp_path: Path) -> None:
    run, target = make(tmp_path, 1, {}), tmp_path / "copy"
    assert kept_runs.copy_out(run, target)[0] == 3
    assert (target / "best.safetensors").read_bytes() == (run / "best.safetensors").read_bytes()
    with pytest.raises(EngineError, match="choose another place"):
        kept_runs.copy_out(run, target)
    assert len(list(target.iterdir())) == 3, "what lies there already is not touched"
    bare = tmp_path / "bare-2"
    bare.mkdir()
    with pytest.raises(EngineError, match="nothing to copy"):
        kept_runs.copy_out(bare, tmp_path / "other")

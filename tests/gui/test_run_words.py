"""What a run would do is said before it is started, and nothing heavy is loaded to say it at the window's start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QImage

from engine.annotation import Annotation, Box, Instance
from engine.datasets.index import index as read_index
from engine.datasets.shapes import write_scenes
from engine.folder_parts import part_sizes
from engine.runs import FitSettings, RunFiles
from gui.document import Document
from gui.lane import Lane
from gui.look import tokens
from gui.panels.training import TrainingPanel
from gui.runs.estimates import Counting, duration, plan, seconds
from gui.runs.run_folders import next_run, run_number, runs_of, unfinished_run
from gui.runs.training import Choices, Training
from gui.settings import Settings
from gui.widgets.pinned import PinnedView
from gui.widgets.plots import LOSS, SCORES, whole_ticks
from gui.wording import counted
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes")
    finish(write_scenes(str(folder), images=20, seed=1))
    return folder


@pytest.mark.parametrize(
    ("time", "words"), [(0.2, "1 s"), (8, "8 s"), (41, "40 s"), (58, "1 min"), (200, "3 min"), (4300, "1 h 10 min")]
)
def test_times_are_said_as_people_say_them(time: float, words: str) -> None:
    assert duration(time) == words


def test_the_line_says_what_is_trained_on(scenes: Path) -> None:
    index = finish(read_index(str(scenes)))
    found = finish(part_sizes(index, "multi-small", only_verified=False))
    assert found.train + found.validation + found.test == 20
    line = plan(scenes, found, Choices("multi-small", device="cpu"))
    assert line.startswith(f"Train on about {counted(found.train, 'picture')} ({found.test} left for the test, ")
    assert line.endswith("on this CPU. You can keep working.")
    verified = finish(part_sizes(index, "multi-small", only_verified=True))
    assert (verified.train, verified.left_out) == (0, found.train)


def test_the_form_counts_outside_the_window(scenes: Path, qtbot: QtBot, tmp_path: Path) -> None:
    """Not on a thread of the window's either: a large folder took its hands for a twentieth of a second."""
    index = finish(read_index(str(scenes)))
    document, lane = Document(), Lane("tests", threads=1, niceness=0)
    training = Training(document, Settings(tmp_path / "s.ini"), SimpleNamespace(), SimpleNamespace())
    counting = Counting(document, lane)
    panel = TrainingPanel(training, counting)
    qtbot.addWidget(panel)
    document.open(index.dataset)
    counting.take(index)
    assert not lane.busy  # nor before anybody looks
    panel.show()
    assert "still being read" in panel.notice.text and lane.busy
    lane.cancel()  # labels are read anew
    assert not lane.busy
    qtbot.waitUntil(lambda: "left for the test" in panel.notice.text, timeout=15_000)
    lane.stop()
    assert panel.form.start.isEnabled()


def test_runs_are_numbered_by_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path))
    folder = tmp_path / "two cats [x]"
    assert next_run(folder).name == "two_cats_x-1"
    for name in ("two_cats_x-2", "two_cats_x-10", "two_cats_x-y", "two_cats_x_more-3"):
        (tmp_path / "runs" / name).mkdir(parents=True)
    assert [run_number(run) for run in runs_of(folder)] == [2, 10]
    assert next_run(folder).name == "two_cats_x-11"


def test_only_the_newest_run_of_this_folder_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path))
    folder = tmp_path / "cats"
    files = RunFiles(next_run(folder))
    files.folder.mkdir(parents=True)
    assert unfinished_run(folder) is None
    files.last.write_bytes(b"x")
    settings = FitSettings(str(folder), "multi-small", str(files.folder), device="cpu")
    files.settings.write_text(settings.to_json())
    assert unfinished_run(folder) == settings
    assert unfinished_run(tmp_path / "elsewhere" / "cats") is None  # another folder of the same name
    files.report.write_text("{}")
    assert unfinished_run(folder) is None
    assert seconds(folder, Choices("multi-small", device="cpu"), 100) == pytest.approx(0, abs=5)


@pytest.mark.parametrize("epochs", [1, 2, 6, 7, 20, 120, 1000])
def test_axes_have_few_whole_epochs(epochs: int) -> None:
    ticks = whole_ticks(epochs)
    assert ticks[0] == 1
    assert ticks == sorted(set(ticks))
    assert len(ticks) <= 8
    assert ticks[-1] <= max(epochs, 1)


def test_lines_of_one_plot_differ_by_dash_and_by_colour() -> None:
    for plot in (LOSS, SCORES):
        for shown in (tokens.LIGHT, tokens.DARK):
            assert len({each.dash for each in plot}) == len(plot)
            assert len({getattr(shown, each.role) for each in plot}) == len(plot)


def test_the_pinned_picture_shows_truth_and_prediction(qtbot: QtBot) -> None:
    view = PinnedView()
    qtbot.addWidget(view)
    view.resize(200, 100)
    picture = QImage(100, 50, QImage.Format.Format_RGB32)
    picture.fill(0)
    mask = np.zeros((50, 100), np.uint8)
    mask[20:40, 20:60] = 3
    mask[:, 90:] = 255
    view.pin(picture, Annotation(100, 50, (Instance("cat", Box(10, 10, 90, 45)),)))
    view.set_prediction(Annotation(100, 50, mask=mask))
    shown = view.grab().toImage()
    inside, void, outside = (shown.pixelColor(x * 2, y * 2) for x, y in ((40, 30), (95, 25), (70, 15)))
    assert inside.red() > 60
    assert void.red() == outside.red() == 0  # void and background are clear
    assert shown.pixelColor(20, 50).blue() > 150  # the box's left side, in the colour of truth


def test_no_number_crunching_is_imported_with_the_panels() -> None:
    code = (
        "import sys, gui.panels.training, gui.panels.evaluation\n"
        "print([name for name in ('numpy', 'cv2', 'pyqtgraph', 'lxml', 'PIL', 'torch') if name in sys.modules])"
    )
    root = Path(__file__).resolve().parents[2]
    said = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"

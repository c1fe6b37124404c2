"""The `overlap` command: screenshots, leaving, wrong calls, and what the window costs before it shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage

from engine.datasets import shapes
from gui import app
from gui.app import Faults, arguments
from gui.main_window import MainWindow
from gui.settings import Settings

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numpy", "cv2", "PIL", "lxml", "pyqtgraph", "torch", "torchvision", "scipy")


def overlap(*given: str, data: Path, limit: float = 100) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "OVERLAP_DATA": str(data)}
    return subprocess.run(
        [sys.executable, "-m", "gui", *given],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=limit,
        check=False,
    )


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes") / "scenes"
    for _ in shapes.write_scenes(str(folder), images=5, seed=2):
        pass
    return folder


def test_a_screenshot_of_a_folder_is_saved_and_the_program_leaves(scenes: Path, tmp_path: Path) -> None:
    shot = tmp_path / "window.png"
    done = overlap(
        str(scenes), "--select", "scene_0003.jpg", "--screenshot", str(shot), "--quit", data=tmp_path / "data"
    )
    assert (done.returncode, done.stderr) == (0, "")
    image = QImage(str(shot))
    assert image.width() >= 1000
    colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert len(colours) > 150, "a picture is on it"


def test_the_empty_window_can_be_saved_too(tmp_path: Path) -> None:
    shot = tmp_path / "window.png"
    done = overlap("--screenshot", str(shot), "--quit", data=tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, "")
    assert shot.stat().st_size > 5000


@pytest.mark.parametrize(
    "given",
    [
        ("nowhere",),
        ("--checkpoint", "nowhere.safetensors"),
        (".", "--screenshot", "no/such/folder/shot.png"),
        (".", "--weights", "nowhere"),
        ("--bogus",),
    ],
)
def test_a_wrong_call_is_one_line_and_status_2(given: tuple[str, ...], tmp_path: Path) -> None:
    done = overlap(*given, "--quit", data=tmp_path / "data")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("given", ["a folder", "--sample"])
def test_a_picture_that_is_not_there_is_one_line_and_status_2(given: str, scenes: Path, tmp_path: Path) -> None:
    place = given if given == "--sample" else str(scenes)
    done = overlap(place, "--select", "nope", "--quit", data=tmp_path / "data")
    assert done.returncode == 2
    assert done.stderr.startswith("overlap: nope ") and done.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_it_says_so() -> None:
    bare = {name: value for name, value in os.environ.items() if name not in app.DISPLAYS}
    command = [sys.executable, "-m", "gui", "--sample"]
    done = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("overlap: there is no display") and done.stderr.count("\n") == 1


def test_a_file_that_is_no_checkpoint_is_one_line_and_status_2(scenes: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.safetensors"
    wrong.write_bytes(b"no checkpoint at all")
    shot = tmp_path / "shot.png"
    done = overlap(str(scenes), "--checkpoint", str(wrong), "--screenshot", str(shot), "--quit", data=tmp_path / "data")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert not shot.exists()


def test_the_window_is_built_without_anything_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; from pathlib import Path;"
        "from gui.look import theme; from gui.settings import Settings; from gui.main_window import MainWindow;"
        "import gui.app, gui.__main__; app = QApplication([]); theme.apply(app, 'dark');"
        "window = MainWindow(Settings(Path(sys.argv[1]))); window.show(); window.furnish(); app.processEvents();"
        f"print([name for name in {HEAVY!r} if name in sys.modules]); window.quiet = True; window.close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "settings.ini")],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_the_first_page_shows_before_the_rest_is_built_and_may_be_closed(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(Settings(tmp_path / "settings.ini"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    assert window.welcome.isVisible() and window.welcome.open.isEnabled()
    assert not window.furnished and not window.acts["next"].isEnabled()
    assert window.close() and not window.isVisible()


def test_a_fault_is_told_once_for_a_cause() -> None:
    faults = Faults()
    faults.told.disconnect()
    told: list[str] = []
    faults.told.connect(lambda summary, _details: told.append(summary))
    for _ in range(3):
        try:
            raise ZeroDivisionError("the same line each time")
        except ZeroDivisionError as error:
            faults.take(type(error), error, error.__traceback__)
    assert told == ["ZeroDivisionError: the same line each time"]


PAINTING = """
import sys
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget
from gui.app import Faults

class Broken(QWidget):
    def paintEvent(self, _event):
        painter = QPainter(self)
        painter.drawText(self.rect(), 0, [])

app, faults = QApplication([]), Faults()
sys.excepthook = faults.take
faults.told.disconnect()
faults.told.connect(lambda summary, _details: print(summary))
shown = Broken()
shown.show()
for width in range(200, 500, 20):
    shown.resize(width, 200)
    app.processEvents()
print("it goes on")
"""


def test_the_program_goes_on_after_a_fault_in_the_midst_of_painting(tmp_path: Path) -> None:
    """A painter kept alive by the traceback would paint on a surface that has gone."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "OVERLAP_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PAINTING], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "TypeError" in done.stdout and done.stdout.endswith("it goes on\n")
    assert "QBackingStore" not in done.stderr and "QPaintDevice" not in done.stderr


def test_the_command_line_is_that_of_the_doors() -> None:
    given = ["folder", "--checkpoint", "c", "--weights", "w", "--select", "i", "--screenshot", "s.png", "--quit"]
    chosen = arguments(given)
    assert vars(chosen) == {
        "path": "folder",
        "sample": False,
        "checkpoint": "c",
        "weights": "w",
        "select": "i",
        "screenshot": "s.png",
        "quit": True,
    }

"""The bundle on a machine that has nothing of ours: the whole loop, by keys and mouse, and on the terminal.

`OVERLAP_BUNDLE` names a bundle that is built already (`dist/overlap`); otherwise one is built here (4 GB, minutes).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("Xvfb", "xdotool")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1500),
    pytest.mark.skipif(sys.platform != "linux", reason="driven through X"),
]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = os.environ.get("OVERLAP_BUNDLE")
    if given:
        return Path(given).resolve()
    place = tmp_path_factory.mktemp("bundle")
    if shutil.disk_usage(place).free < 10 * 10**9:
        pytest.skip("a bundle takes 4 GB, and 10 GB while it is built")
    build = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    places = ["--distpath", str(place / "dist"), "--workpath", str(place / "build")]
    subprocess.run([*build, *places, str(ROOT / "build.spec")], check=True, cwd=ROOT)
    shutil.rmtree(place / "build")
    return place / "dist" / "overlap"


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a new user: an empty home, no Python, nothing of ours."""
    home = tmp_path / "home"
    home.mkdir()
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


@pytest.fixture
def display() -> Iterator[str]:
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}")
    read, write = os.pipe()
    screen = ["-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), *screen], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as answer:
            yield f":{answer.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)


class Person:
    """Someone at the keyboard and the mouse of a display without a window manager."""

    def __init__(self, environment: dict[str, str], program: subprocess.Popen[bytes]) -> None:
        self._environment, self._program = environment, program

    def do(self, *words: str) -> str:
        assert self._program.poll() is None, f"the program ended with status {self._program.returncode}"
        done = subprocess.run(
            ["xdotool", *words], env=self._environment, capture_output=True, text=True, check=False, timeout=30
        )
        time.sleep(0.3)
        return done.stdout.strip()

    def find_window(self) -> str:
        found = wait_for(lambda: self.do("search", "--onlyvisible", "--name", "Overlap").split()[-1:], 60, "a window")
        self.do("windowfocus", "--sync", found[0])
        return found[0]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.do("key", "--clearmodifiers", key)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        self.do("mousemove", *map(str, start))
        self.do("mousedown", "1")
        self.do("mousemove", str((start[0] + end[0]) // 2), str((start[1] + end[1]) // 2))
        self.do("mousemove", *map(str, end))
        self.do("mouseup", "1")


def wait_for(ready: Callable[[], object], seconds: float, what: str) -> list[str]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = ready()
        if found:
            return found if isinstance(found, list) else []
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds:.0f} s for {what}")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.xml")}


def without_last_object(text: bytes) -> bytes:
    before, _, last = text.rpartition(b"<object>")
    return before.rstrip() + last.partition(b"</object>")[2]


def test_open_predict_correct_save_train_quit(bundle: Path, bare: dict[str, str], display: str, tmp_path: Path) -> None:
    environment = {**bare, "DISPLAY": display}
    data, cache = Path(bare["HOME"], ".local/share/overlap-studio"), Path(bare["HOME"], ".cache/overlap-studio")
    with (tmp_path / "said").open("wb") as said:
        program = subprocess.Popen([bundle / "overlap"], env=environment, stdout=said, stderr=said, cwd=tmp_path)
    try:
        person = Person(environment, program)
        person.find_window()
        person.press("alt+f", "Down", "Down", "Return")  # File, past Open again, Open the sample
        wait_for(lambda: predicted(cache) >= 200, 180, "200 predictions")
        labels = data / "sample" / "Annotations"
        before = contents(labels)
        person.press("w")
        person.drag((520, 300), (640, 400))
        person.do("type", "star")
        person.press("Return", "ctrl+s")
        wait_for(lambda: contents(labels) != before, 30, "a label file saved")
        (saved,) = [name for name, text in contents(labels).items() if text != before[name]]
        assert without_last_object((labels / saved).read_bytes()) == before[saved]
        person.press("ctrl+t", "shift+Tab", "shift+Tab", "shift+Tab", "ctrl+a", "2", "Return")
        run = data / "runs" / "sample-1"
        wait_for((run / "report.json").exists, 600, "the report of the run")
        assert len((run / "curve.csv").read_text().splitlines()) == 3
        wait_for(lambda: predicted(cache) >= 400, 180, "the folder predicted anew")
        person.press("ctrl+q")
        assert program.wait(30) == 0
    finally:
        program.kill()
        program.wait(10)
    assert "Traceback" not in (tmp_path / "said").read_text(errors="replace")


def predicted(cache: Path) -> int:
    return sum(1 for path in (cache / "predictions").rglob("*") if path.is_file())


def test_a_picture_of_the_window(bundle: Path, bare: dict[str, str], display: str, tmp_path: Path) -> None:
    engine(bundle, bare, "sample", tmp_path / "sample", "--images", "12")
    checkpoint = next(bundle.rglob("sample.safetensors"))
    out = tmp_path / "window.png"
    command = [bundle / "overlap", tmp_path / "sample", "--checkpoint", checkpoint, "--screenshot", out, "--quit"]
    assert subprocess.run(command, env={**bare, "DISPLAY": display}, timeout=180, check=False).returncode == 0
    assert out.read_bytes().startswith(b"\x89PNG")


def test_the_loop_on_the_terminal(bundle: Path, bare: dict[str, str], tmp_path: Path) -> None:
    sample, run = tmp_path / "sample", tmp_path / "run"
    assert engine(bundle, bare, "sample", sample, "--images", "40", "--wrong", "4")["images"] == 40
    assert engine(bundle, bare, "stats", sample)["format"] == "voc"
    start = next(bundle.rglob("sample.safetensors"))
    out = tmp_path / "predictions"
    engine(bundle, bare, "predict", start, sample, "--out", out, "--to", "voc")
    assert len(list(out.rglob("*.xml"))) == 40
    report = engine(
        bundle, bare, "fit", sample, "--recipe", "multi-small", "--from", start, "--epochs", "2", "--out", run
    )
    again = engine(bundle, bare, "evaluate", run / "best.safetensors", sample)
    assert again["box"]["mean_iou"] == pytest.approx(report["box"]["mean_iou"], abs=1e-6)
    assert {"backbone", "name"} <= set(engine(bundle, bare, "recipes")[0])
    made = engine(bundle, bare, "export", run / "best.safetensors", tmp_path / "made.onnx")
    assert made["max_difference"] <= 1e-4 and (tmp_path / "made.onnx").stat().st_size > 1_000_000


def engine(bundle: Path, environment: dict[str, str], *words: object) -> dict:
    done = subprocess.run(
        [bundle / "overlap-engine", *map(str, words), "--json"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)

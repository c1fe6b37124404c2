"""The doors: what a script sees of `overlap-engine`."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine import cli, places
from engine.annotation import Annotation, Box, Instance
from engine.datasets.record import Record
from engine.delivery import _writer
from engine.errors import EngineError
from engine.formats import voc
from engine.runs import RunFiles
from engine.steps import Step
from engine.terminal import Progress, follow
from tests.engine.interrupting_for_tests import engine

ROOT = Path(__file__).resolve().parents[2]
MACHINE = ("--device", "cpu", "--threads", "1")

pytestmark = pytest.mark.usefixtures("small_squares")


def fit_words(folder: Path, out: Path, *more: str) -> list[str]:
    return ["fit", str(folder), "--recipe", "multi-small", "--weights", "none", "--out", str(out), *MACHINE, *more]


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "scenes"
    assert cli.main(["sample", str(folder), "--images", "24", "--seed", "3", "--wrong", "2"]) == 0
    return folder


@pytest.fixture(scope="module")
def run(scenes: Path) -> RunFiles:
    files = RunFiles(scenes.parent / "run")
    assert cli.main(fit_words(scenes, files.folder, "--epochs", "1", "--json")) == 0
    return files


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.strip().splitlines()
    assert lines[-1].startswith("overlap-engine") and "Traceback" not in said.err
    return lines[-1]


def test_stats_says_what_is_there(scenes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.main(["stats", str(scenes), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"format", "images", "annotated", "classes", "splits", "boxes", "masks", "image_sizes", "problems"} == set(
        found
    )
    assert found["format"] == "voc" and found["images"] == 24
    assert cli.main(["stats", str(scenes)]) == 0
    assert "voc folder: 24 pictures" in capsys.readouterr().out


def test_stats_with_a_bad_label_file_is_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sample", str(tmp_path / "s"), "--images", "6"]) == 0
    bad = next((tmp_path / "s" / "Annotations").glob("*.xml"))
    bad.write_bytes(b"<annotation><object>")
    capsys.readouterr()
    assert cli.main(["stats", str(tmp_path / "s"), "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["problems"] == 1 and bad.name in said.err


def test_stats_and_sample_never_load_torch(scenes: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from engine import cli; "
        f"assert cli.main(['stats', {str(scenes)!r}, '--json']) == 0; "
        f"assert cli.main(['sample', {str(tmp_path / 's')!r}, '--images', '3', '--json']) == 0; "
        "assert cli.main(['recipes', '--json']) == 0; "
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)


def test_recipes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["recipes", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"multi-mobilenet_v2", "localizer-mobilenet_v2", "multi-small"} <= {row["name"] for row in rows}
    assert all({"name", "heads", "backbone", "input", "parameters", "from"} == set(row) for row in rows)
    assert cli.main(["recipes"]) == 0
    assert "multi-small" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nonsense"], "invalid choice"),
        ([], "COMMAND"),
        (["stats"], "folder"),
        (["stats", "no-such-folder"], "no-such-folder"),
        (["fit", ".", "--recipe", "multi-small", "--out", "x", "--epochs", "0"], "below 1"),
        (["fit", ".", "--recipe", "resnet", "--out", "no-such-run"], "multi-small"),
        (["evaluate", "no.safetensors", "."], "no.safetensors"),
        (["predict", "no.safetensors", ".", "--to", "xml", "--out", "x"], "voc"),
        (["predict", "no.safetensors", ".", "--to", "voc", "--out", "x", "--threshold", "2"], "between 0 and 1"),
    ],
)
def test_a_wrong_call_is_one_line_and_status_2(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(words) == 2
    assert says in one_line(capsys)
    assert list(tmp_path.iterdir()) == []


def test_the_report_of_a_run_is_printed_and_kept(
    scenes: Path, run: RunFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    kept = json.loads(run.report.read_text(encoding="utf-8"))
    keys = {"images", "split", "split_hash", "leak", "definition", "baselines", "label", "box", "mask"}
    assert keys <= set(kept)
    assert {"mean_iou", "iou_at", "localization_accuracy"} <= set(kept["box"])
    assert {"mIoU", "classes", "dice", "pixel_accuracy"} <= set(kept["mask"])
    assert cli.main(["evaluate", str(run.best), str(scenes), *MACHINE, "--json"]) == 0
    said = capsys.readouterr()
    again = json.loads(said.out)
    assert {key: again[key] for key in keys} == {key: kept[key] for key in keys}
    assert cli.main(fit_words(scenes, run.folder)) == 2
    assert "--resume" in one_line(capsys)
    assert cli.main(["evaluate", str(run.best), str(scenes), "--split", "train", *MACHINE]) == 1
    assert "LEAK" in capsys.readouterr().out


def test_a_report_is_kept_where_it_is_asked_for(
    scenes: Path, run: RunFiles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["evaluate", str(run.best), str(scenes), *MACHINE, "--json", "--out"]
    capsys.readouterr()
    assert cli.main([*words, str(tmp_path / "a" / "report")]) == 0
    said = capsys.readouterr().out
    kept = RunFiles(tmp_path / "a" / "report")
    assert json.loads(kept.report.read_text()) == json.loads(said)
    assert "Worst pictures" in kept.page.read_text() and "data:image/jpeg" in kept.page.read_text()
    assert "data:image/jpeg" in run.page.read_text()
    before = run.report.read_bytes()
    assert cli.main([*words, str(run.folder)]) == 2
    assert "name another folder" in one_line(capsys) and run.report.read_bytes() == before
    assert cli.main([*words, str(kept.report)]) == 2
    assert "this is a file; name another with --out" in one_line(capsys)


def test_predictions_become_files(
    scenes: Path, run: RunFiles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = next((scenes / "JPEGImages").iterdir())
    with Image.open(picture) as image:
        size = image.size
    words = ["predict", str(run.best), str(scenes), "--out", str(tmp_path / "xml"), "--to", "voc", *MACHINE, "--json"]
    capsys.readouterr()
    assert cli.main(words) == 0
    assert json.loads(capsys.readouterr().out)["written"] == 24
    label_file = tmp_path / "xml" / f"{picture.stem}.xml"
    assert b"<score>" in label_file.read_bytes()
    assert voc.parse(label_file, label_file.read_bytes()).size == size
    words = ["predict", str(run.best), str(picture), "--out", str(tmp_path / "masks"), "--to", "masks", *MACHINE]
    assert cli.main(words) == 0
    (mask,) = (tmp_path / "masks").iterdir()
    with Image.open(mask) as image:
        assert (image.mode, image.size) == ("P", size)
        assert set(np.unique(np.asarray(image))) <= {0, 1, 2, 3, 4}
    capsys.readouterr()
    assert cli.main(["predict", str(run.best), str(picture), "--out", str(tmp_path / "c"), "--to", "pets"]) == 2
    assert "choose from 'voc', 'coco', 'yolo', 'labelme', 'masks'" in one_line(capsys)


@pytest.mark.parametrize(
    ("to", "heads", "says"),
    [
        ("masks", ("class", "box"), "no mask head, only class, box; say --to voc or coco or yolo or labelme"),
        ("voc", ("mask",), "no box head, only mask; say --to masks"),
        ("voc", ("class",), "no box head, only class"),
    ],
)
def test_what_a_network_cannot_say_is_refused_with_what_it_can(
    to: str, heads: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    with pytest.raises(EngineError, match=f"^--to {to}: this checkpoint has {says}$"):
        _writer(to, heads, tmp_path, ("cat",))


def test_a_predicted_object_is_written_as_voc_counts(tmp_path: Path) -> None:
    found = Annotation(20, 10, (Instance("a<b>\x00", Box(0, 1, 5.5, 10), score=0.25),))
    _writer("voc", ("box",), tmp_path, ()).write(Record("ä&", "/in/ä&.jpg"), found)
    data = (tmp_path / "ä&.xml").read_bytes()
    (read,) = voc.parse(Path("a.xml"), data).instances
    assert read.box == Box(0, 1, 5.5, 10) and read.label == "a<b>\N{REPLACEMENT CHARACTER}"
    assert b"<xmin>1</xmin><ymin>2</ymin><xmax>5.5</xmax><ymax>10</ymax>" in b"".join(data.split())
    assert b"<score>0.250000</score>" in data


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a child")
def test_an_interrupted_run_can_be_resumed(scenes: Path, tmp_path: Path) -> None:
    files = RunFiles(tmp_path / "run")
    sample = str(places.sample_checkpoint())
    words = ["fit", str(scenes), "--recipe", "multi-small", "--from", sample, "--out", str(files.folder), *MACHINE]
    with engine(*words, "--epochs", "500") as process:
        end = time.monotonic() + 60
        while not files.curve.exists() and process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert (
        out == ""
        and "Traceback" not in err
        and err.strip().endswith("interrupted; the same command with --resume goes on")
    )
    assert files.last.exists() and not files.report.exists()
    rows = len(files.curve.read_text().splitlines())
    assert cli.main([*words, "--resume", "--epochs", str(rows)]) == 0


def test_whoever_reads_half_is_no_fault(scenes: Path) -> None:
    with engine("stats", scenes, "--json") as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()
        assert process.wait(30) == 0, err
    assert "Traceback" not in err and "Exception" not in err


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_on_a_terminal_and_few_lines_elsewhere() -> None:
    def work():
        for done in range(5000):
            yield Step("Reading", done, 5000)
        yield Step("Learning, epoch 1 of 1", 1, 1, "epoch", {"epoch": 1, "val_loss": 0.5})
        return "result"

    for out in (io.StringIO(), _Terminal()):
        assert follow(work(), out) == "result"
        kept = [line.split("\r")[-1].strip() for line in out.getvalue().split("\n")]
        assert len(kept) <= 4
        assert "Learning, epoch 1 of 1  val_loss 0.500" in kept
    Progress(out).show(Step("\x1b[31mred"))
    assert "\x1b" not in out.getvalue()


def test_an_error_on_the_way_closes_the_work() -> None:
    closed = []

    def work():
        try:
            yield Step("one")
            raise KeyboardInterrupt
        finally:
            closed.append(True)

    with pytest.raises(KeyboardInterrupt):
        follow(work(), io.StringIO())
    assert closed == [True]

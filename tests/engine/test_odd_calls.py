"""Calls that may be taken for others: a picture for its folder, one run for another, one for many."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine import cli, places
from engine.runs import RunFiles

MACHINE = ("--device", "cpu", "--threads", "1")

pytestmark = pytest.mark.usefixtures("small_squares")


def fit_words(folder: Path, out: Path, *more: str) -> list[str]:
    return ["fit", str(folder), "--recipe", "multi-small", "--weights", "none", "--out", str(out), *MACHINE, *more]


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calls") / "scenes"
    assert cli.main(["sample", str(folder), "--images", "12"]) == 0
    return folder


@pytest.fixture(scope="module")
def run(scenes: Path) -> RunFiles:
    files = RunFiles(scenes.parent / "run")
    assert cli.main(fit_words(scenes, files.folder, "--epochs", "1")) == 0
    return files


def refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that a wrong call is answered with."""
    capsys.readouterr()
    assert cli.main(words) == 2
    said = capsys.readouterr()
    assert said.out == "" and "Traceback" not in said.err
    return said.err.strip().splitlines()[-1]


@pytest.mark.parametrize(
    "words",
    [
        ["stats", "PICTURE"],
        ["check", "PICTURE"],
        ["convert", "PICTURE", "x", "--to", "coco"],
        ["fit", "PICTURE", "--recipe", "multi-small", "--weights", "none", "--out", "x"],
        ["evaluate", "CHECKPOINT", "PICTURE"],
        ["rank", "CHECKPOINT", "PICTURE", "--by", "worst"],
        ["rates", "PICTURE", "--recipe", "multi-small"],
        ["augmentations", "PICTURE", "--recipe", "multi-small", "--out", "x.png"],
    ],
    ids=lambda words: words[0],
)
def test_one_picture_does_not_stand_for_its_folder(
    words: list[str],
    scenes: Path,
    run: RunFiles,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    picture = min((scenes / "JPEGImages").iterdir())
    named = {"PICTURE": str(picture), "CHECKPOINT": str(run.best)}
    said = refused([named.get(word, word) for word in words], capsys)
    assert f"{picture} is one picture; name the folder it lies in" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--seed", "0"], "this run has the seed 7, not 0"),
        (["--only", "verified"], "this run has --only left out, not verified"),
        (["--weights", "."], "this run has --weights none, not "),
    ],
)
def test_what_contradicts_the_run_that_goes_on_is_refused(
    words: list[str], says: str, scenes: Path, run: RunFiles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = RunFiles(Path(shutil.copytree(run.folder, tmp_path / "run")))
    files.settings.write_text(json.dumps(json.loads(files.settings.read_text()) | {"seed": 7}))
    before = {path: path.read_bytes() for path in files.folder.iterdir()}
    assert says in refused(fit_words(scenes, files.folder, "--resume", *words), capsys)
    assert {path: path.read_bytes() for path in files.folder.iterdir()} == before
    assert cli.main(fit_words(scenes, files.folder, "--resume")) == 0, "a seed that nobody says is the run's"
    assert json.loads(files.settings.read_text())["seed"] == 7


def test_one_is_not_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*words: str) -> str:
        assert cli.main(list(words)) in (0, 1)
        return capsys.readouterr().out

    folder, sample = tmp_path / "one", str(places.sample_checkpoint())
    assert said("sample", str(folder), "--images", "1").startswith("1 picture in ")
    assert "voc folder: 1 picture, 1 annotated" in said("stats", str(folder))
    assert said("check", str(folder)).splitlines()[-1].startswith("1 picture: ")
    assert said("convert", str(folder), str(tmp_path / "coco"), "--to", "coco").startswith("1 picture and ")
    out = str(tmp_path / "out")
    assert said("predict", sample, str(folder), "--to", "voc", "--out", out, *MACHINE).startswith("1 of 1 picture pred")
    assert said("evaluate", sample, str(folder), *MACHINE).startswith("1 picture, split ")
    assert said("digits", str(tmp_path / "digits"), "--images", "1").startswith("2 digits in ")

"""The command line as strangers use it: pipes that close, terminals of other tongues, folders that mean harm."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch

from engine import cli
from engine.runs import RunFiles
from tests.engine.interrupting_for_tests import engine

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
FIT = ("--recipe", "multi-small", "--weights", "none", "--device", "cpu", "--threads", "1", "--epochs", "1")
SAMPLE = ROOT / "resources" / "sample.safetensors"
pytestmark = pytest.mark.usefixtures("small_squares")
linux = pytest.mark.skipif(sys.platform != "linux", reason="what a process has loaded is read as Linux tells it")
posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and signals as POSIX has them")


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`line` in bash, with `engine` for the command line."""
    engine = f'engine() {{ "{sys.executable}" -m engine "$@"; }}; {line}'
    own = {**os.environ, **environment}
    return subprocess.run(["bash", "-c", engine], cwd=ROOT, env=own, text=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doors") / "Ordner mit Lücken & ünïcödé" / "scenes"
    folder.parent.mkdir()
    assert cli.main(["sample", str(folder), "--images", "12", "--seed", "3"]) == 0
    return folder


@pytest.fixture
def copied(scenes: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(scenes, tmp_path / "copied"))


@posix
def test_whoever_stops_listening_to_progress_stops_no_work(
    scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, (reading, writing) = RunFiles(tmp_path / "run"), os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as deaf, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", deaf)
        patch.setattr(sys, "stdout", deaf)
        assert cli.main(["fit", str(scenes), *FIT, "--out", str(files.folder)]) == 0
    assert files.report.exists(), "status 0 says that the work is done"
    said = shell(f'engine stats "{scenes}" 2>&1 | true; echo ${{PIPESTATUS[0]}}')
    assert (said.stdout, said.stderr) == ("0\n", "")


@posix
def test_closed_streams_are_no_fault(scenes: Path) -> None:
    quiet = shell(f'engine stats "{scenes}" --json 2>&-')
    assert quiet.returncode == 0 and json.loads(quiet.stdout)["images"] == 12
    deaf = shell(f'engine stats "{scenes}" --json >&-')
    assert deaf.returncode == 0 and "Traceback" not in deaf.stderr
    assert json.loads(shell(f'engine stats "{scenes}" --json <&-').stdout)["images"] == 12


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_under_stdout_is_said(scenes: Path) -> None:
    full = shell(f'engine stats "{scenes}" --json > /dev/full')
    assert full.returncode == 2 and "No space left" in full.stderr and "Traceback" not in full.stderr


@posix
def test_a_terminal_without_the_letters_gets_their_escapes(copied: Path) -> None:
    for path in (copied / "Annotations").glob("*.xml"):
        path.write_text(path.read_text().replace("<name>", "<name>日本é "), encoding="utf-8")
    for encoding in ("ascii", "ascii:strict"):
        said = shell(f'engine stats "{copied}"', PYTHONIOENCODING=encoding)
        assert said.returncode == 0 and "\\u65e5\\u672c" in said.stdout, said.stderr
    names = json.loads(shell(f'engine stats "{copied}" --json', PYTHONIOENCODING="ascii").stdout)["classes"]
    assert all(name.startswith("日本é ") for name in names)


@posix
@pytest.mark.parametrize(
    "moment", [pytest.param("_multiarray_umath", marks=linux), pytest.param("libtorch_python", marks=linux), "learning"]
)
def test_an_interrupt_is_one_line_and_status_130(moment: str, scenes: Path, tmp_path: Path) -> None:
    """At whatever moment it comes: while numpy loads, while torch loads, while it learns."""
    files = RunFiles(tmp_path / "run")
    words = ["fit", str(scenes), *FIT[:-2], "--epochs", "500", "--out", str(files.folder), "--json"]
    with engine(*words) as process:
        end = time.monotonic() + 60
        maps = Path(f"/proc/{process.pid}/maps")
        while not (files.folder.exists() if moment == "learning" else moment in maps.read_text(encoding="utf-8")):
            assert process.poll() is None and time.monotonic() < end
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, ""), err
    assert "Traceback" not in err and "interrupted" in err.splitlines()[-1]
    assert ("--resume goes on" in err.splitlines()[-1]) == files.last.exists(), "said where it is so"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["sample", "x", "--images", "1.5"], "1.5 is no whole number"),
        (["sample", "x", "--seed", str(2**70)], "is too large"),
        (["sample", "x", "--images", "2", "--wrong", "3"], "no more wrong than images"),
        (["predict", "a", "b", "--to", "voc", "--out", "x", "--threshold", "nan"], "not between 0 and 1"),
        (["stats", "notes.txt"], "no folder and no picture"),
        (["predict", "a", "b", "--to", "voc", "--out", ""], "an argument is empty"),
        (["evaluate", ".", "one.safetensors"], "this is no file; name a checkpoint"),
        (["lint", "."], "choose from stats, check, convert, sample, digits"),
        (["fit", ".", "--recipe", "multi-smal", "--out", "x"], "multi-small"),
        (["fit", ".", "--recipe", "multi-small", "--out", "x", "--resume"], "there is no run to resume"),
    ],
)
def test_a_wrong_word_is_one_line_with_its_cure(
    words: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").touch()
    assert cli.main(words) == 2
    said = capsys.readouterr()
    assert said.out == "" and says in said.err.splitlines()[-1].replace("'", "")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--split", "x.json"], "x.json: cannot be read as a split (No such file"),
        (["--split", "70,40"], "--split 70,40: fractions sum to 100 (or to 1), these to 110"),
        (["--device", "cuda:99"], "(--device cpu)" if not torch.cuda.is_available() else "there is no cuda:99"),
        (["--device", "gpu0"], "there is no device 'gpu0'"),
    ],
)
@pytest.mark.parametrize("there", [None, "empty", "taken"])
def test_a_wrong_argument_of_fit_is_said_before_anything_is_written(
    words: list[str], says: str, there: str | None, scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the state of the run's folder, which stays as it is."""
    out = tmp_path / "run"
    if there:
        out.mkdir()
    if there == "taken":
        (out / "settings.json").write_text("{}")
    before = sorted(tmp_path.rglob("*"))
    assert cli.main(["fit", str(scenes), *FIT, "--out", str(out), *words]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and says in said[0]
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("text", ["{", "[1]", "[" * 100_000, '{"train": [1]}', '{"test": ["a"]}', "\udcff"])
def test_a_split_that_is_none_is_named(
    text: str, scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "parts.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert cli.main(["fit", str(scenes), *FIT, "--out", str(tmp_path / "run"), "--split", str(path)]) == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert re.match(rf"overlap-engine: {re.escape(str(path))}(, line 1)?: ", line)
    assert not (tmp_path / "run").exists()


def test_a_sample_fills_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["sample", ".", "--images", "3"]) == 0
    assert len(list(Path("JPEGImages").iterdir())) == 3
    assert [path.name for path in tmp_path.parent.glob(f"{tmp_path.name}*")] == [tmp_path.name]


def replaced(path: Path, make: Callable[[Path], object]) -> None:
    path.unlink()
    make(path)


def huge_jpeg(path: Path) -> None:
    data = path.read_bytes()
    at = data.index(b"\xff\xc0") + 5
    path.write_bytes((data[:at] + struct.pack(">HH", 60_000, 60_000) + data[at + 4 :])[:1000])


def huge_mask(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 3, 0, 0, 0))


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<annotation><object><name>&x;</name></object></annotation>"
)
PICTURE, XML, MASK = "JPEGImages/scene_0001.jpg", "Annotations/scene_0001.xml", "SegmentationClass/scene_0001.png"
LIST = "ImageSets/Main/train.txt"
HARM: dict[str, tuple[str, Callable[[Path], object], int]] = {
    **{f"pipe {at}": (at, lambda path: replaced(path, os.mkfifo), 0) for at in (PICTURE, XML, MASK, LIST)},
    **{
        f"loop {at}": (at, lambda path: replaced(path, lambda p: p.symlink_to(p.name)), 0)
        for at in (PICTURE, XML, MASK)
    },
    **{
        f"device {at}": (at, lambda path: replaced(path, lambda p: p.symlink_to("/dev/zero")), 0)
        for at in (PICTURE, XML)
    },
    **{f"folder {at}": (at, lambda path: replaced(path, Path.mkdir), 0) for at in (PICTURE, XML, MASK)},
    "loop of folders": ("JPEGImages/again", lambda path: path.symlink_to("again"), 0),
    "folder above": ("JPEGImages/above", lambda path: path.symlink_to(path.parent.parent), 0),
    "entities": (XML, lambda path: path.write_bytes(ENTITIES), 1),
    "entities in UTF-16": (XML, lambda path: path.write_bytes(ENTITIES.decode().encode("utf-16")), 1),
    "endless depth": (XML, lambda path: path.write_bytes(b"<annotation>" + b"<a>" * 100_000), 1),
    "200 MB of labels": (XML, lambda path: os.truncate(path, 200_000_000), 1),
    "60000×60000": (PICTURE, huge_jpeg, 1),
    "mask of 60000×60000": (MASK, huge_mask, 1),
    "names that climb": (LIST, lambda path: path.write_text("../../../../etc/passwd\n/etc/passwd\n\0\n"), 1),
}


@posix
@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", HARM)
def test_one_bad_file_never_stops_a_folder(name: str, copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at, do, problems = HARM[name]
    do(copied / at)
    status = cli.main(["stats", str(copied), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["images"] == 12 - (at == PICTURE and not (copied / at).is_file())
    assert found["problems"] >= problems and status == (1 if found["problems"] else 0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are no text")
def test_names_that_are_no_text_or_hold_line_ends_go_all_the_way(
    copied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = (os.fsdecode(b"\xff\xfe"), "a\nb", "<img src=x>")
    for number, name in enumerate(odd):
        for folder, ending in (("JPEGImages", "jpg"), ("Annotations", "xml"), ("SegmentationClass", "png")):
            old = copied / folder / f"scene_{number:04d}.{ending}"
            old.rename(old.with_name(f"{name}.{ending}"))
    for path in (copied / "Annotations").glob("*.xml"):
        path.write_text(path.read_text().replace("<name>", "<name>&lt;img src=/dev/zero&gt;&#10;"))
    names = sorted([*odd, *(f"scene_{number:04d}" for number in range(3, 12))])
    (tmp_path / "parts.json").write_text(json.dumps({"train": names[4:8], "validation": names[8:9], "test": [*odd]}))
    out = tmp_path / "run"
    words = ["fit", str(copied), *FIT, "--out", str(out), "--split", str(tmp_path / "parts.json"), "--json"]
    assert cli.main(words) == 0, capsys.readouterr().err
    report = json.loads(capsys.readouterr().out)
    assert {row["name"] for row in report["pictures"]} == set(odd)
    assert b"<img src=" not in (out / "report.html").read_bytes()
    assert cli.main([*words[:-1], "--resume"]) == 0
    assert "\x1b" not in (text := capsys.readouterr().out) and all(line.isprintable() for line in text.splitlines())


def test_predictions_never_lie_among_pictures_or_labels(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder, to in (("Annotations", "voc"), ("SegmentationClass", "masks"), ("JPEGImages", "voc")):
        before = {path.name: path.read_bytes() for path in (scenes / folder).iterdir()}
        assert cli.main(["predict", str(SAMPLE), str(scenes), "--out", str(scenes / folder), "--to", to]) == 2
        assert "choose another --out" in capsys.readouterr().err
        assert {path.name: path.read_bytes() for path in (scenes / folder).iterdir()} == before
    out = tmp_path / "out"
    assert cli.main(["predict", str(SAMPLE), str(scenes), "--out", str(out), "--to", "voc", "--threads", "99999"]) == 0
    assert len(list(out.iterdir())) == 12

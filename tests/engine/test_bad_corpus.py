"""All 470 bad files: each gets the outcome that expected.csv asks for, quickly, in little memory, and harms nothing.

`BADCORPUS_TABLE=file` writes what became of every row to that file.
"""

from __future__ import annotations

import os
import re
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from corpus_for_tests import Judge
from corpus_rows import FINE, REJECTED, Outcome, Row, make, table

from engine import checkpoint as checkpoints
from engine.errors import EngineError
from engine.processes import child
from engine.processes.process import EngineProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = Path(__file__).with_name("corpus_for_tests.py")
QUICK = 12  # every so many rows without -m slow


@pytest.fixture(scope="module")
def corpus(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Row]]:
    place = tmp_path_factory.mktemp("corpus")
    maker = shared / "badcorpus" / "make.py"
    if not maker.exists():
        pytest.skip("no corpus of bad files here")
    return place / "files", make(maker, place)


@contextmanager
def judging(files: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Judge]:
    """A judge with an engine process of its own that has read one good row before, so that nothing is loaded later."""
    monkeypatch.setattr(child, "command", lambda: [sys.executable, str(PROGRAM)])
    monkeypatch.setenv("PYTHONPATH", str(PROGRAM.parents[2]))
    engine = EngineProcess(threads=1, niceness=0)
    try:
        yield Judge(engine, files, place)
    finally:
        engine.stop()


def expected(row: Row) -> Row:
    """What this program should make of a row. A checkpoint is a run's own: of other programs none is loaded, and the
    corpus's two-layer network is refused with one line where the corpus would have it loaded."""
    if row.kind == "ckpt":
        return Row(row.file, row.kind, row.odd, REJECTED, row.objects, row.portable)
    return row


def judge_all(
    kind: str, corpus: tuple[Path, list[Row]], place: Path, monkeypatch: pytest.MonkeyPatch, every: int = 1
) -> list[Outcome]:
    files, rows = corpus
    markers = place / "markers"
    markers.mkdir()
    monkeypatch.setenv("BADCORPUS_MARKER_DIR", str(markers))
    mine = [expected(row) for row in rows if row.kind == kind and row.portable]
    mine = [row for row in mine if not (kind == "list" and row.file.startswith("xml/"))]  # companions, no rows
    good = next(row for row in mine if row.expected == FINE or kind == "ckpt")
    before = {path: path.stat().st_mtime_ns for path in files.rglob("*")}
    with judging(files, place / "rows", monkeypatch) as judge:
        judge.judge(good)
        outcomes = [judge.judge(row) for row in mine[::every]]
    assert list(markers.iterdir()) == []
    assert {path: path.stat().st_mtime_ns for path in files.rglob("*")} == before
    return outcomes


def tell(outcomes: list[Outcome]) -> None:
    wanted = os.environ.get("BADCORPUS_TABLE")
    if wanted:
        with Path(wanted).open("a", encoding="utf-8") as file:
            file.write(table(outcomes))


@pytest.mark.parametrize("kind", ["xml", "image", "mask", "list", "folder"])
def test_some_of_every_kind_of_bad_file_come_out_as_they_should(
    kind: str, corpus: tuple[Path, list[Row]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = judge_all(kind, corpus, tmp_path, monkeypatch, QUICK)
    assert [wrong for each in outcomes for wrong in each.wrong()] == []


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "rows"), [("xml", 180), ("image", 95), ("mask", 32), ("list", 41), ("folder", 17)])
def test_every_bad_file_comes_out_as_it_should(
    kind: str, rows: int, corpus: tuple[Path, list[Row]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = judge_all(kind, corpus, tmp_path, monkeypatch)
    tell(outcomes)
    assert len(outcomes) == rows
    assert [wrong for each in outcomes for wrong in each.wrong()] == []


@pytest.mark.slow
def test_no_checkpoint_of_a_stranger_is_loaded_or_run(
    corpus: tuple[Path, list[Row]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = judge_all("ckpt", corpus, tmp_path, monkeypatch)
    tell(outcomes)
    assert len(outcomes) == 85
    assert [wrong for each in outcomes for wrong in each.wrong()] == []
    assert [each.row.file for each in outcomes if Path(each.row.file).name not in each.message] == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="makes devices, pipes and names that only Linux has")
def test_what_no_archive_can_carry_comes_out_as_it_should(
    corpus: tuple[Path, list[Row]], shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import subprocess

    files, rows = corpus
    special = tmp_path / "special"
    maker = [sys.executable, str(shared / "badcorpus" / "make.py"), "--special", str(special), "1000"]
    subprocess.run(maker, check=True, capture_output=True, timeout=120)
    outcomes = []
    with judging(files, tmp_path / "rows", monkeypatch) as judge:
        judge.judge(next(row for row in rows if row.kind == "image"))
        for row in rows:
            if row.portable or (os.geteuid() == 0 and row.file in ("unreadable.jpg", "readonly_dir/", "readonly.xml")):
                continue  # permissions stop everybody but root
            outcomes.append(judge.special(row, special))
    tell(outcomes)
    assert len(outcomes) == (15 if os.geteuid() == 0 else 18)
    assert [wrong for each in outcomes for wrong in each.wrong()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
@pytest.mark.timeout(30)
def test_a_pipe_in_any_place_of_a_folder_is_refused_and_waited_for_by_nobody(
    corpus: tuple[Path, list[Row]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it takes the place of a file after the folder was listed."""
    files, rows = corpus
    places = {
        "JPEGImages/a.jpg": "picture",
        "Annotations/b.xml": "labels",
        "SegmentationClass/b.png": "mask",
        "ImageSets/Main/train.txt": "list",
        "class_names.txt": "list",
    }
    folder = tmp_path / "folder"
    for place in places:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
    (folder / "JPEGImages" / "b.jpg").write_bytes((files / "images" / "base_64x48.jpg").read_bytes())
    for place in places:
        os.mkfifo(folder / place)
    os.mkfifo(tmp_path / "pipe.safetensors")
    from engine.datasets.record import Record

    with judging(files, tmp_path / "rows", monkeypatch) as judge:
        judge.judge(next(row for row in rows if row.kind == "xml" and row.expected == FINE))
        began = time.monotonic()
        found = Outcome(Row("", "folder", "", FINE, None, True))
        findings = judge.call(found, "check", folder=str(folder))
        said = {finding.file: str(finding) for finding in findings.findings if finding.severity == "error"}
        record = Record(
            "b",
            str(folder / "JPEGImages" / "b.jpg"),
            str(folder / "Annotations" / "b.xml"),
            str(folder / "SegmentationClass" / "b.png"),
        )
        shown = judge.call(found, "picture", format="voc", record=record)
        pictured = judge.call(found, "picture", format="voc", record=Record("a", str(folder / "JPEGImages" / "a.jpg")))
        seconds = time.monotonic() - began
    assert set(places) <= set(said), said
    assert re.fullmatch(r"b\.xml: this is not a plain file; remove it", shown.label_error)
    assert "a.jpg: this is not a plain file" in pictured.screen.problem
    assert found.outcome == FINE and seconds < 5, "somebody waited"
    with pytest.raises(EngineError, match=r"pipe\.safetensors: this is no file"):
        checkpoints.load(tmp_path / "pipe.safetensors")

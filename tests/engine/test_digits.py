"""MNIST's files: read safely, placed the same everywhere, learnt and tested by the recipe made for them."""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from finishing_for_tests import finish
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine import __main__ as program
from engine import checkpoint as checkpoints
from engine import places
from engine.conversion import convert
from engine.datasets import drawn_digits, labels, mnist75
from engine.datasets.folder import open_folder
from engine.datasets.index import index
from engine.datasets.splits import make_split
from engine.datasets.statistics import statistics
from engine.errors import EngineError
from engine.fine_tuning import fit
from engine.formats import idx
from engine.policies import POLICIES
from engine.preprocessing import prepare
from engine.runs import FitSettings, read_curve
from engine.training.augmentation import varied
from engine.training.chance import Chance
from engine.training.fit import fit as learn
from engine.training.targets import target
from tests.engine.pictures_for_tests import whole

if TYPE_CHECKING:
    from engine.datasets.index import Index

FILE = Path("train-images-idx3-ubyte")
DRAWN = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("mnist") / "drawn"
    assert finish(drawn_digits.write_digits(str(place), DRAWN, seed=1)) == 2 * DRAWN
    return place


@pytest.fixture(scope="module")
def found(folder: Path) -> Index:
    return finish(index(str(folder)))


@pytest.fixture
def own(folder: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(folder, tmp_path / "own"))


@given(arrays(np.uint8, st.tuples(st.integers(0, 5), st.integers(1, 4), st.integers(1, 4))), st.booleans())
def test_what_is_written_is_read(array: np.ndarray, packed: bool) -> None:
    data = idx.to_bytes(array)
    assert np.array_equal(idx.parse(FILE, gzip.compress(data) if packed else data, 3), array)


@given(st.binary(max_size=60), st.integers(1, 3))
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes, dimensions: int) -> None:
    for head in (b"", bytes((0, 0, 8, dimensions)), b"\x1f\x8b\x08\0", gzip.compress(b"")[:10]):
        try:
            found = idx.parse(FILE, head + data, dimensions)
        except EngineError as error:
            assert str(error).startswith(f"{FILE}: not a file of MNIST (") and "\n" not in str(error)
        else:
            assert found.ndim == dimensions and found.nbytes <= len(data)


def header(*shape: int) -> bytes:
    return bytes((0, 0, 8, len(shape))) + np.array(shape, ">u4").tobytes()


SPOILT = {
    "cut short": (header(3, 28, 28) + bytes(2000), "claims 2,352 bytes, and it cannot hold them"),
    "packed and cut short": (gzip.compress(idx.to_bytes(np.ones((3, 28, 28))))[:-20], "damaged or cut short"),
    "packed and claims too much": (gzip.compress(header(9, 28, 28) + bytes(784)), "there are 784: it is cut short"),
    "claims more than could be packed": (gzip.compress(header(60_000, 28, 28)), "cannot hold them"),
    "claims all the world": (header(2**32 - 1, 2**32 - 1, 2**32 - 1) + bytes(99), "OVERLAP_MAX_PIXELS"),
    "a bomb": (gzip.compress(header(1, 28, 28) + bytes(40_000_000)), "more in it than the 784 bytes"),
    "more than it says": (header(1, 28, 28) + bytes(785), "more in it"),
    "labels": (idx.to_bytes(np.zeros(9)), "does not begin as an idx file of bytes in 3 dimensions"),
    "floats": (bytes((0, 0, 13, 3)) + bytes(40), "does not begin"),
    "a wrong checksum": (gzip.compress(idx.to_bytes(np.zeros((1, 28, 28))))[:-8] + bytes(8), "damaged"),
    "nothing": (b"", "does not begin"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_file_that_lies_is_refused(name: str) -> None:
    data, said = SPOILT[name]
    with pytest.raises(EngineError, match="put the original file here again") as caught:
        idx.parse(FILE, data, 3)
    assert said in str(caught.value) and str(FILE) in str(caught.value)


def test_a_bomb_is_never_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    class Counted(gzip.GzipFile):
        def read(self, size: int | None = -1) -> bytes:
            assert size is not None and size >= 0
            read.append(size)
            return super().read(size)

    monkeypatch.setattr(gzip, "GzipFile", Counted)
    with pytest.raises(EngineError, match="more in it"):
        idx.parse(FILE, SPOILT["a bomb"][0], 3)
    assert sum(read) <= 16 + 784 + 1


def test_a_folder_of_mnist_opens_as_it_lies(folder: Path, found: Index, tmp_path: Path) -> None:
    said = statistics(found)
    assert (said["format"], said["images"], said["annotated"], said["problems"]) == ("mnist", 240, 240, 0)
    assert said["splits"] == {"train": DRAWN, "test": DRAWN} and said["image_sizes"] == {"75x75": 240}
    assert found.classes == tuple("0123456789") and found.dataset.read_only
    nested = tmp_path / "MNIST" / "raw"
    shutil.copytree(folder, nested)
    for packed in nested.glob("*.gz"):
        plain = packed.name.removesuffix(".gz").replace("-idx", ".idx" if "t10k" in packed.name else "-idx")
        (nested / plain).write_bytes(gzip.decompress(packed.read_bytes()))
        packed.unlink()
    for place in (tmp_path, tmp_path / "MNIST", nested):
        opened = open_folder(place)
        assert opened.format == "mnist" and opened.root == nested and opened.lists == found.dataset.lists


def test_the_box_is_the_tile_and_holds_the_digit(folder: Path, found: Index) -> None:
    for part, begins in (("train", "train"), ("test", "t10k")):
        path = folder / f"{begins}-images-idx3-ubyte.gz"
        digits = idx.parse(path, path.read_bytes(), 3)
        for name, digit in list(zip(found.dataset.lists[part], digits, strict=True))[:20]:
            place = found.position(name)
            record = found.dataset.records[place]
            label, box = found.target(place)
            assert box == mnist75.tile(name) and box is not None and (box.width, box.height) == (28, 28)
            read = labels.read("mnist", record).annotation
            assert read.label == found.classes[label] == read.instances[0].label and read.instances[0].box == box
            assert labels.stamp_on_disk(record) == labels.read("mnist", record).stamp
            canvas = whole(record.image)
            assert canvas.shape == (75, 75, 3) and canvas.sum(dtype=int) == 3 * digit.sum(dtype=int)
            left, top = int(box.xmin), int(box.ymin)
            assert np.array_equal(canvas[top : top + 28, left : left + 28, 0], digit)


def test_places_come_from_the_seed_alone() -> None:
    """Of the first record of each part as they have always been: another place would be another test."""
    assert mnist75.tile("train/00000").as_tuple() == (15, 14, 43, 42)
    assert mnist75.tile("test/00000").as_tuple() == (30, 27, 58, 55)
    tiles = np.array([mnist75.tile(f"train/{number:05d}").as_tuple() for number in range(5000)])
    assert tiles.min() == 0 and tiles.max() == 75 and (tiles[:, 2:] - tiles[:, :2] == 28).all()
    counts = np.stack([np.bincount(tiles[:, side].astype(int), minlength=48) for side in (0, 1)])
    assert (np.abs(counts - 5000 / 48) < 5 * np.sqrt(5000 / 48)).all()


def test_the_canvases_are_drawn_once_and_made_whole_again(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERLAP_CACHE", str(own.parent / "cache"))
    steps = list(mnist75.draw(_root(own)))
    dataset = _root(own)
    files = [record.image for record in dataset.records]
    assert all(file.is_file() for file in files) and all(step.total == 240 for step in steps)
    first = files[0].stat().st_mtime_ns
    assert list(mnist75.draw(dataset)) == [] and files[0].stat().st_mtime_ns == first
    files[7].unlink()
    open_folder(own)
    assert files[7].is_file() and [path.name for path in (places.cache() / "digits").iterdir()] == [
        files[0].parents[1].name
    ]
    work = mnist75.draw(dataset)
    files[7].unlink()
    monkeypatch.setattr("engine.steps.EVERY", -1.0)
    next(work)
    work.close()
    assert not files[7].exists() and len(list((places.cache() / "digits").iterdir())) == 1


def _root(folder: Path):
    found = mnist75.root(folder)
    assert found is not None
    return found


def test_what_is_missing_or_does_not_fit_is_said_in_one_line(own: Path) -> None:
    names = {kind: own / f"t10k-{kind}-ubyte.gz" for kind in ("images-idx3", "labels-idx1")}
    kept = {path: path.read_bytes() for path in names.values()}
    spoilt = {
        names["labels-idx1"]: (idx.to_bytes(np.full(DRAWN, 10)), "digit 0 has the label 10"),
        names["images-idx3"]: (
            idx.to_bytes(np.zeros((DRAWN, 27, 28))),
            "120×27×28 pixels, and there are labels for 120",
        ),
    }
    for path, (data, said) in spoilt.items():
        path.write_bytes(data)
        with pytest.raises(EngineError, match=said) as caught:
            open_folder(own)
        assert path.name in str(caught.value) and "\n" not in str(caught.value)
        path.unlink()
        with pytest.raises(EngineError, match=f"{path.name} is missing"):
            open_folder(own)
        path.write_bytes(kept[path])
    for path in names.values():
        path.unlink()
    assert open_folder(own).lists.keys() == {"train"}


def test_digits_keep_their_own_test_set(found: Index) -> None:
    split = make_split(found, None, 0, ("class", "box"))
    assert set(split.test) == set(found.dataset.lists["test"])
    assert len(split.validation) == DRAWN / 6 and len(split.train) == DRAWN * 5 / 6
    assert {*split.train, *split.validation} == set(found.dataset.lists["train"])


def test_digits_are_converted_as_any_folder(folder: Path, tmp_path: Path) -> None:
    result = finish(convert(str(folder), str(tmp_path / "voc"), "voc"))
    assert (result["images"], result["instances"], result["skipped"]) == (240, 240, [])
    again = finish(index(str(tmp_path / "voc")))
    name = again.dataset.records[0].name
    assert again.dataset.format == "voc" and again.target(0)[1] == mnist75.tile(name)


@pytest.mark.timeout(120)
def test_a_run_on_digits_ends_in_a_report(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = [
        "fit",
        str(folder),
        "--recipe",
        "mnist75",
        "--epochs",
        "1",
        "--threads",
        "1",
        "--out",
        str(tmp_path / "run"),
    ]
    assert program.main([*call, "--json"]) in (0, 1)
    report = json.loads(capsys.readouterr().out)
    assert report["images"] == DRAWN and report["split"] == "test"
    assert set(report) >= {"label", "box"} and "mask" not in report
    assert program.main(["evaluate", str(tmp_path / "run" / "best.safetensors"), str(folder), "--json"]) in (0, 1)
    again = json.loads(capsys.readouterr().out)
    assert again["label"]["accuracy"] == report["label"]["accuracy"]
    assert again["box"]["mean_iou"] == pytest.approx(report["box"]["mean_iou"], abs=1e-5)


def test_digits_are_moved_to_any_place_where_they_are_whole(found: Index) -> None:
    place = found.position(found.dataset.lists["train"][0])
    square = prepare(whole(found.dataset.records[place].image), 80)
    row = target(found, place, 20, 0)
    seen = set()
    for number in range(300):
        picture, moved = varied(square, row, POLICIES["anywhere"], Chance(0, 1).of(number))
        assert picture.sum() == square.sum(dtype=int) and moved.label == row.label
        left, top, right, bottom = (moved.box * 80).tolist()
        assert min(left, top) >= 0 and max(right, bottom) <= 80
        assert right - left == pytest.approx(28 * 80 / 75, abs=1e-3) == pytest.approx(bottom - top, abs=1e-3)
        across, down = (round(float(side)) for side in (moved.box - row.box)[:2] * 80)
        assert np.array_equal(picture.permute(1, 2, 0).numpy(), np.roll(square, (down, across), (0, 1)))
        seen.add((across, down))
    assert len(seen) > 250 and {across for across, _ in seen} >= set(range(-14, 30))


@pytest.fixture
def chosen(folder: Path, tmp_path: Path) -> FitSettings:
    return FitSettings(str(folder), "mnist75", str(tmp_path / "run"), epochs=3, device="cpu", threads=1)


@pytest.mark.slow
def test_eight_digits_are_learnt_by_heart(found: Index, chosen: FitSettings) -> None:
    eight = found.dataset.lists["train"][:8]
    split = replace(make_split(found, None, 0, ("class", "box")), train=eight, validation=eight)
    wanted = replace(chosen, epochs=150, hyperparameters={"augmentation": "none"})
    scores = checkpoints.load(finish(learn(wanted, found, split))).scores
    assert scores["val_accuracy"] == 1 and scores["val_box_iou"] > 0.9


@pytest.mark.slow
def test_a_stopped_run_goes_on_as_if_it_had_not(chosen: FitSettings) -> None:
    whole = finish(fit(chosen)).plain()
    curve = read_curve(Path(chosen.out))
    stopped = replace(chosen, out=f"{chosen.out}-stopped")
    work = fit(stopped)
    for step in work:
        if step.kind == "epoch":
            break
    work.close()
    resumed = finish(fit(replace(stopped, resume=True))).plain()
    assert read_curve(Path(stopped.out)) == curve and resumed["pictures"] == whole["pictures"]

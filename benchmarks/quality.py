"""How good do the networks become?  `python benchmarks/quality.py WORK FOLDER [WORK FOLDER ...] [--out TABLE.md]`

`--recipe` and `--set NAME=VALUE` (repeatable) are given on to `fit`; without them pets and masks are learnt as USUAL
below has them: chosen on the pictures to learn from and to validate on alone, by threefold cross-validation.

digits  MNIST's files in FOLDER: `fit --recipe mnist75`, class and box of all test digits
pets    an Oxford-IIIT Pet folder: class and head box, on the test part, and at the end of learning on its own training
        pictures, by the true IoU and by that of the old system, which read a box's corners as its width and height
masks   the same folder: masks of the test part by the three readings of a trimap

Each runs the command that a person would, in a process of its own, and is also run alone. Prints a table, with the
split's hash, the trivial baselines and the goal beside each figure; seconds are those of the whole command, by the
clock and of the processor.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.annotation import Annotation
    from engine.datasets.index import Index

ROOT = Path(__file__).resolve().parent.parent
USUAL: dict[str, tuple[str, tuple[str, ...]]] = {
    "pets": ("localizer-mobilenet_v2", ("epochs=32", "rate=5e-3", "views=plain+mirrored")),
    "masks": ("multi-mobilenet_v2", ()),
}
"""Recipe and hyperparameters of a work, where no others are asked for."""
HEADINGS = ("work", "figure", "old system", "ours", "goal", "trivial", "pictures", "split")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: `old` is what the system that is replaced published, `trivial` the baseline's."""

    name: str
    value: float
    goal: float | None = None
    old: str = ""
    trivial: float | None = None
    pictures: int = 0

    @property
    def missed(self) -> bool:
        return self.goal is not None and self.value < self.goal


@dataclass(frozen=True, slots=True)
class Work:
    """One work's figures, and what was run for them; `seconds` by the clock and `processor` of all its threads."""

    name: str
    command: str
    split: str
    figures: tuple[Figure, ...]
    seconds: float
    processor: float


@dataclass(frozen=True, slots=True)
class Run:
    """A command `fit` that has ended: its report as JSON's own values."""

    folder: Path
    pictures: Path
    command: str
    report: dict[str, Any]
    seconds: float
    processor: float
    threads: int | None


@dataclass(frozen=True, slots=True)
class Machine:
    """`place` is where runs lie; one that lies there is not run again. `recipe` (None: as USUAL) and `weights` are of
    pets and masks; `set_so` are the hyperparameters to set, NAME=VALUE each."""

    place: Path
    recipe: str | None
    weights: Path | None
    seed: int
    threads: int | None
    set_so: tuple[str, ...] = ()

    def of(self, work: str) -> tuple[str, tuple[str, ...]]:
        """Recipe and hyperparameters of the work."""
        recipe, usual = USUAL[work]
        return (recipe, usual + self.set_so) if self.recipe is None else (self.recipe, self.set_so)


def fitted(machine: Machine, pictures: Path, recipe: str, set_so: Sequence[str], weights: Path | None) -> Run:
    """The run of `recipe` on the folder `pictures`. Raises SystemExit where the command fails."""
    folder = machine.place / "-".join((recipe, pictures.name, str(machine.seed), *set_so))
    said = ["fit", str(pictures), "--recipe", recipe, "--out", str(folder), "--seed", str(machine.seed)]
    said += [] if weights is None else ["--weights", str(weights)]
    said += [] if machine.threads is None else ["--threads", str(machine.threads)]
    said += [word for one in set_so for word in ("--set", one)]
    times = folder / "times.json"
    if not times.exists():
        began, before = time.monotonic(), os.times()
        ended = subprocess.run(
            [sys.executable, "-m", "engine", *said, "--json"], cwd=ROOT, stdout=subprocess.DEVNULL, check=False
        )
        if ended.returncode not in (0, 1):
            raise SystemExit(f"{shlex.join(said)} ended with status {ended.returncode}")
        after = os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        times.write_text(json.dumps([time.monotonic() - began, used]), encoding="utf-8")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    shown = ["overlap-engine", *said]
    seconds, processor = json.loads(times.read_text(encoding="utf-8"))
    return Run(folder, pictures, shlex.join(shown), report, seconds, processor, machine.threads)


def digits(machine: Machine, pictures: Path) -> Work:
    run = fitted(machine, pictures, "mnist75", machine.set_so, None)
    found, trivial = run.report, run.report["baselines"]
    ious = np.array([row["iou"] for row in found["pictures"]])
    figures = (
        Figure(
            "accuracy", found["label"]["accuracy"], 0.985, ".9812", trivial["majority_class"]["accuracy"], len(ious)
        ),
        Figure("boxes with IoU >= .6", float((ious >= 0.6).mean()), 0.99, ".9315", None, len(ious)),
        Figure("mean IoU", found["box"]["mean_iou"], 0.92, "about .77", trivial["mean_box"]["mean_iou"], len(ious)),
    )
    return _work("digits 75×75", run, figures)


def pets(machine: Machine, pictures: Path) -> Work:
    run = fitted(machine, pictures, *machine.of("pets"), machine.weights)
    label, box, trivial = (run.report[part] for part in ("label", "box", "baselines"))
    majority, mean = trivial["majority_class"]["accuracy"], trivial["mean_box"]["mean_iou"]
    tested = (
        Figure("test: breed accuracy", label["accuracy"], 0.97, "", majority, label["images"]),
        Figure("test: head-box mean IoU", box["mean_iou"], 0.68, "", mean, box["images"]),
        Figure("test: boxes with IoU >= .5", box["iou_at"]["0.50"], 0.90, "", None, box["images"]),
    )
    return _work("pets, class and head box", run, (*tested, *_on_training(run)))


def _on_training(run: Run) -> Iterator[Figure]:
    """On the pictures it has learnt from and at the end of learning, as the old system was measured. It tells whether
    they can be learnt, not how good the network is: the one that validation chose may be of an early epoch."""
    from engine.metrics.boxes import paired_iou
    from engine.metrics.legacy import corners_as_sizes_iou

    right, true, predicted = [], [], []
    for index, place, found in _of_learnt(run):
        label, box = index.target(place)
        if label >= 0:
            right.append(index.classes[label] == found.label)
        if box is not None and found.instances:
            true.append(box.as_tuple())
            predicted.append(found.instances[0].box.as_tuple())
    yield Figure("training: breed accuracy", float(np.mean(right)), 0.9955, ".9955", None, len(right))
    boxes = np.array(true), np.array(predicted)
    pictures = len(true)
    read_so = float(corners_as_sizes_iou(*boxes).mean())
    yield Figure("training: mean IoU, corners read as sizes", read_so, 0.9452, ".9452", None, pictures)
    yield Figure("training: mean IoU", float(paired_iou(*boxes).mean()), None, "", None, pictures)


def _of_learnt(run: Run) -> Iterator[tuple[Index, int, Annotation]]:
    """Each picture learnt from that can be decoded: its row in the index, and what is said at the end of learning."""
    from engine.datasets.index import index as read_index
    from engine.errors import PictureError
    from engine.images import read_rgb_for
    from engine.prediction import Predictor
    from engine.terminal import follow

    predictor = Predictor(run.folder / "last.safetensors", "cpu", run.threads)
    index = follow(read_index(str(run.pictures)))
    for name in predictor.checkpoint.split.train:
        place = index.position(name)
        try:
            pixels, size = read_rgb_for(index.dataset.records[place].image, predictor.side)
        except PictureError:
            continue
        yield index, place, predictor.predict([pixels], [size])[0]


def masks(machine: Machine, pictures: Path) -> Work:
    from engine.datasets.index import index as read_index
    from engine.datasets.labels import read_mask
    from engine.metrics.trimaps import confusions, scores
    from engine.terminal import follow

    run = fitted(machine, pictures, *machine.of("masks"), machine.weights)
    found, index = run.report["mask"], follow(read_index(str(pictures)))
    measured = [row["name"] for row in run.report["pictures"] if "pixels" in row]
    true = [read_mask("pets", index.dataset.records[index.position(name)]) for name in measured]
    trivial = scores(np.sum([confusions(mask, np.zeros_like(mask)) for mask in true], axis=0))
    figures = (
        Figure(
            f"mIoU, {read['definition']}",
            read["mIoU"],
            0.93 if name == "void" else None,
            "none",
            trivial[name]["mIoU"],
            found["images"],
        )
        for name, read in found["trimap_readings"].items()
    )
    return _work("pets, mask", run, tuple(figures))


def _work(name: str, run: Run, figures: tuple[Figure, ...]) -> Work:
    return Work(name, run.command, run.report["split_hash"], figures, run.seconds, run.processor)


WORKS: dict[str, Callable[[Machine, Path], Work]] = {"digits": digits, "pets": pets, "masks": masks}


def table(works: Sequence[Work]) -> str:
    """The figures as a Markdown table, and below it what was run; a goal that was missed is marked."""
    lines = [_line(HEADINGS), _line(["---"] * len(HEADINGS))]
    for work in works:
        for number, one in enumerate(work.figures):
            goal = "" if one.goal is None else f"{'**missed** ' if one.missed else ''}>= {_short(one.goal)}"
            cells = (one.name, one.old, _short(one.value), goal, _short(one.trivial), f"{one.pictures:,}", work.split)
            lines.append(_line(("" if number else work.name, *cells)))
    said = [
        f"- {work.name}: `{work.command}`, {work.seconds:.0f} s ({work.processor:.0f} s of processor)" for work in works
    ]
    return "\n".join((*lines, "", *dict.fromkeys(said), ""))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}".removeprefix("0")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("works", nargs="+", metavar="WORK FOLDER", help=", ".join(WORKS))
    parser.add_argument("--out", type=Path, help="write the table here, too")
    parser.add_argument("--runs", type=Path, help="keep the runs here; those that are here are not run again")
    parser.add_argument("--recipe", help="of pets and masks")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--weights", type=Path, help="where pretrained weights lie")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a hyperparameter; repeatable")
    said = parser.parse_args()
    pairs = list(zip(said.works[::2], said.works[1::2], strict=False))
    if len(said.works) % 2 or not {name for name, _ in pairs} <= set(WORKS):
        parser.error(f"give pairs of a work ({', '.join(WORKS)}) and its folder")
    weights = None if said.weights is None else said.weights.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        place = (said.runs or Path(scratch)).resolve()
        place.mkdir(parents=True, exist_ok=True)
        machine = Machine(place, said.recipe, weights, said.seed, said.threads, tuple(said.set))
        made = [partial(WORKS[name], machine, Path(folder).resolve()) for name, folder in pairs]
        text = table([work() for work in made])
    print(text, end="")
    if said.out is not None:
        said.out.write_text(text, encoding="utf-8")
    return int("**missed**" in text)


if __name__ == "__main__":
    sys.exit(main())

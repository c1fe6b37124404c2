"""Makes `resources/sample.safetensors`: `multi-small`, trained from scratch on generated scenes the user never sees.

    python benchmarks/sample_checkpoint.py [--images 600] [--seed 7001] [--epochs 30] [--threads 1]

Prints the scores on scenes it didn't learn from. The scenes' seed differs from the one of the sample folder (0), and
the names of the scenes are left out: in another folder they would name other pictures.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine import places
from engine.processes import allocation
from engine.runs import FitSettings

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.steps import Step

Result = TypeVar("Result")


def finished(work: Generator[Step, None, Result]) -> Result:
    """Run a call to its end, showing its epochs."""
    while True:
        try:
            step = next(work)
        except StopIteration as end:
            return end.value
        if step.kind in ("plan", "epoch"):
            figures = {name: value for name, value in step.values.items() if isinstance(value, float)}
            print(step.what, {name: round(value, 4) for name, value in figures.items()}, file=sys.stderr, flush=True)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("images", 600), ("seed", 7001), ("epochs", 30), ("threads", 1)):
        arguments.add_argument(f"--{name}", type=int, default=value)
    arguments.add_argument("--out", type=Path, default=places.sample_checkpoint())
    chosen = arguments.parse_args()
    allocation.prepare()

    from engine import checkpoint as checkpoints
    from engine import evaluation
    from engine.datasets.index import index
    from engine.datasets.shapes import write_scenes
    from engine.datasets.splits import Split, make_split
    from engine.parts import Part
    from engine.training.fit import fit

    place = Path(tempfile.mkdtemp(prefix="overlap-sample-"))
    try:
        folder, run = place / "scenes", place / "run"
        finished(write_scenes(str(folder), images=chosen.images, seed=chosen.seed))
        found = finished(index(str(folder)))
        split = make_split(found, "90,10", chosen.seed, ("class", "box", "mask"))
        settings = FitSettings(
            folder=str(folder),
            recipe="multi-small",
            out=str(run),
            epochs=chosen.epochs,
            weights="none",
            seed=chosen.seed,
            threads=chosen.threads,
        )
        best = checkpoints.load(finished(fit(settings, found, split)))
        halves = {name: value.half() if value.is_floating_point() else value for name, value in best.weights.items()}
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        checkpoints.save(chosen.out, replace(best, weights=halves, split=Split((), (), ())))
        report = finished(evaluation.measure(str(chosen.out), found, Part("test", split.test, split)))
        print(report.to_json()[:1500])
        print(f"{chosen.out}: {chosen.out.stat().st_size / 1e6:.2f} MB", file=sys.stderr)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

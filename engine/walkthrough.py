"""The whole loop without a window: `python -m engine.walkthrough [FOLDER]`.

On the sample it predicts, scores, corrects the labels that are wrong on purpose, fine-tunes a little, scores again, and
says what it did. Where `start.py` finds no display it runs this in place of the window, and a picture of the window is
left in the folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine import places
from engine.datasets import folder as folders
from engine.datasets import labels, shapes
from engine.errors import EngineError
from engine.evaluation import evaluate
from engine.fine_tuning import fit
from engine.prediction import predict_folder
from engine.processes import allocation
from engine.processes.interrupts import INTERRUPTED
from engine.runs import FitSettings, RunFiles

if TYPE_CHECKING:
    from engine.annotation import Annotation, Instance
    from engine.datasets.record import Dataset, Record
    from engine.steps import Step

RECIPE, IMAGES, WRONG, EPOCHS = "multi-small", 120, 12, 3
THREADS = 1  # so small a network gains little by more, and on a busy machine they burn time waiting for each other
SCREENSHOT_LIMIT = 120  # seconds
Result = TypeVar("Result")


def main(arguments: list[str]) -> int:
    """Status 0 when the loop went round, 1 when only the picture of the window failed, 2 with one line otherwise."""
    allocation.prepare()
    out = Path(arguments[0]) if arguments else places.data() / "walkthrough"
    try:
        return walk(out.resolve())
    except (EngineError, OSError) as error:
        print(f"overlap: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED


def walk(out: Path) -> int:
    """Go round the loop once in `out`; what an earlier walk left there is replaced."""
    sample, truth, run = out / "sample", out / "as-drawn", RunFiles(out / "run")
    checkpoint = str(places.sample_checkpoint())
    for old in (sample, truth, run.folder):
        shutil.rmtree(old, ignore_errors=True)
    say(f"1. The sample: {IMAGES} generated pictures, {WRONG} of them with a wrong label  ->  {sample}")
    wrong = finish(shapes.write_scenes(str(sample), images=IMAGES, seed=0, wrong=WRONG))
    skipped = finish(predict_folder(checkpoint, str(sample), threads=THREADS))
    say(f"2. Predicted by {Path(checkpoint).name}: {IMAGES - skipped} pictures")
    found = finish(evaluate(checkpoint, str(sample), threads=THREADS)).plain()
    say(f"   Scores on the test part, against the labels as they lie there:  {scores(found)}")
    finish(shapes.write_scenes(str(truth), images=IMAGES, seed=0, wrong=0))
    say(f"3. Corrected: the labels of {correct(sample, truth, wrong)} pictures, saved in place; the rest untouched")
    corrected = finish(evaluate(checkpoint, str(sample), threads=THREADS)).plain()
    say(f"   The same predictions against the corrected labels:  {scores(corrected)}")
    settings = FitSettings(str(sample), RECIPE, str(run.folder), epochs=EPOCHS, start=checkpoint, threads=THREADS)
    after = finish(fit(settings)).plain()
    say(f"4. Fine-tuned for {EPOCHS} epochs from it  ->  {run.best}")
    before = after.get("before")  # the checkpoint it started from, on the same pictures
    say(f"   Scores on the run's test part, before:  {scores(before) if isinstance(before, Mapping) else 'none'}")
    say(f"   and after:                              {scores(after)}")
    say(f"   The report: {run.page}")
    return picture(sample, wrong[0], run.best, out / "window.png")


def correct(sample: Path, truth: Path, names: tuple[str, ...]) -> int:
    """Put right what differs from the drawing in the labels of the named pictures; how many were saved."""
    dataset, drawn = folders.open_folder(sample), {record.name: record for record in folders.open_folder(truth).records}
    records = {record.name: record for record in dataset.records}
    return sum(_correct_one(dataset, records[name], drawn[name]) for name in names)


def _correct_one(dataset: Dataset, record: Record, drawn: Record) -> bool:
    now, right = labels.read(dataset.format, record), labels.read(dataset.format, drawn)
    wanted = _restored(now.annotation, right.annotation)
    labels.save(dataset, record, now.annotation.with_instances(wanted), now.stamp)
    return True


def _restored(now: Annotation, right: Annotation) -> tuple[Instance, ...]:
    """The right instances; those that stand in the file as they should are kept as that file's own objects."""
    standing = {(instance.label, instance.box): instance for instance in now.instances}
    return tuple(
        standing.get((instance.label, instance.box), replace(instance, origin=None)) for instance in right.instances
    )


def picture(folder: Path, name: str, checkpoint: Path, out: Path) -> int:
    """Let the program draw its window on that picture of `folder` and save it as `out`; 0 or 1."""
    command = [sys.executable, "-m", "gui", str(folder), "--select", name, "--checkpoint", str(checkpoint)]
    done = subprocess.run(
        [*command, "--screenshot", str(out), "--quit"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=SCREENSHOT_LIMIT,
        check=False,
    )
    if done.returncode == 0 and out.exists():
        say(f"5. The window on it, prediction beside truth  ->  {out}")
        return 0
    say(f"5. The picture of the window could not be made (status {done.returncode})")
    return 1


def finish(work: Generator[Step, None, Result]) -> Result:
    """Run a call to its end in place; epochs are told as they pass."""
    began = time.monotonic()
    while True:
        try:
            step = next(work)
        except StopIteration as end:
            return end.value
        if step.kind == "epoch":
            say(f"   {step.what}: {time.monotonic() - began:.0f} s since it began")


def scores(report: Mapping[str, object]) -> str:
    """The figures of a report in one line: accuracy, mean box IoU, mask mIoU, mAP; those the report has."""
    parts = []
    for part, key, name in (
        ("label", "accuracy", "accuracy"),
        ("box", "mean_iou", "box IoU"),
        ("mask", "mIoU", "mIoU"),
        ("detections", "mAP", "mAP"),
    ):
        group = report.get(part)
        value = group.get(key) if isinstance(group, Mapping) else None
        if isinstance(value, float):
            parts.append(f"{name} {value:.3f}")
    return ", ".join(parts) or "none"


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

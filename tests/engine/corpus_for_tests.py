"""The corpus of bad files: laying each row out as a person would have it, and judging what becomes of it.

Run as a program it is an engine process with one call more than the window's: loading a stranger's checkpoint.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from corpus_rows import FINE, REJECTED, WARNED, Outcome, Row

from engine.errors import EngineError
from engine.processes import allocation, serving
from engine.processes.wishes import CallBrokenError
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from engine.checks.finding import Finding
    from engine.processes.process import EngineProcess

CONTROL = "base_64x48"


class Judge:
    """Lays rows out below `place` and sends them through the calls of `engine`."""

    def __init__(self, engine: EngineProcess, files: Path, place: Path) -> None:
        self._engine, self._files, self._place = engine, files, place
        self._number = 0

    def judge(self, row: Row) -> Outcome:
        found = Outcome(row)
        self._number += 1
        folder = self._place / f"{self._number:04}"
        folder.mkdir(parents=True)
        judges: dict[str, Callable[[Row, Path, Outcome], None]] = {
            "xml": self._xml,
            "image": self._image,
            "mask": self._mask,
            "list": self._list,
            "ckpt": self._checkpoint,
            "folder": self._folder,
        }
        judges[row.kind](row, folder, found)
        shutil.rmtree(folder, ignore_errors=True)
        return found

    def special(self, row: Row, special: Path) -> Outcome:
        """A row that only a disk can hold; `special` is where it was made."""
        found = Outcome(row)
        self._number += 1
        folder = self._place / f"{self._number:04}"
        folder.mkdir(parents=True)
        name = os.fsdecode(row.file.split(" (")[0].encode("latin-1").decode("unicode_escape").encode("latin-1"))
        if name.endswith("/") or name.startswith("loop"):
            self._check(found, special / name.split("/")[0], lambda _: True)
            return found
        (special / name).rename(folder / name)
        if name.endswith(".xml"):
            if name.startswith("symlinked"):
                shutil.copy(special / "target.xml", folder / "target.xml")
            self._control(folder, f"{Path(name).stem}.jpg")
            self._check(found, folder, lambda finding: finding.file == name and finding.code in ("link", "read-only"))
        else:
            self._control(folder, "zz control.jpg")
            self._one_picture(folder, folder / name, found)
        return found

    def call(self, found: Outcome, name: str, **arguments: object) -> Any:
        """The result of a call, its time and memory noted; None where it raised, and then the outcome is rejected."""
        base, began = _resident(self._engine.pid, "VmRSS"), _worked(self._engine.pid)
        result = None
        steps = self._engine.run(name, arguments)
        try:
            while True:
                next(steps)
        except StopIteration as end:
            result = end.value
        except EngineError as error:
            found.outcome, found.message = REJECTED, str(error)
        except CallBrokenError as error:
            found.outcome, found.message = "a fault of ours", f"{error}\n{error.trace}"
        found.seconds = max(found.seconds, _worked(self._engine.pid) - began)
        found.megabytes = max(found.megabytes, _resident(self._engine.pid, "VmHWM") - base)
        return result

    def _control(self, folder: Path, name: str = f"{CONTROL}.jpg") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(self._files / "images" / f"{CONTROL}.jpg", folder / name)

    def _check(self, found: Outcome, folder: Path, about: Callable[[Finding], bool]) -> None:
        """Take the findings of `check`: what is said about the row makes it a warning."""
        findings = self.call(found, "check", folder=str(folder))
        if findings is None:
            return
        mine = [finding for finding in findings.findings if about(finding)]
        found.said += [str(finding) for finding in mine]
        if mine and found.outcome == FINE:
            found.outcome, found.message = WARNED, str(mine[0])

    def _xml(self, row: Row, folder: Path, found: Outcome) -> None:
        self._control(folder)
        shutil.copy(self._files / row.file, folder / f"{CONTROL}.xml")
        for name in ("secret.txt", "evil.dtd"):
            shutil.copy(self._files / "xml" / name, folder / name)
        dataset = self.call(found, "open", path=str(folder))
        shown = self.call(found, "picture", format=dataset.format, record=dataset.records[0])
        if shown.label_error is not None:
            found.outcome, found.message = REJECTED, shown.label_error
        else:
            found.objects = len(shown.labels.annotation.instances)
            found.said += [instance.label for instance in shown.labels.annotation.instances[:10]]
        self._check(found, folder, lambda _: True)

    def _image(self, row: Row, folder: Path, found: Outcome) -> None:
        path = folder / Path(row.file).name
        self._control(folder, "zz control.jpg")
        shutil.copy(self._files / row.file, path)
        self._one_picture(folder, path, found)

    def _one_picture(self, folder: Path, path: Path, found: Outcome) -> None:
        dataset = self.call(found, "open", path=str(folder))
        for record in dataset.records if dataset else ():
            if record.image.name == path.name:
                shown = self.call(found, "picture", format=dataset.format, record=record)
                if shown is not None and shown.labels is None and shown.label_error is None:
                    found.outcome, found.message = REJECTED, shown.screen.problem
                break
        else:
            self._refused(found, folder, path)
            return
        self._check(found, folder, lambda finding: finding.file == path.name)

    def _refused(self, found: Outcome, folder: Path, path: Path) -> None:
        """A file that is not among the pictures: an error in `check` says that it can't be one of them."""
        self._check(found, folder, lambda finding: finding.file == path.name)
        findings = self.call(found, "check", folder=str(folder)).findings
        errors = [each for each in findings if each.file == path.name and each.severity == "error"]
        if errors:
            found.outcome, found.message = REJECTED, str(errors[0])

    def _mask(self, row: Row, folder: Path, found: Outcome) -> None:
        from engine.datasets.record import Record

        pets = "trimap" in row.file
        pictures, place = ("images", "annotations/trimaps") if pets else ("JPEGImages", "SegmentationClass")
        self._control(folder / pictures)
        mask = folder / place / f"{CONTROL}{Path(row.file).suffix}"
        mask.parent.mkdir(parents=True)
        shutil.copy(self._files / row.file, mask)
        record = Record(CONTROL, str(folder / pictures / f"{CONTROL}.jpg"), mask_file=str(mask))
        shown = self.call(found, "picture", format="pets" if pets else "voc_masks", record=record)
        if shown is not None and shown.labels.annotation.mask is None:
            found.outcome, found.message = REJECTED, shown.labels.problems[0]
        self._check(found, folder, lambda finding: "/" in finding.file and finding.code != "no-label")

    def _list(self, row: Row, folder: Path, found: Outcome) -> None:
        data, name = (self._files / row.file).read_bytes(), Path(row.file).name
        if name.startswith("classes_"):
            lines, place = ["a"], folder / "class_names.txt"
        elif name.startswith("voc_"):
            lines, place = data.decode().split("\n"), folder / "ImageSets" / "Main" / "train.txt"
        else:
            lines, place = ["Abyssinian_100", "beagle_1", *data.decode("latin-1").split("\n")[4:]], None
        names = {line.split()[0] for line in lines if re.fullmatch(r"[\w]{1,30}(\s.*)?", line, re.ASCII)}
        names = {each for each in names if "ghost" not in each and "Beagle" not in each}
        voc = place is not None
        for each in names:
            self._control(folder / ("JPEGImages" if voc else "images"), f"{each}.jpg")
            labels = folder / ("Annotations" if voc else "annotations/xmls") / f"{each}.xml"
            labels.parent.mkdir(parents=True, exist_ok=True)
            text = (self._files / "xml" / "ok_minimal.xml").read_text().replace(f"{CONTROL}.jpg", f"{each}.jpg")
            labels.write_text(text)
        place = place or folder / "annotations" / "list.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        assert self.call(found, "open", path=str(folder)) is not None
        self._check(found, folder, lambda _: True)
        findings = self.call(found, "check", folder=str(folder)).findings
        errors = [finding for finding in findings if finding.severity == "error"]
        if errors:
            found.outcome, found.message = REJECTED, str(errors[0])

    def _checkpoint(self, row: Row, folder: Path, found: Outcome) -> None:
        path = folder / Path(row.file).name
        shutil.copy(self._files / row.file, path)
        self.call(found, "checkpoint", path=str(path))
        as_weights = Outcome(row)
        self.call(as_weights, "weights", path=str(path))
        found.seconds = max(found.seconds, as_weights.seconds)
        found.megabytes = max(found.megabytes, as_weights.megabytes)
        found.said.append(as_weights.message)
        if as_weights.outcome != REJECTED:
            found.outcome, found.message = as_weights.outcome, f"as pretrained weights: {as_weights.message}"

    def _folder(self, row: Row, folder: Path, found: Outcome) -> None:
        source = self._files / row.file
        inner = folder / source.name
        if source.is_dir():
            shutil.copytree(source, inner)
        else:
            shutil.copy(source, inner)
        self._check(found, inner, lambda _: True)


def _worked(pid: int | None) -> float:
    """Seconds of computing: what else goes on on the machine does not count."""
    if pid is None:
        return 0.0
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def _resident(pid: int | None, name: str) -> float:
    """Megabytes; asking for VmRSS begins a new count of the most (VmHWM)."""
    if pid is None or not Path("/proc/self/clear_refs").exists():
        return 0.0
    if name == "VmRSS":
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    match = re.search(rf"{name}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(match[1]) / 1024 if match else 0.0


def checkpoint(path: str) -> Generator[Step, None, None]:
    """Load a stranger's file as a checkpoint of ours."""
    yield Step("Loading")
    from engine import checkpoint as checkpoints

    checkpoints.load(Path(path))


def weights(path: str) -> Generator[Step, None, None]:
    """Load a stranger's file as pretrained weights, the one place where a .pt is read at all."""
    yield Step("Loading")
    from engine import weights as pretrained
    from engine.networks.making import make
    from engine.recipes import recipe_named

    pretrained.load(Path(path), make(recipe_named("multi-small"), 1, 1), ())


if __name__ == "__main__":
    from engine.calls import CALLS

    allocation.prepare()
    sys.modules["corpus_for_tests"] = sys.modules["__main__"]
    sys.exit(serving.serve({**CALLS, **{name: f"corpus_for_tests:{name}" for name in ("checkpoint", "weights")}}))

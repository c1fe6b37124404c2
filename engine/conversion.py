"""Converting a folder into another format: nothing is lost silently, and the source is only read.

The document is that of `doors.md`, with `skipped` besides: damaged files by name.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.converting import scene as scenes
from engine.converting.coco import CocoTarget
from engine.converting.outlines import LabelmeTarget, YoloTarget
from engine.converting.pets import PetsTarget
from engine.converting.place import Place
from engine.converting.target import plain
from engine.converting.voc import VocMasksTarget, VocTarget
from engine.datasets.coco_folders import UNNAMED
from engine.datasets.index import index
from engine.errors import EngineError, PictureError
from engine.formats import coco
from engine.steps import Pace, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from engine.converting.target import Target
    from engine.datasets.index import Index

_TARGETS: Mapping[str, Callable[[Place, Index], Target]] = {
    "voc": VocTarget,
    "voc_masks": VocMasksTarget,
    "pets": PetsTarget,
    "coco": CocoTarget,
    "yolo": YoloTarget,
    "labelme": LabelmeTarget,
}
FORMATS = tuple(_TARGETS)


def convert(source: str, target: str, to: str) -> Generator[Step, None, dict[str, Any]]:
    """Write the folder `source` anew as a folder of the format `to` at `target`, which must be new or empty.

    Yields steps of kind "progress". Returns {"images", "instances", "lost": [{"what", "count"}], "skipped": [{"file",
    "message"}]}: pictures and instances written, what the format cannot hold, and files that were damaged (a picture
    whose header cannot be read is left out; one that is cut short is copied as it is).

    Until it has come to its end the target holds `arriving.CONVERSION`. Raises EngineError where the source cannot be
    opened, the target is not new, or it cannot be written.
    """
    if to not in _TARGETS:
        raise EngineError(f"--to {to}: is no format we write; choose one of {', '.join(FORMATS)}")
    place = Place(Path(target), Path(source).parent if Path(source).is_file() else Path(source))
    known = yield from index(source)
    place.check_outside(known.dataset.root)
    place.begin()
    writer = _TARGETS[to](place, known)
    lost: Counter[str] = Counter()
    skipped: list[dict[str, str]] = []
    images, pace, total = 0, Pace(), len(known.dataset.records)
    yield Step("Converting", 0, total)
    for done, record in enumerate(known.dataset.records, 1):
        try:
            scene = scenes.read(known, record)
            lost += writer.add(scene)
            skipped += [{"file": file, "message": message} for file, message in scene.faults]
            images += 1
        except PictureError as error:
            skipped.append({"file": error.path.name, "message": f"{error}; it was left out"})
        if pace.due():
            yield Step("Converting", done, total)
    lost += writer.finish() + _of_files(known)
    told = {each["file"] for each in skipped}
    unread = [
        each for row, each in known.noticed if each.code == "not-read" or (row < 0 and each.code == "labels")
    ]  # whole files, not what is wrong with one picture's
    skipped += [{"file": each.file, "message": str(each)} for each in unread if each.file not in told]
    place.end()
    yield Step("Converting", total, total)
    named = [{"what": what, "count": count} for what, count in sorted(lost.items()) if count]
    return {"images": images, "instances": writer.written, "lost": named, "skipped": skipped}


def _of_files(known: Index) -> Counter[str]:
    """What COCO files say beside their pictures, and no other format holds, or what in them is of no picture."""
    files = {
        record.labels for record in known.dataset.records if record.entry is not None and record.labels is not None
    }
    lost: Counter[str] = Counter()
    for each in known.dataset.problems:
        lost["pictures that no JSON names" if each.code == UNNAMED else scenes.UNUSABLE] += each.lost
    return sum((plain(coco.cached(path).extras) for path in files), lost)

"""Predictions as files: COCO results, a folder of VOC files whose objects carry a score, a folder of texts."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.datasets import facts
from engine.datasets.scanning import XML, folders, tree
from engine.errors import EngineError, LabelError
from engine.formats import voc
from engine.limits import NOT_READ, too_many
from engine.metrics.average_precision import pixel_boxes
from engine.scoring import coco_files
from engine.scoring.things import Found, Problems, Thing, check_some
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from engine.scoring.things import Truth

_TEXT, _JSON = frozenset(("txt",)), frozenset(("json",))
_COLUMNS = "class score xmin ymin xmax ymax"
_FARTHEST = 1e7  # pixels


def read_found(path: Path, truth: Truth, problems: Problems) -> Generator[Step, None, Found]:
    """The predictions at `path`: a COCO JSON, or a folder of VOC files, of texts, or with one COCO JSON. What belongs
    to no picture of the truth is left out, named. Raises EngineError for anything that cannot be ranked or placed."""
    if not path.exists():
        raise EngineError(f"{path}: there are no such predictions; check the name")
    if path.is_file():
        if path.suffix.lower() != ".json":
            raise EngineError(
                f"{path}: predictions are a COCO JSON or a folder of VOC files or texts; name one of these"
            )
        yield Step("Reading predictions")
        return coco_files.read_found(path, truth, problems)
    barred: dict[str, str] = {}
    xmls = tree(folders(path).get("annotations"), XML, path, barred) or tree(path, XML, path, barred)
    texts, jsons = ({}, {}) if xmls else (tree(path, kind, path, barred) for kind in (_TEXT, _JSON))
    if barred:
        raise LabelError(Path(next(iter(barred.values()))), NOT_READ)
    if xmls:
        return (yield from _each(path, xmls, truth, problems, _voc))
    jsons = list(jsons.values())
    if texts and not jsons:
        return (yield from _each(path, texts, truth, problems, _text))
    if len(jsons) == 1:
        yield Step("Reading predictions")
        return coco_files.read_found(Path(jsons[0]), truth, problems)
    if jsons:
        raise EngineError(f"{path}: there are {len(jsons)} JSON files here; name the one with the predictions")
    raise EngineError(f"{path}: no predictions here; name a COCO results JSON, or a folder of VOC files or of texts")


def _each(
    folder: Path,
    files: dict[str, str],
    truth: Truth,
    problems: Problems,
    read: Callable[[Path, bytes, int], list[Thing]],
) -> Generator[Step, None, Found]:
    things: list[Thing] = []
    met: dict[int, str] = {}
    strange = ""
    for done, (name, file) in enumerate(files.items()):
        if done % 500 == 0:
            yield Step("Reading predictions", done, len(files))
        place = truth.names.by_name(name)
        path = Path(file)
        if place is None:
            strange = strange or path.name
            problems.add(f"{path.name}: was left out: the truth has no picture of this name")
            continue
        if place in met:
            raise EngineError(f"{path}: {met[place]} is of the same picture; remove one of them")
        met[place] = path.name
        things += read(path, facts.read_bytes(path) or b"", place)
    check_some(len(met), len(files), str(folder), strange)
    return Found(tuple(things))


def _text(path: Path, data: bytes, picture: int) -> list[Thing]:
    """Lines of `class score xmin ymin xmax ymax`, VOC pixels; a class may have spaces in it."""
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise LabelError(path, "these bytes are not UTF-8; save the file again as UTF-8") from error
    said = too_many("objects", len(lines))
    if said:
        raise LabelError(path, said)
    names, scores, places = [], [], []
    for number, line in enumerate(lines, start=1):
        words = line.rsplit(maxsplit=5)
        if not words:
            continue
        try:
            score, *corners = map(float, words[1:])
        except ValueError:
            score, corners = math.nan, []
        if len(words) != 6 or len(corners) != 4:
            raise LabelError(path, f"a line is `{_COLUMNS}`, and this one is not; correct it", number)
        if not math.isfinite(score):
            raise LabelError(path, f"the score {words[1][:40]} is no number that can be ranked; correct it", number)
        if not all(abs(corner) <= _FARTHEST for corner in corners):  # NaN is not, either
            raise LabelError(path, "the corners are no places in a picture; correct them", number)
        names.append(words[0])
        scores.append(score)
        places.append(corners)
    boxes = map(tuple, pixel_boxes(np.array(places, np.float64)).tolist())
    return [Thing(picture, name, box, score) for name, box, score in zip(names, boxes, scores, strict=True)]


def _voc(path: Path, data: bytes, picture: int) -> list[Thing]:
    """The objects of a VOC file, each with its `<score>`; one that cannot be used is an error: a prediction left out
    would be a mistake that nobody counts."""
    root = voc.tree(path, data)
    prefix = root.tag[: -len("annotation")]
    elements = root.findall(f"{prefix}object")
    file = voc.parse(path, data)
    if len(file.instances) < len(elements):
        problem = file.problems[0]
        raise LabelError(path, f"{problem.message}; correct the file", problem.line)
    found = []
    for instance, line in zip(file.instances, file.lines, strict=True):
        text = (elements[instance.origin or 0].findtext(f"{prefix}score") or "").strip()
        try:
            score = float(text)
        except ValueError:
            score = math.nan
        if not math.isfinite(score):
            said = f"the score {text[:40]!r} is no number that can be ranked" if text else "an object has no <score>"
            raise LabelError(path, f"{said}; predictions carry one each", line)
        found.append(Thing(picture, instance.label, instance.box.as_tuple(), score))
    return found

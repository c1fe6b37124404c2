"""Predictions as files that other programs read: VOC, COCO, YOLO and labelme with scores, palette masks."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import checkpoint as checkpoints
from engine import distributed, predictions
from engine.datasets.folder import open_folder
from engine.datasets.read_only import image_of
from engine.errors import EngineError
from engine.files import replace_whole
from engine.formats import coco, coco_writing, labelme, voc_writing, yolo
from engine.formats.coco_writing import CocoPicture
from engine.formats.voc_masks import to_bytes
from engine.prediction import predict_folder

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from engine.annotation import Annotation
    from engine.datasets.record import Record
    from engine.steps import Step


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where predictions go: the folder `out`, a file a picture except for COCO. Objects scored below `threshold` are
    left out. `to` is

    - "voc": NAME.xml, boxes 1-based and inclusive, each object with its <score>;
    - "coco": predictions.json, a COCO file whose annotations carry `score`, and results.json, the same as a results
      list, with `segmentation` where objects have a mask; of a COCO folder one for each of its JSONs,
      results_NAME.json, with the ids of that file;
    - "yolo": NAME.txt with the score as the sixth column, and classes.txt;
    - "labelme": NAME.json, shapes with their score;
    - "masks": NAME.png, palette indices.
    """

    out: str
    to: str
    threshold: float = 0.0


def deliver(
    checkpoint: str, path: str, wanted: Delivery, device: str = "auto", threads: int | None = None
) -> Generator[Step, None, dict[str, Any]]:
    """Predict `path`, a folder or one picture, and write what was found.

    Returns {"images", "written", "skipped": [{"file", "message"}], "to", "out"}; the steps are those of
    `engine.prediction.predict_folder`. Raises EngineError where the checkpoint has no such head, or `out` cannot be
    written or is where the folder's own pictures or labels lie.
    """
    about = checkpoints.load(Path(checkpoint))
    writer = _writer(wanted.to, about.recipe.heads, Path(wanted.out), about.classes)
    chosen = _records(Path(path))
    _keep_apart(Path(wanted.out), chosen.values())
    key = predictions.key(Path(checkpoint))
    skipped: list[dict[str, str]] = []
    written = 0
    mine = tuple(distributed.share(list(chosen)))
    for step in predict_folder(checkpoint, path, mine, device, threads):
        if step.kind == "prediction":
            record = chosen[str(step.values["name"])]
            prediction = predictions.load(key, record.image)
            if prediction is None:
                problem = (
                    step.values.get("problem") or f"{record.image.name}: the picture changed meanwhile; predict again"
                )
                skipped.append({"file": record.image.name, "message": str(problem)})
            else:
                writer.write(record, _above(prediction, wanted.threshold))
                written += 1
        yield step
    writer.finish()
    told = distributed.of_all((written, skipped))
    written, skipped = sum(count for count, _ in told), [one for _, some in told for one in some]
    return {"images": len(chosen), "written": written, "skipped": skipped, "to": wanted.to, "out": wanted.out}


class _Voc:
    """A VOC file a picture; the other writers have the same two methods."""

    def __init__(self, out: Path, classes: tuple[str, ...]) -> None:
        self._out, self._classes = out, classes or ("object",)

    def write(self, record: Record, prediction: Annotation) -> None:
        folder, segmented = record.image.parent.name, prediction.mask is not None
        data = voc_writing.to_bytes(folder, record.image.name, prediction, segmented)
        self._put(f"{record.name}.xml", data)

    def finish(self) -> None:
        """Write what belongs to all pictures together."""

    def _put(self, name: str, data: bytes) -> None:
        path = self._out / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_whole(path, data)
        except OSError as error:
            raise EngineError(f"{path}: cannot be written ({error.strerror or error}); choose another --out") from error


class _Masks(_Voc):
    def write(self, record: Record, prediction: Annotation) -> None:
        if prediction.mask is None:
            raise EngineError(f"{record.image.name}: nothing was predicted for its mask")
        self._put(f"{record.name}.png", to_bytes(prediction.mask))


class _Yolo(_Voc):
    def write(self, record: Record, prediction: Annotation) -> None:
        self._put(f"{record.name}.txt", yolo.to_text(prediction, self._classes))

    def finish(self) -> None:
        self._put("classes.txt", "".join(f"{name}\n" for name in self._classes).encode())


class _Labelme(_Voc):
    def write(self, record: Record, prediction: Annotation) -> None:
        self._put(f"{record.name}.json", labelme.to_bytes(record.image.name, prediction))


class _Coco(_Voc):
    def __init__(self, out: Path, classes: tuple[str, ...]) -> None:
        super().__init__(out, classes)
        self._found: list[tuple[Record, CocoPicture]] = []

    def write(self, record: Record, prediction: Annotation) -> None:
        size = prediction.width, prediction.height
        file = record.entry or f"{record.name}{record.image.suffix}"
        self._found.append((record, CocoPicture(file, size, replace(prediction, mask=None))))

    def finish(self) -> None:
        self._found = distributed.dealt_back(distributed.of_all(self._found))
        if not distributed.leads():
            return
        data = coco_writing.to_bytes((picture for _, picture in self._found), self._classes)
        self._put("predictions.json", data)
        for name, results in self._results(json.loads(data)).items():
            self._put(name, json.dumps(results, allow_nan=False).encode())

    def _results(self, file: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """The annotations as results lists by file name: ids are those of the JSON that the pictures come from."""
        named = {entry["id"]: entry["name"] for entry in file["categories"]}
        found: dict[str, list[dict[str, Any]]] = {} if self._found and self._found[0][0].entry else {"results.json": []}
        for entry in file["annotations"]:
            record = self._found[entry["image_id"] - 1][0]
            image, category, name = entry["image_id"], entry["category_id"], "results.json"
            if record.labels is not None and record.entry is not None:
                own = {called: id_ for id_, called in coco.cached(record.labels).categories}
                image, name = image_of(record.labels, record.entry).id, f"results_{record.labels.stem}.json"
                category = own.get(named[category], category)
            kept = {key: entry[key] for key in ("bbox", "segmentation", "score") if entry.get(key, []) != []}
            found.setdefault(name, []).append({"image_id": image, "category_id": category, **kept})
        return found


_OBJECTS = ("box", "detections")
_WRITERS: dict[str, tuple[tuple[str, ...], type[_Voc]]] = {
    "voc": (_OBJECTS, _Voc),
    "coco": (_OBJECTS, _Coco),
    "yolo": (_OBJECTS, _Yolo),
    "labelme": (_OBJECTS, _Labelme),
    "masks": (("mask",), _Masks),
}


def _writer(to: str, heads: tuple[str, ...], out: Path, classes: tuple[str, ...]) -> _Voc:
    wanted, writer = _WRITERS[to]
    if not set(wanted) & set(heads):
        able = " or ".join(name for name, (kinds, _) in _WRITERS.items() if set(kinds) & set(heads))
        cure = f"; say --to {able}" if able else ""
        raise EngineError(f"--to {to}: this checkpoint has no {wanted[0]} head, only {', '.join(heads)}{cure}")
    return writer(out, classes)


def _records(path: Path) -> dict[str, Record]:
    """What to predict by record name: all of a folder, or the one picture."""
    records = open_folder(path).records
    if not path.is_dir():
        records = tuple(record for record in records if record.image.resolve() == path.resolve())
    if not records:
        raise EngineError(f"{path}: there is no picture here; give a picture, or a folder with some")
    return {record.name: record for record in records}


def _keep_apart(out: Path, records: Iterable[Record]) -> None:
    """Predictions never take the place of pictures or labels, nor are they read as such the next time."""
    for record in records:
        own = (record.image, record.xml, record.mask, record.instance_mask, record.labels)
        if (out / record.name).parent.resolve() in {file.parent.resolve() for file in own if file is not None}:
            raise EngineError(f"{out}: the folder's own pictures or labels lie here; choose another --out")


def _above(prediction: Annotation, threshold: float) -> Annotation:
    kept = (instance for instance in prediction.instances if instance.score is None or instance.score >= threshold)
    return replace(prediction, instances=tuple(kept))

"""Predictions as files that other programs read: VOC XML with scores, palette masks."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from engine import checkpoint as checkpoints
from engine import predictions
from engine.annotation import Annotation, Instance
from engine.datasets.folder import open_folder
from engine.datasets.record import Record
from engine.errors import EngineError
from engine.files import replace_whole
from engine.formats.voc import EDGES, file_edges
from engine.formats.voc_masks import to_bytes
from engine.prediction import predict_folder

if TYPE_CHECKING:
    from engine.steps import Step

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold (its production 2)."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where predictions go: a file a picture in the folder `out`. `to` is "voc" (NAME.xml, boxes 1-based and
    inclusive, each object with its <score>) or "masks" (NAME.png, palette indices). Objects scored below `threshold`
    are left out."""

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
    write = _writer(wanted.to, checkpoints.load(Path(checkpoint)).recipe.heads)
    chosen = _records(Path(path))
    _keep_apart(Path(wanted.out), chosen.values())
    key = predictions.key(Path(checkpoint))
    skipped: list[dict[str, str]] = []
    written = 0
    for step in predict_folder(checkpoint, path, tuple(chosen), device, threads):
        if step.kind == "prediction":
            record = chosen[str(step.values["name"])]
            prediction = predictions.load(key, record.image)
            if prediction is None:
                problem = (
                    step.values.get("problem") or f"{record.image.name}: the picture changed meanwhile; predict again"
                )
                skipped.append({"file": record.image.name, "message": str(problem)})
            else:
                write(Path(wanted.out) / record.name, record, _above(prediction, wanted.threshold))
                written += 1
        yield step
    return {"images": len(chosen), "written": written, "skipped": skipped, "to": wanted.to, "out": wanted.out}


Writer = Callable[[Path, Record, Annotation], None]


def _writer(to: str, heads: tuple[str, ...]) -> Writer:
    writers: dict[str, tuple[str, Writer]] = {"voc": ("box", _write_voc), "masks": ("mask", _write_mask)}
    head, write = writers[to]
    if head not in heads:
        raise EngineError(f"--to {to}: this checkpoint has no {head} head, only {', '.join(heads)}")
    return write


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
        own = (record.image, record.xml, record.mask, record.instance_mask)
        if (out / record.name).parent.resolve() in {file.parent.resolve() for file in own if file is not None}:
            raise EngineError(f"{out}: the folder's own pictures or labels lie here; choose another --out")


def _above(prediction: Annotation, threshold: float) -> Annotation:
    kept = (instance for instance in prediction.instances if instance.score is None or instance.score >= threshold)
    return replace(prediction, instances=tuple(kept))


def _write_voc(place: Path, record: Record, prediction: Annotation) -> None:
    _put(place, ".xml", voc_bytes(record.image.name, prediction))


def _write_mask(place: Path, record: Record, prediction: Annotation) -> None:
    if prediction.mask is None:
        raise EngineError(f"{record.image.name}: nothing was predicted for its mask")
    _put(place, ".png", to_bytes(prediction.mask))


def _put(place: Path, ending: str, data: bytes) -> None:
    path = place.with_name(place.name + ending)  # a record's name may hold dots of its own
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_whole(path, data)
    except OSError as error:
        raise EngineError(f"{path}: cannot be written ({error.strerror or error}); choose another --out") from error


def voc_bytes(filename: str, prediction: Annotation) -> bytes:
    """A VOC label file of a prediction, each object with its `<score>`, in UTF-8."""
    lines = [
        "<annotation>",
        f"\t<filename>{_text(filename)}</filename>",
        f"\t<size><width>{prediction.width}</width><height>{prediction.height}</height><depth>3</depth></size>",
        f"\t<segmented>{int(prediction.mask is not None)}</segmented>",
        *(line for instance in prediction.instances for line in _object(instance)),
        "</annotation>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _object(instance: Instance) -> list[str]:
    sides = zip(EDGES, file_edges(instance.box), strict=True)
    box = "".join(f"<{edge}>{value:.2f}</{edge}>" for edge, value in sides)
    score = [] if instance.score is None else [f"\t\t<score>{instance.score:.6f}</score>"]
    return [
        "\t<object>",
        f"\t\t<name>{_text(instance.label)}</name>",
        "\t\t<pose>Unspecified</pose>",
        f"\t\t<truncated>{int(instance.truncated)}</truncated>",
        f"\t\t<difficult>{int(instance.difficult)}</difficult>",
        *score,
        f"\t\t<bndbox>{box}</bndbox>",
        "\t</object>",
    ]


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))

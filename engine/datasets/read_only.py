"""The labels of one picture of a COCO, YOLO, labelme or MNIST folder, and how they are turned upright."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine import images
from engine.annotation import Box, Instance
from engine.datasets import mnist75
from engine.errors import LabelError
from engine.formats import coco, frames, labelme, rle, yolo
from engine.formats.labelled import Labelled
from engine.limits import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from engine.datasets.record import Record
    from engine.formats.coco import CocoImage


def labels_of(form: str, record: Record) -> tuple[tuple[int, int], int, Labelled, bytes | None]:
    """The upright (width, height) and the orientation of the picture, its labels in the frame of their file, and what
    stands for the bytes of that file (None: it says nothing of the picture).

    Raises PictureError (not for a COCO picture that isn't there and whose size the JSON says), and LabelError.
    """
    if form == "coco" and record.labels is not None:
        image = image_of(record.labels, record.entry or "")
        said, data = image.labelled, _told(image)
        size = said.size or image.size
        if size is not None and not is_there(record):
            return size, 1, replace(said, size=size), data
        return *images.read_frame(record.image), replace(said, size=size), data
    if form == "mnist":
        return (mnist75.SIDE, mnist75.SIDE), 1, mnist75.labelled(record), mnist75.told(record)
    size, orientation = images.read_frame(record.image)
    data = None if record.labels is None else read_bytes(record.labels)
    if record.labels is None or data is None:
        return size, orientation, Labelled(), None
    if form == "yolo":
        return size, orientation, yolo.parse(record.labels, data, size, record.classes, record.keypoints), data
    return size, orientation, labelme.parse(record.labels, data), data


def is_there(record: Record) -> bool:
    """Whether the record's picture is on disk: a COCO file may name pictures that nobody has."""
    try:
        return record.image.exists()
    except OSError:  # where we may not look
        return False


def data_of(record: Record) -> bytes | None:
    """What stands for the bytes of the record's label file, as in `labels_of`; the picture is not looked at."""
    if record.labels is None:
        return None
    if mnist75.holds(record.labels):
        return mnist75.told(record)
    return read_bytes(record.labels) if record.entry is None else _told(image_of(record.labels, record.entry))


def upright(instance: Instance, orientation: int, stored: tuple[int, int]) -> Instance:
    """An instance of the `stored` (width, height) frame in the upright one, outlines and pixels too."""

    def turned(point: tuple[float, float]) -> tuple[float, float]:
        found = frames.turned(Box(*point, *point), orientation, stored)
        return found.xmin, found.ymin

    region = instance.rle
    if region is not None:
        region = rle.encode(frames.turned_mask(rle.decode(region), orientation))
    return replace(
        instance,
        box=frames.turned(instance.box, orientation, stored),
        polygons=tuple(tuple(turned(point) for point in polygon) for polygon in instance.polygons),
        rle=region,
    )


def _told(image: CocoImage) -> bytes | None:
    """What one picture's part of a COCO file says: the file itself may be as large as all its pictures together."""
    said = image.labelled
    told = said.instances or said.problems or said.extras
    return repr((image.size, said)).encode("utf-8", "surrogateescape") if told else None


def image_of(path: Path, entry: str) -> CocoImage:
    """What the COCO file `path` says of the picture that it calls `entry`. Raises LabelError."""
    image = coco.cached(path).by_name.get(entry)
    if image is None:
        raise LabelError(path, f"{entry[:80]} is no longer in it; open the folder again")
    return image

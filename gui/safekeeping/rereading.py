"""What is known of the whole folder is kept true: counted when it is opened, and read anew after labels were saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gui.wording import counted, later, plural, tr

if TYPE_CHECKING:
    from engine.datasets.index import Index
    from engine.datasets.record import Dataset
    from gui.document import Document
    from gui.folders.opening import Opening
    from gui.panels.bottom import Bottom

REST = 1000
"""Milliseconds without a save before the labels are read again."""
FORMATS = {
    "voc": later("VOC folder"),
    "voc_masks": later("VOC folder"),
    "pets": later("Pets folder"),
    "coco": later("COCO folder"),
    "yolo": later("YOLO folder"),
    "labelme": later("labelme folder"),
    "mnist": later("MNIST folder"),
}


class Rereading(QObject):
    """`counted(text)` says, once for a folder, what lies in it.

    After a save the index is out of date: what Train would learn from, the classes and their counts. It is made anew
    where the tabs that show it are open, or as soon as they are opened.
    """

    counted = Signal(str)

    def __init__(self, document: Document, opening: Opening, bottom: Bottom) -> None:
        super().__init__(bottom)
        self._document, self._opening, self._bottom = document, opening, bottom
        self._stale = self._said = False
        self._soon = QTimer(self, singleShot=True, interval=REST)
        self._soon.timeout.connect(self._read)
        document.opened.connect(self._opened)
        document.saved.connect(self._saved)
        opening.indexed.connect(self._indexed)
        bottom.folded.connect(self._read)

    def _opened(self) -> None:
        self._stale = self._said = False
        self._soon.stop()

    def _saved(self, *_: object) -> None:
        self._stale = True
        self._soon.start()

    def _read(self, _folded: bool = False) -> None:
        dataset = self._document.dataset
        if self._stale and dataset is not None and not self._bottom.is_folded and not self._soon.isActive():
            self._stale = False
            self._opening.read_labels(dataset)

    def _indexed(self, index: Index) -> None:
        if not self._said:
            self._said = True
            self.counted.emit(found(index.dataset))


def found(dataset: Dataset) -> str:
    """What lies in a folder: "VOC folder: 70 pictures, 70 box files, 63 masks. 7 pictures have no mask."."""
    total = len(dataset.records)
    if dataset.format == "coco":  # its files are of many pictures each
        files = len(set(dataset.records.column("label_file")))
        parts = [counted(total, "picture"), counted(files, "file")]
        return f"{tr(FORMATS['coco'])}: {', '.join(parts)}."
    having = [total - dataset.records.column(name).count(None) for name in ("xml_file", "mask_file", "label_file")]
    boxes, masks, files = having
    kinds = [counted(boxes, "box file"), counted(masks, "mask"), counted(files, "label file")]
    parts = [kind for kind, number in zip(kinds, having, strict=True) if number] or [tr("no labels yet")]
    none = (
        plural(total - boxes, "{count} picture has no box file", "{count} pictures have no box file"),
        plural(total - masks, "{count} picture has no mask", "{count} pictures have no mask"),
        plural(total - files, "{count} picture has no label file", "{count} pictures have no label file"),
    )
    lacking = [said for said, number in zip(none, having, strict=True) if 0 < number < total]
    folder = tr(FORMATS.get(dataset.format, later("Folder")))
    said = f"{folder}: {', '.join((counted(total, 'picture'), *parts))}."
    return f"{said} {', '.join(lacking)}." if lacking else said

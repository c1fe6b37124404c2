"""What is known of the whole folder is kept true: counted when it is opened, and read anew after labels were saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gui.wording import counted

if TYPE_CHECKING:
    from engine.datasets.index import Index
    from engine.datasets.record import Dataset
    from gui.document import Document
    from gui.folders.opening import Opening
    from gui.panels.bottom import Bottom

REST = 1000
"""Milliseconds without a save before the labels are read again."""
FORMATS = {
    "voc": "VOC folder",
    "voc_masks": "VOC folder",
    "pets": "Pets folder",
    "coco": "COCO folder",
    "yolo": "YOLO folder",
    "labelme": "labelme folder",
    "mnist": "MNIST folder",
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

    def _saved(self, _time: str) -> None:
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
        return f"{FORMATS['coco']}: {counted(total, 'picture')} in {counted(files, 'file')}."
    columns = (("xml_file", "box file"), ("mask_file", "mask"), ("label_file", "label file"))
    kinds = [(total - dataset.records.column(name).count(None), word) for name, word in columns]
    parts = [counted(total, "picture")]
    parts += [counted(number, word) for number, word in kinds if number]
    if len(parts) == 1:
        parts.append("no labels yet")
    lacking = [
        f"{counted(total - number, 'picture')} {'has' if total - number == 1 else 'have'} no {word}"
        for number, word in kinds
        if 0 < number < total
    ]
    said = f"{FORMATS.get(dataset.format, 'Folder')}: {', '.join(parts)}."
    return f"{said} {', '.join(lacking)}." if lacking else said

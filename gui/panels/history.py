"""The History tab: the versions of the shown picture's labels that are kept outside the folder, each one click away."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from engine.errors import EngineError
from gui.changing.edits import Edit
from gui.look import theme, tokens
from gui.widgets.plain_label import plain_label
from gui.wording import later, sentence, tr

if TYPE_CHECKING:
    from pathlib import Path

    from engine.annotation import Annotation
    from engine.safekeeping.versions import Version
    from gui.document import Document

EMPTY = later("No saved versions of this picture's labels yet. They are kept from the first save on, the last 20.")


class HistoryPanel(QWidget):
    """The newest version first. Restoring one is a step of undo; the file changes with the next save. `failed(text)`
    where a version cannot be used."""

    failed = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._document = document
        self._shown: list[tuple[Path, Version]] = []
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Saved versions, newest first"))
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.empty = plain_label("quiet", tr(EMPTY), wraps=True, centred=True)
        self.button = QPushButton(tr("Restore this version"))
        self.hint = plain_label("small", tr("Can be undone. The file changes when you save."))
        line = QHBoxLayout()
        line.setSpacing(tokens.GAP)
        line.addWidget(self.button)
        line.addWidget(self.hint)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.PANEL_PADDING, tokens.GAP, tokens.PANEL_PADDING, tokens.GAP)
        column.setSpacing(tokens.GAP)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addLayout(line)
        self.button.clicked.connect(self._restore)
        self.list.itemActivated.connect(self._restore)
        self.list.currentRowChanged.connect(self._choose)
        document.shown.connect(self.refresh)
        document.saved.connect(self.refresh)
        document.opened.connect(self.refresh)

    def refresh(self, *_: object) -> None:
        """List the versions again, where anybody sees it."""
        if not self.isVisible():
            return
        from engine.safekeeping import versions  # not before the tab is open

        record, dataset = self._document.record, self._document.dataset
        files = [] if record is None else [path for path in (record.xml, record.mask) if path is not None]
        found = (
            [(path, version) for path in files for version in versions.listed(dataset.root, path)] if dataset else []
        )
        found.sort(key=lambda each: -each[1].seconds)
        if [version for _, version in found] == [version for _, version in self._shown] and self.list.count():
            return
        self._shown = found
        self.list.clear()
        newest: set[Path] = set()
        older = []
        for row, (path, version) in enumerate(found):
            if path in newest:
                older.append(row)
            self.list.addItem(_item(path.name if len(files) > 1 else "", version, path not in newest))
            newest.add(path)
        self._show_state(older[0] if older else 0)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # pyright: ignore[reportArgumentType] Qt's own event
        self.refresh()

    def _show_state(self, offered: int) -> None:
        """`offered` is the row that is chosen first: the newest version that is not on disk."""
        there = bool(self._shown)
        self.empty.setVisible(not there)
        for widget in (self.list, self.button, self.hint):
            widget.setVisible(there)
        if there:
            self.list.setCurrentRow(offered)
        self._choose(self.list.currentRow())

    def _choose(self, row: int) -> None:
        self.button.setEnabled(0 <= row < len(self._shown))

    def _restore(self, *_: object) -> None:
        row = self.list.currentRow()
        if not 0 <= row < len(self._shown):
            return
        try:
            self._bring_back(*self._shown[row])
        except EngineError as error:
            self.failed.emit(sentence(str(error)))

    def _bring_back(self, path: Path, version: Version) -> None:
        """Raises EngineError where the version, or the label file to be mended, cannot be read."""
        from engine.datasets import labels
        from engine.safekeeping import versions

        document = self._document
        record, dataset, truth = document.record, document.dataset, document.truth
        if record is None or dataset is None:
            return
        if dataset.read_only or record.name in document.records.held:
            document.edit((), "")  # refused, and the document says why
            return
        if truth is None and record.name in document.unsaved:
            raise EngineError(document.label_error or "")  # edits of another picture of this name: not to be lost
        data, when = versions.read(version), _when(version.seconds)

        def then(other: Path | None) -> bytes | None:
            return None if other is None else versions.beside(dataset.root, path, version.seconds, other)

        if path == record.xml:
            read = labels.at_version(dataset.format, record, data, then(record.instance_mask))
            read = replace(read, annotation=_with_pixels_of(read.annotation, truth))
            if truth is None:  # the file on disk is unusable: this is the cure
                document.take_disk(record, replace(read, stamp=labels.stamp_on_disk(record)))
                document.save()
                return
            state: Annotation = replace(read.annotation, mask=truth.mask)
            text = tr("Restore the version of {time}").format(time=when)
            working = document.records.get(record.name)
            if working is not None and document.guard(Edit(record.name, truth, working.adopted(state, data)[0], text)):
                document.bring_back(record, read, state, data, text)
        elif truth is not None:
            mask, boxes, pixels = labels.mask_at_version(dataset.format, record, data), then(record.xml), {}
            if boxes is not None and (objects := then(record.instance_mask)) is not None:
                there = labels.at_version(dataset.format, record, boxes, objects).annotation.instances
                pixels = {(one.label, one.box): one.rle for one in there}
            owners = tuple(replace(one, rle=pixels.get((one.label, one.box), one.rle)) for one in truth.instances)
            text = tr("Restore the mask of {time}").format(time=when)
            document.push(Edit(record.name, truth, replace(truth, instances=owners, mask=mask), text))


def _with_pixels_of(earlier: Annotation, now: Annotation | None) -> Annotation:
    """`earlier`, where the objects that are there now keep the pixels that they have now."""
    there = {replace(one, origin=None, rle=None): one.rle for one in (() if now is None else now.instances)}
    kept = (replace(one, rle=there.get(replace(one, origin=None, rle=None), one.rle)) for one in earlier.instances)
    return earlier.with_instances(tuple(kept))


def _item(name: str, version: Version, now: bool) -> QListWidgetItem:
    """`name` is that of the file, where the picture has several."""
    said = (_when(version.seconds), name, version.words, f"· {tr('on disk')}" if now else "")
    item = QListWidgetItem("    ".join(filter(None, said)))
    item.setSizeHint(QSize(0, theme.px(tokens.ROW)))
    return item


def _when(seconds: float) -> str:
    today = time.strftime("%Y-%m-%d") == time.strftime("%Y-%m-%d", time.localtime(seconds))
    return time.strftime("%H:%M:%S" if today else "%Y-%m-%d %H:%M", time.localtime(seconds))

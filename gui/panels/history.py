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
    from engine.safekeeping.versions import Save
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
        self._shown: list[Save] = []
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
        from engine.datasets import labels  # not before the tab is open
        from engine.safekeeping import versions

        record, dataset = self._document.record, self._document.dataset
        found: list[Save] = []
        seen: set[Path] = set()
        if record is not None and dataset is not None and not dataset.read_only and record.barred is None:
            there = labels.at_places(dataset, record)  # versions outlive a file that was deleted
            files = [path for path in (there.xml, there.mask, there.instance_mask) if path is not None]
            found = versions.saves(dataset.root, files)
            seen = {path for path in files if not path.exists()}
        if found == self._shown and self.list.count():
            return
        self._shown = found
        self.list.clear()
        several = len({path for save in found for path, _ in save.files}) > 1
        older = []
        for row, save in enumerate(found):
            paths = [path for path, _ in save.files]
            now = seen.isdisjoint(paths)
            older += [] if now else [row]
            names = dict.fromkeys(path.name for path in paths) if several else ()
            self.list.addItem(_item(", ".join(names), save, now))
            seen.update(paths)
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
            self._bring_back(self._shown[row])
        except EngineError as error:
            self.failed.emit(sentence(str(error)))

    def _bring_back(self, save: Save) -> None:
        """All of the picture's label files that are others by now come back as they were then. Raises EngineError where
        a version, or the label file to be mended, cannot be read."""
        from engine.datasets import labels
        from engine.safekeeping import versions

        document = self._document
        named, dataset, truth = document.record, document.dataset, document.truth
        if named is None or dataset is None:
            return
        if dataset.read_only or named.name in document.records.held:
            document.edit((), "")  # refused, and the document says why
            return
        if truth is None and named.name in document.unsaved:
            raise EngineError(document.label_error or "")  # edits of another picture of this name: not to be lost
        record, when = labels.at_places(dataset, named), _when(save.seconds)
        then: dict[Path | None, bytes | None] = {path: versions.read(version) for path, version in save.files}
        back = set(then)
        for path in (record.xml, record.mask, record.instance_mask):
            if path is not None and path not in then:
                then[path], since = versions.beside(dataset.root, save, path)
                back |= {path} if since or (then[path] is not None and not path.exists()) else set()
        boxes, pixels, mask = (then.get(path) for path in (record.xml, record.instance_mask, record.mask))
        read = None if boxes is None else labels.at_version(dataset.format, record, boxes, pixels)
        masks = back & {record.mask, record.instance_mask}
        if truth is None and record.xml in back and read is not None:  # the file on disk is unusable: this is the cure
            document.take_disk(named, replace(read, stamp=labels.stamp_on_disk(named)))
            document.save()
            truth = document.truth if masks else None
        if truth is None:
            return
        shown = truth.mask if not masks or mask is None else labels.mask_at_version(dataset.format, record, mask)
        if boxes is not None and read is not None and record.xml in back:
            state = read.annotation if masks else _with_pixels_of(read.annotation, truth)
            state, text = replace(state, mask=shown), tr("Restore the version of {time}").format(time=when)
            working = document.records.get(record.name)
            if working is not None and document.guard(Edit(record.name, truth, working.adopted(state, boxes)[0], text)):
                document.records.bring_back(named.name, read, state, boxes, text)
        else:
            there = () if read is None or pixels is None else read.annotation.instances
            owned = {(one.label, one.box): one.rle for one in there}
            owners = tuple(replace(one, rle=owned.get((one.label, one.box), one.rle)) for one in truth.instances)
            text = tr("Restore the mask of {time}").format(time=when)
            document.push(Edit(record.name, truth, replace(truth, instances=owners, mask=shown), text))


def _with_pixels_of(earlier: Annotation, now: Annotation | None) -> Annotation:
    """`earlier`, where the objects that are there now keep the pixels that they have now."""
    there = {replace(one, origin=None, rle=None): one.rle for one in (() if now is None else now.instances)}
    kept = (replace(one, rle=there.get(replace(one, origin=None, rle=None), one.rle)) for one in earlier.instances)
    return earlier.with_instances(tuple(kept))


def _item(names: str, save: Save, now: bool) -> QListWidgetItem:
    """`names` are those of the files, where the picture has several; `now`: they are what is on disk."""
    said = (_when(save.seconds), names, save.words, f"· {tr('on disk')}" if now else "")
    item = QListWidgetItem("    ".join(filter(None, said)))
    item.setSizeHint(QSize(0, theme.px(tokens.ROW)))
    return item


def _when(seconds: float) -> str:
    today = time.strftime("%Y-%m-%d") == time.strftime("%Y-%m-%d", time.localtime(seconds))
    return time.strftime("%H:%M:%S" if today else "%Y-%m-%d %H:%M", time.localtime(seconds))

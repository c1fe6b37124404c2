"""The question for a class and its new name, with what that changes. Plain text: names come from strangers' files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.look import palette, theme, tokens
from gui.wording import counted

if TYPE_CHECKING:
    from engine.batches import Plan
    from engine.steps import Step

REST = 300
"""Milliseconds after the last letter of the new name before it is counted."""


class RenamingDialog(QDialog):
    """`wanted(old, new)` asks for a count, `show_plan` answers it; then one of the other signals, or none."""

    wanted = Signal(str, str)
    rename_wanted = Signal(str, str)
    recolour_wanted = Signal(str, str)

    def __init__(self, classes: tuple[str, ...], chosen: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Rename, merge or recolour a class")
        self._classes = classes
        self.old, self.new, self.colour = (_box(name) for name in ("Class", "New name", "Colour"))
        self.new.setEditable(True)
        self.new.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for box in (self.old, self.new):
            for name in classes:
                box.addItem(_swatch(palette.colour(name)), name)
        for tint in palette.offered():
            self.colour.addItem(_swatch(tint), tint, tint)
        self.said = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.progress = QProgressBar(textVisible=False)
        self.progress.setProperty("role", "thin")
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        self.does, self.keep = QPushButton("Rename"), QPushButton("Keep as it is")
        self.does.setProperty("role", "primary")
        self.does.clicked.connect(self._take)
        self.keep.clicked.connect(self.reject)
        self._lay_out()
        self._later = QTimer(self, singleShot=True, interval=REST)
        self._later.timeout.connect(self._ask)
        self.old.setCurrentText(chosen)
        self._choose(chosen)
        self.old.currentTextChanged.connect(self._choose)
        self.new.editTextChanged.connect(self._changed)
        self.colour.currentIndexChanged.connect(self._changed)
        edit = self.new.lineEdit()
        assert edit is not None
        edit.selectAll()
        self.new.setFocus()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(tokens.GAP)
        form.setVerticalSpacing(tokens.GAP)
        for text, box in (("Class", self.old), ("New name", self.new), ("Colour", self.colour)):
            form.addRow(text, box)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.does)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.DIALOG_PADDING] * 4)
        column.setSpacing(tokens.GROUP_GAP)
        column.addLayout(form)
        column.addWidget(self.progress)
        column.addWidget(self.said)
        column.addStretch(1)
        column.addLayout(buttons)
        self.said.setMinimumHeight(theme.px(72))
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setMinimumWidth(theme.px(420))

    def _choose(self, name: str) -> None:
        """Another class: its name and colour are where one starts from."""
        self.new.setEditText(name)
        place = self.colour.findData(palette.colour(name))
        self.colour.setCurrentIndex(place)
        self._changed()

    def _names(self) -> tuple[str, str]:
        return self.old.currentText(), self.new.currentText().strip()

    def _changed(self, *_: object) -> None:
        """Nothing is done that has not been counted."""
        old, new = self._names()
        self.does.setEnabled(False)
        self.progress.hide()
        self._later.stop()
        recolours = new == old and self.colour.currentData() not in (None, palette.colour(old))
        self.does.setText("Recolour" if recolours else "Merge" if new in self._classes and new != old else "Rename")
        if recolours:
            self._say(f"{old} gets this colour, here and in every folder. The label files stay as they are.")
            self.does.setEnabled(True)
        elif new == old or not new:
            self._say("Type a new name, choose another class to merge with, or another colour.")
        else:
            self._say("Counting…")
            self._later.start()

    def _ask(self) -> None:
        self.progress.setRange(0, 0)
        self.progress.show()
        self.wanted.emit(*self._names())

    def say_step(self, step: Step) -> None:
        self.progress.setRange(0, step.total)
        self.progress.setValue(step.done)

    def say_failed(self, said: str) -> None:
        self.progress.hide()
        self._say(said, "danger")

    def show_plan(self, old: str, new: str, plan: Plan, unsaved: int, masks_stay: bool) -> None:
        """What renaming `old` to `new` would change; `unsaved` of the pictures have edits that are not on disk, and
        `masks_stay`: masks have a number for the old class, not for the new one."""
        if (old, new) != self._names():
            return
        self.progress.hide()
        merges, number = new in self._classes, plan.tally.replaced
        deed = f"{'Merge' if merges else 'Rename'} {old} {'into' if merges else 'to'} {new}"
        masks = f" and {counted(plan.tally.masks, 'mask')}" if plan.tally.masks else ""
        lines = [f"{deed}: {counted(number, 'object')}{masks} in {counted(len(plan.names), 'picture')}."]
        lines += ["Their label files are written now, and you can undo it as one step."] if plan.names else []
        lines += [f"{counted(unsaved, 'picture')} with edits that are not saved will not be saved by this."] * bool(
            unsaved
        )
        lines += [f"{counted(plan.unusable, 'label file')} cannot be used and will not be written."] * bool(
            plan.unusable
        )
        lines += ["In masks the class keeps its old name: the folder has no number for the new one."] * masks_stay
        self._say("\n".join(lines))
        self.does.setText(f"{'Merge' if merges else 'Rename'} {counted(number, 'object')}")
        self.does.setEnabled(bool(plan.names))
        self.does.setDefault(True)

    def _take(self) -> None:
        old, new = self._names()
        if new == old:
            self.recolour_wanted.emit(old, str(self.colour.currentData()))
        else:
            self.rename_wanted.emit(old, new)
        self.accept()

    def _say(self, said: str, role: str = "") -> None:
        self.said.setText(said)
        self.said.setProperty("role", role)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)


def _box(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setIconSize(QSize(tokens.SWATCH, tokens.SWATCH))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(20)
    return box


def _swatch(tint: str) -> QIcon:
    drawn = QPixmap(tokens.SWATCH, tokens.SWATCH)
    drawn.fill(QColor(tint))
    return QIcon(drawn)

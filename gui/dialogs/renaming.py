"""The question for a class and its new name, with what that changes. Plain text: names come from strangers' files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QVBoxLayout, QWidget

from gui.dialogs.counting import Counting, lines
from gui.look import icons, palette, theme, tokens
from gui.wording import counted, tr

if TYPE_CHECKING:
    from engine.batches import Plan

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
        self.setWindowTitle(tr("Rename, merge or recolour a class"))
        self._classes = classes
        self.old, self.new, self.colour = (_box(name) for name in (tr("Class"), tr("New name"), tr("Colour")))
        self.new.setEditable(True)
        self.new.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for box in (self.old, self.new):
            for name in classes:
                box.addItem(icons.swatch(palette.colour(name)), name)
        for tint in palette.offered():
            self.colour.addItem(icons.swatch(tint), tint, tint)
        self.counting = Counting(tr("Rename"))
        self.counting.does.clicked.connect(self._take)
        self.counting.keep.clicked.connect(self.reject)
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
        for box in (self.old, self.new, self.colour):
            form.addRow(box.accessibleName(), box)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.DIALOG_PADDING] * 4)
        column.setSpacing(tokens.GROUP_GAP)
        column.addLayout(form)
        column.addWidget(self.counting, 1)
        self.setMinimumWidth(theme.px(420))

    def _choose(self, name: str) -> None:
        """Another class: its name and colour are where one starts from."""
        self.new.setCurrentIndex(self.old.currentIndex())
        self.new.setEditText(name)
        place = self.colour.findData(palette.colour(name))
        self.colour.setCurrentIndex(place)
        self._changed()

    def _names(self) -> tuple[str, str]:
        return self.old.currentText(), self.new.currentText().strip()

    def _changed(self, *_: object) -> None:
        """Nothing is done that has not been counted."""
        old, new = self._names()
        self._later.stop()
        if new == old and self.colour.currentData() not in (None, palette.colour(old)):
            said = tr("{name} gets this colour, here and in every folder. The label files stay as they are.")
            self.counting.say(said.format(name=old), tr("Recolour"))
        elif new == old or not new:
            self.counting.say(tr("Type a new name, choose another class to merge with, or another colour."))
        else:
            self.counting.begin()
            self.counting.does.setText(tr("Merge") if new in self._classes else tr("Rename"))
            self._later.start()

    def _ask(self) -> None:
        self.wanted.emit(*self._names())

    def show_plan(self, old: str, new: str, masks_stay: bool, plan: Plan, unsaved: int) -> None:
        """What renaming `old` to `new` would change; `unsaved` of the pictures have edits that are not on disk, and
        `masks_stay`: masks have a number for the old class, not for the new one."""
        if (old, new) != self._names():
            return
        merges, objects = new in self._classes, counted(plan.tally.replaced, "object")
        what = [objects] + [counted(plan.tally.masks, "mask")] * bool(plan.tally.masks)
        deed = (tr("Merge {old} into {new}") if merges else tr("Rename {old} to {new}")).format(old=old, new=new)
        where = counted(len(plan.names), "picture")
        said = [tr("{deed}: {what} in {pictures}.").format(deed=deed, what=tr(" and ").join(what), pictures=where)]
        said += lines(plan, unsaved)
        said += [tr("In masks the class keeps its old name: the folder has no number for the new one.")] * masks_stay
        button = tr("Merge {what}") if merges else tr("Rename {what}")
        self.counting.say("\n".join(said), button.format(what=objects) if plan.names else "")

    def _take(self) -> None:
        old, new = self._names()
        if new == old:
            self.recolour_wanted.emit(old, str(self.colour.currentData()))
        else:
            self.rename_wanted.emit(old, new)
        self.accept()


def _box(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setIconSize(QSize(tokens.SWATCH, tokens.SWATCH))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(20)
    return box

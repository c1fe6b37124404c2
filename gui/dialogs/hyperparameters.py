"""How the next run learns: the recipe's hyperparameters, and those that a person sets instead."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from engine.errors import EngineError
from engine.hyperparameters import allowed, checked, choices
from gui.look import theme, tokens
from gui.widgets.plain_label import plain_label
from gui.widgets.scrolling import clear_area
from gui.wording import sentence, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.hyperparameters import Hyperparameters, Plain

GROUPS = (
    (
        ("Length", ("unfrozen", "patience", "batch")),
        ("Learning rate", ("rate", "unfrozen_rate", "backbone_rate", "schedule", "warmup")),
        ("Pictures", ("augmentation", "corrected_weight", "views")),
    ),
    (
        ("Steps", ("optimizer", "momentum", "weight_decay", "clip", "ema", "precision")),
        ("Losses", ("class_loss", "smoothing", "class_weights", "box_loss", "mask_loss")),
    ),
)
"""All of them but the number of epochs, which the form has, in two columns."""

WORDS = {
    "unfrozen": ("Epochs end to end", "How many of the last epochs train the backbone too"),
    "patience": ("Patience", "Ends after so many epochs without a better validation score; 0: never"),
    "batch": ("Batch", "Pictures learnt from at once"),
    "rate": ("Rate of the heads", "Highest learning rate while the backbone is frozen"),
    "unfrozen_rate": ("Rate end to end", "Highest learning rate while everything learns"),
    "backbone_rate": ("Backbone's share", "What a pretrained backbone gets of the rate end to end"),
    "schedule": ("Schedule", "How the learning rate goes on after its rise"),
    "warmup": ("Warm-up", "The share of the epochs in which the learning rate rises"),
    "augmentation": ("Augmentation", "How much pictures are varied; Model > Preview augmentations shows it"),
    "corrected_weight": ("Corrected pictures", "How often they are seen where others are seen once"),
    "views": ("Views", "Plain+mirrored predicts a picture and its mirror image and says the mean, in twice the time"),
    "optimizer": ("Optimizer", "What turns gradients into steps"),
    "momentum": ("Momentum", "SGD's, and AdamW's first beta"),
    "weight_decay": ("Weight decay", "How much weights shrink by themselves"),
    "clip": ("Longest gradient", "Longer ones are shortened to it; 0: never"),
    "ema": ("Moving average", "Decay of the average of the weights that is validated and kept; 0: none"),
    "precision": ("Precision", "Mixed computes in 16 bits where that loses nothing that matters; auto where it pays"),
    "class_loss": ("Class", "Loss of the class"),
    "smoothing": ("Label smoothing", "How much of a label is spread over the other classes"),
    "class_weights": ("Class weights", "Balanced weighs rare classes more"),
    "box_loss": ("Box", "Loss of the box's overlap"),
    "mask_loss": ("Mask", "Loss of the mask"),
}


FOOT = 100
"""Height of what is above and below the columns, and of a title bar."""


class HyperparametersDialog(QDialog):
    """`chosen(values)` when a person takes what the fields say: plain values by name, only those that are not the
    recipe's. A field left as it is is the recipe's. `rate_wanted` when, with these, a rate is to be looked for."""

    chosen = Signal(dict)
    rate_wanted = Signal()

    def __init__(self, recipe: str, own: Hyperparameters, values: Mapping[str, Plain], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("How it learns"))
        usual = asdict(own)
        self.fields = {name: _field(name, usual[name]) for column in GROUPS for _, names in column for name in names}
        self.wrong = plain_label("danger", wraps=True)
        self.reset, self.find_rate, self.cancel, self.take = map(
            QPushButton, (tr("All as the recipe"), tr("Find a rate…"), tr("Cancel"), tr("Take these"))
        )
        self.find_rate.setToolTip(tr("Takes these, then tries rising learning rates and suggests one"))
        self.take.setProperty("role", "primary")
        self.take.setDefault(True)
        self.reset.setAutoDefault(False)
        self.find_rate.setAutoDefault(False)
        self._lay_out(recipe)
        self._show(values)
        self.reset.clicked.connect(lambda: self._show({}))
        self.cancel.clicked.connect(self.reject)
        self.take.clicked.connect(self._take)
        self.find_rate.clicked.connect(self._find)

    def _lay_out(self, recipe: str) -> None:
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(tokens.STEPS[-1])
        for groups in GROUPS:
            column = QVBoxLayout()
            column.setSpacing(tokens.GROUP_GAP)
            for title, names in groups:
                column.addLayout(self._group(title, names))
            column.addStretch(1)
            columns.addLayout(column, 1)
        says = plain_label(
            "small", tr("Of {recipe}. What is left alone stays as the recipe has it.").format(recipe=recipe)
        )
        foot = QHBoxLayout()
        foot.setSpacing(tokens.GAP)
        foot.addWidget(self.reset)
        foot.addWidget(self.find_rate)
        foot.addWidget(self.wrong, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.take)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[tokens.DIALOG_PADDING] * 4)
        outer.setSpacing(tokens.GROUP_GAP)
        outer.addWidget(says)
        outer.addWidget(self._bounded(page), 1)
        outer.addLayout(foot)

    def _bounded(self, page: QWidget) -> QScrollArea:
        """All of it where the screen is large enough."""
        area, room, whole = clear_area(page), self.screen().availableGeometry().size() * 0.9, page.sizeHint()
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        around = 2 * tokens.DIALOG_PADDING
        wide = max(whole.width(), theme.px(740) - around) + tokens.STEPS[-1]  # and the bar, where it scrolls
        area.setMinimumSize(
            min(wide, room.width() - around), min(whole.height(), room.height() - around - theme.px(FOOT))
        )
        return area

    def _group(self, title: str, names: tuple[str, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.GROUP_GAP)
        grid.setVerticalSpacing(tokens.GRID)
        head = QLabel(tr(title))
        head.setProperty("role", "title")
        grid.addWidget(head, 0, 0, 1, 2)
        for row, name in enumerate(names, 1):
            said, hint = map(tr, WORDS[name])
            label, field = QLabel(said), self.fields[name]
            label.setBuddy(field)
            field.setAccessibleName(said)
            for widget in (label, field):
                widget.setToolTip(hint)
            field.setFixedWidth(theme.px(190))
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        grid.setColumnStretch(0, 1)
        return grid

    def _show(self, values: Mapping[str, Plain]) -> None:
        for name, field in self.fields.items():
            if isinstance(field, QComboBox):
                field.setCurrentIndex(max(0, field.findData(values.get(name))))
            else:
                field.setText(f"{values[name]:g}" if name in values else "")
        self.wrong.clear()

    def _find(self) -> None:
        if self._take():
            self.rate_wanted.emit()

    def _take(self) -> bool:
        """Hand on what the fields say and close; False where one says what cannot be."""
        values: dict[str, Plain] = {}
        for name, field in self.fields.items():
            said = field.currentData() if isinstance(field, QComboBox) else field.text().strip()
            if not said:
                continue
            try:
                values[name] = checked(name, said)
            except EngineError:
                self.wrong.setText(sentence(f"{tr(WORDS[name][0])}: {allowed(name)}"))
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return False
        self.chosen.emit(values)
        self.accept()
        return True


def _field(name: str, usual: Plain) -> QComboBox | QLineEdit:
    """A field that says the recipe's own value as long as nothing else is put there."""
    names = choices(name)
    if not names:
        return QLineEdit(placeholderText=f"{usual:g}")
    box = QComboBox()
    box.addItem(tr("{value} (recipe)").format(value=usual), "")
    for one in names:
        if one != usual:
            box.addItem(one, one)
    return box

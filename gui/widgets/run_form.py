"""The one line of the Train tab that says what to train: from what, on which pictures, how long, where. Where large
text leaves it no room its buttons come below its fields."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from engine.recipes import RECIPES
from gui.look import theme, tokens
from gui.runs.training import Choices
from gui.widgets.elided import ElidedBox
from gui.widgets.plain_label import plain_label
from gui.wording import later, tr

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from gui.runs.training import State
    from gui.settings import Settings

CHECKPOINT = "current checkpoint"
GO_ON = later("Go on")
GPU = ("mps", later("Apple GPU")) if sys.platform == "darwin" else ("cuda", "CUDA")
BESIDE, LONGEST = 44, 108
"""Pixels that a field needs besides its text, and those of a text that it makes sure to have room for."""
DEVICES = (("auto", later("Auto")), ("cpu", "CPU"), GPU)


class RunForm(QWidget):
    """Fields and the buttons More, Start, Pause and Stop; `edited` says that a field changed."""

    edited = Signal()
    more_wanted = Signal()
    start_wanted = Signal()
    pause_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.source = _box(tr("Recipe or checkpoint to start from"), 13)
        for name, recipe in RECIPES.items():
            self.source.addItem(name, name)
            learns = tr("Learns: {heads}").format(heads=", ".join(recipe.heads))
            self.source.setItemData(self.source.count() - 1, learns, Qt.ItemDataRole.ToolTipRole)
        self.pictures = _box(tr("Pictures to train on"))
        self.pictures.addItem(tr("All pictures"), False)
        self.pictures.addItem(tr("Verified only"), True)
        self.epochs = QSpinBox()
        self.epochs.setRange(0, 10_000)
        self.epochs.setSuffix(" " + tr("epochs"))
        self.epochs.setAccessibleName(tr("Epochs"))
        self.epochs.setToolTip(tr("Epochs: how often the run goes through the pictures; 0 is what the recipe says"))
        if (field := self.epochs.findChild(QLineEdit)) is not None:
            field.setTextMargins(
                tokens.GAP - 2, 0, 0, 0
            )  # where the boxes beside it begin; a style sheet cannot say it
        self.device = _box(tr("Device: auto takes a CUDA GPU where there is one"))
        for value, text in DEVICES:
            self.device.addItem(tr(text), value)
        self.more = QPushButton(tr("More…"))
        self.start = QPushButton(tr("Start"))
        self.pause = QPushButton(tr("Pause"))
        self.stop = QPushButton(tr("Stop"))
        self._lay_out()
        self._restore()
        self.device.currentIndexChanged.connect(self._keep_device)
        for box in (self.source, self.pictures, self.device):
            box.currentIndexChanged.connect(self._edited)
        self.epochs.valueChanged.connect(self._edited)
        self._settings.changed.connect(self._say_more)
        self.more.clicked.connect(self.more_wanted)
        self.start.clicked.connect(self.start_wanted)
        self.pause.clicked.connect(self.pause_wanted)
        self.stop.clicked.connect(self.stop_wanted)

    def _lay_out(self) -> None:
        self.start.setProperty("role", "primary")
        self.start.setDefault(True)
        self.trouble = plain_label("warning", wraps=True)
        self.trouble.hide()
        column, self._row = QVBoxLayout(self), QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._fields, self._buttons = QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GRID)
        column.addLayout(self._row)
        column.addWidget(self.trouble)
        self._row.setSpacing(tokens.GAP)
        self._row.addLayout(self._fields, 1000)
        self._row.addLayout(self._buttons, 1)
        for widget, texts in (
            (self.source, _texts(self.source)),
            (self.pictures, _texts(self.pictures)),
            (self.epochs, [tr("Usual epochs"), f"100 {tr('epochs')}"]),
            (self.device, _texts(self.device)),
        ):  # they share what there is, by what they have to say: a narrow window leaves this form little
            share = min(max(map(widget.fontMetrics().horizontalAdvance, texts)), theme.px(LONGEST)) + theme.px(BESIDE)
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            widget.setMinimumWidth(share * 3 // 4)
            widget.setMaximumWidth(share * 2)
            self._fields.addWidget(widget, share)
        self._buttons.addWidget(self.more)
        self._buttons.addSpacing(tokens.GAP)
        self.pause.setText(tr(GO_ON))  # the longer of its two texts: nothing moves when it becomes the other
        self.pause.setMinimumWidth(self.pause.sizeHint().width())
        for button in (self.start, self.pause, self.stop):
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        for line in (self._fields, self._buttons):
            line.setSpacing(tokens.GAP)

    def minimumSizeHint(self) -> QSize:
        widths = (line.minimumSize().width() for line in (self._fields, self._buttons))
        return QSize(max(widths), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = sum(line.minimumSize().width() for line in (self._fields, self._buttons)) + self._row.spacing()
        one, two = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(one if needed <= self.width() else two)

    def _restore(self) -> None:
        """What was chosen last time."""
        self._choose_recipe()
        self.device.setCurrentIndex(max(0, self.device.findData(self._settings.text("device"))))
        self.epochs.setValue(int(self._settings.number("epochs")))
        self._say_epochs()
        self._say_more()

    def _choose_recipe(self) -> None:
        self.source.setCurrentIndex(max(0, self.source.findData(self._settings.text("recipe"))))

    def _keep_device(self) -> None:
        """At once: predictions and evaluations are made on it, too."""
        self._settings.set("device", str(self.device.currentData()))

    def _edited(self) -> None:
        self._say_epochs()
        self.edited.emit()

    def _say_epochs(self) -> None:
        recipe = RECIPES.get(str(self.source.currentData()))
        usual = tr("Usual epochs") if recipe is None else f"{recipe.training.epochs} {tr('epochs')}"
        self.epochs.setSpecialValueText(usual)
        if (field := self.epochs.findChild(QLineEdit)) is not None:
            field.home(False)  # where there is no room for all, it is read from its beginning

    def _say_more(self) -> None:
        count = len(self._settings.texts("hyperparameters"))
        self.more.setText(tr("More ({count})…").format(count=count) if count else tr("More…"))
        said = tr("How it learns: rates, losses, augmentation")
        if count:
            said += "; " + tr("{count} set otherwise than the recipe has them").format(count=count)
        self.more.setToolTip(said)

    def say_trouble(self, said: str) -> None:
        """Why the chosen device cannot be had, a sentence; "" where it can."""
        self.trouble.setText(said)
        self.trouble.setVisible(bool(said))

    def remember(self) -> None:
        """Keep what is chosen for the next time."""
        if not self.from_checkpoint:
            self._settings.set("recipe", str(self.source.currentData()))
        self._settings.set("epochs", self.epochs.value())

    @property
    def from_checkpoint(self) -> bool:
        return self.source.currentData() == CHECKPOINT

    def offer_checkpoint(self, name: str) -> None:
        """Put the current checkpoint first and choose it; an empty name takes it away."""
        at = self.source.findData(CHECKPOINT)
        text = tr("Checkpoint: {name}").format(name=name)
        if not name:
            chosen = self.from_checkpoint
            if at >= 0:
                self.source.removeItem(at)
            if chosen:
                self._choose_recipe()
        elif at < 0:
            self.source.insertItem(0, text, CHECKPOINT)
            self.source.setCurrentIndex(0)
        else:
            self.source.setItemText(at, text)

    def choices(self, checkpoint: str, checkpoint_recipe: str, pinned: str | None) -> Choices:
        """What the form says; `checkpoint` and its recipe are taken where the person goes on from it."""
        on = self.from_checkpoint
        return Choices(
            recipe=checkpoint_recipe if on else str(self.source.currentData()),
            start=checkpoint if on else None,
            only_verified=bool(self.pictures.currentData()),
            epochs=self.epochs.value() or None,
            device=str(self.device.currentData()),
            pinned=pinned,
        )

    def show_state(self, state: State, why_not: str) -> None:
        """Switch the buttons; `why_not` says why Start is off, "" where it is on."""
        for widget in (self.source, self.pictures, self.epochs, self.device, self.more):
            widget.setEnabled(state == "idle")
        self.start.setEnabled(state == "idle" and not why_not)
        self.start.setToolTip(why_not or (tr("Start the run  Enter") if state == "idle" else tr("A run is on")))
        if state == "idle" and (self.pause.hasFocus() or self.stop.hasFocus()):
            self.start.setFocus()  # they go off, and the keys would wander to whatever comes next in the window
        self.pause.setToolTip(tr("Nothing is running") if state == "idle" else "")
        self.pause.setEnabled(state in ("running", "paused"))
        self.pause.setText(tr(GO_ON) if state == "paused" else tr("Pause"))
        self.stop.setEnabled(state in ("running", "paused"))
        stops = tr("Stops within 5 s and leaves a checkpoint to resume from")
        self.stop.setToolTip(tr("Nothing is running") if state == "idle" else stops)


def _box(name: str, letters: int = 7) -> QComboBox:
    box = ElidedBox(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(letters)
    return box


def _texts(box: QComboBox) -> list[str]:
    return [box.itemText(place) for place in range(box.count())]

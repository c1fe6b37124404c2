"""What training will see of the pictures: a grid of them, as they are and varied, with all they are to teach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine.policies import POLICIES
from engine.recipes import RECIPES
from gui.look import theme, tokens
from gui.widgets.plain_label import plain_label
from gui.wording import doing, tr

if TYPE_CHECKING:
    import numpy as np

    from engine.steps import Step

SIZE = (1080, 720)


class Augmentations(QDialog):
    """`wanted(recipe, policy, seed)` asks for a draw; `policy` "" is the recipe's own. Esc closes."""

    wanted = Signal(str, str, int)

    def __init__(self, recipe: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Augmentations"))
        self._seed = 0
        self.recipe, self.policy = _box(tr("Recipe")), _box(tr("How the pictures are varied"))
        for name in RECIPES:
            self.recipe.addItem(name, name)
        self.recipe.setCurrentIndex(max(0, self.recipe.findData(recipe)))
        self.policy.addItem(tr("The recipe's own"), "")
        for name, policy in POLICIES.items():
            self.policy.addItem(name.capitalize(), name)
            self.policy.setItemData(self.policy.count() - 1, policy.says.capitalize(), Qt.ItemDataRole.ToolTipRole)
        self.again = QPushButton(tr("Another draw"))
        self.again.setProperty("role", "primary")
        self.progress = QProgressBar(textVisible=False)
        self.progress.setFixedHeight(4)
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        self.sheet = Sheet()
        self.said = plain_label("small", wraps=True)
        self._lay_out()
        self.recipe.currentIndexChanged.connect(self.ask)
        self.policy.currentIndexChanged.connect(self.ask)
        self.again.clicked.connect(self._ask_another)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(tokens.GAP)
        for widget in (self.recipe, self.policy):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.DIALOG_PADDING] * 4)
        column.setSpacing(tokens.GAP)
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(self.sheet, 1)
        column.addWidget(self.said)
        room = self.screen().availableGeometry().size() * 0.9
        self.resize(QSize(*(theme.px(length) for length in SIZE)).boundedTo(room))

    def ask(self) -> None:
        """Ask for what is chosen to be drawn."""
        self.progress.setRange(0, 0)
        self.progress.show()
        self._say(tr("Looking at the folder…"), "small")
        self.wanted.emit(str(self.recipe.currentData()), str(self.policy.currentData()), self._seed)

    def _ask_another(self) -> None:
        self._seed += 1
        self.ask()

    def say_step(self, step: Step) -> None:
        self.progress.setRange(0, step.total)
        self.progress.setValue(step.done)
        self._say(f"{doing(step)}…", "small")

    def show_grid(self, pixels: np.ndarray, says: str) -> None:
        """`pixels`: height×width×3 uint8 RGB."""
        self.progress.hide()
        self.sheet.show_pixels(pixels)
        self._say(says, "small")

    def say_failed(self, said: str) -> None:
        self.progress.hide()
        self.sheet.show_pixels(None)
        self._say(said, "danger")

    def _say(self, said: str, role: str) -> None:
        self.said.setText(said)
        theme.dress(self.said, role)


class Sheet(QWidget):
    """A picture as large as there is room for it, never enlarged."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Pictures as training sees them"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.px(320), theme.px(200))
        self.picture = QPixmap()

    def show_pixels(self, pixels: np.ndarray | None) -> None:
        """Height×width×3 uint8 RGB, or nothing."""
        if pixels is None:
            self.picture = QPixmap()
        else:
            high, wide, _ = pixels.shape
            data = pixels.tobytes()  # the image does not copy them, the pixmap does
            self.picture = QPixmap.fromImage(QImage(data, wide, high, 3 * wide, QImage.Format.Format_RGB888))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.picture.isNull():
            return
        ratio = self.devicePixelRatioF()
        size = self.picture.size() / ratio
        if size.width() > self.width() or size.height() > self.height():
            size = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2, *size.toTuple())
        pixels = (size * ratio).expandedTo(QSize(1, 1))
        drawn = self.picture.scaled(
            pixels, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        with QPainter(self) as painter:
            painter.drawPixmap(place, drawn, QRectF(drawn.rect()))


def _box(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(name)
    return box

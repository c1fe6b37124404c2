"""What a change of many pictures would do: counted, then said line by line. Plain text: names come from strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gui.look import theme, tokens
from gui.wording import plural, tr

if TYPE_CHECKING:
    from engine.batches import Plan
    from engine.steps import Step

LEAST = 92
"""Pixels that there are for what is said, so that the buttons rarely move."""


class Counting(QWidget):
    """A bar while it is counted, the text, and the two buttons below: do it, or keep everything as it is."""

    def __init__(self, does: str) -> None:
        super().__init__()
        self.failed = False
        self.said = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.said.setMinimumHeight(theme.px(LEAST))
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.progress = QProgressBar(textVisible=False)
        self.progress.setProperty("role", "thin")
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        self.progress.hide()
        self.does, self.keep = QPushButton(does), QPushButton(tr("Keep as it is"))
        self.does.setProperty("role", "primary")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.does)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GROUP_GAP)
        column.addWidget(self.progress)
        column.addWidget(self.said)
        column.addStretch(1)
        column.addLayout(buttons)

    def begin(self) -> None:
        """It is being counted, and nothing is done before."""
        self.failed = False
        self.say(tr("Counting…"))
        self.progress.setRange(0, 0)
        self.progress.show()

    def say_step(self, step: Step) -> None:
        self.progress.setRange(0, step.total)
        self.progress.setValue(step.done)

    def say_failed(self, said: str) -> None:
        self.failed = True
        self.say(said)
        theme.dress(self.said, "danger")

    def say(self, said: str, deed: str = "") -> None:
        """Say `said`; the button does it, and is called `deed`, where that is not empty."""
        self.progress.hide()
        self.said.setText(said)
        self.said.setMinimumHeight(max(theme.px(LEAST), self.said.heightForWidth(self.said.width())))
        theme.dress(self.said, "")
        self.does.setEnabled(bool(deed))
        if deed:
            self.does.setText(deed)
            self.does.setDefault(True)


def lines(plan: Plan, unsaved: int) -> list[str]:
    """What there is to say of any plan; `unsaved` of its pictures have edits that are not on disk."""
    said = [tr("Their label files are written now, and you can undo it as one step.")] * bool(plan.names)
    if plan.verified:
        said.append(
            plural(
                plan.verified, "{count} verified picture is left alone.", "{count} verified pictures are left alone."
            )
        )
    if unsaved:
        said.append(
            plural(
                unsaved,
                "{count} picture with edits that are not saved will not be saved by this.",
                "{count} pictures with edits that are not saved will not be saved by this.",
            )
        )
    if plan.unusable:
        said.append(
            plural(
                plan.unusable,
                "{count} label file cannot be used and will not be written.",
                "{count} label files cannot be used and will not be written.",
            )
        )
    return said

"""A box of choices whose choices change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QComboBox


def refill(combo: QComboBox, texts: Iterable[str]) -> None:
    """Offer `texts`; what was chosen stays chosen where it is among them, and nobody is told."""
    chosen = combo.currentText()
    blocked = combo.blockSignals(True)
    combo.clear()
    combo.addItems(list(texts))
    combo.setCurrentIndex(max(0, combo.findText(chosen)))
    combo.blockSignals(blocked)

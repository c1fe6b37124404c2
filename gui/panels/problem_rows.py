"""The rows of the Problems tab: the model keeps the findings that a filter lets through, the delegate draws one."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from gui.look import icons, theme, tokens
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.checks.finding import Finding

Index = QModelIndex | QPersistentModelIndex

KINDS = {"error": ("verdict-false", "danger"), "warning": ("warning", "warning")}
"""Severity -> icon, and its colour."""

_MARK = 16
_FILE = 0.3  # of the row's width at most


class ProblemModel(QAbstractListModel):
    """Rows are findings: all, or those of a severity whose file or message holds every word of a text."""

    def __init__(self) -> None:
        super().__init__()
        self._findings: tuple[Finding, ...] = ()
        self._severity, self._words = "", ()
        self.rows: Sequence[Finding] = ()

    def take(self, findings: tuple[Finding, ...]) -> None:
        self._findings = findings
        self._choose()

    def filter(self, severity: str, text: str) -> None:
        """`severity` "" keeps both."""
        self._severity, self._words = severity, tuple(text.casefold().split())
        self._choose()

    def _choose(self) -> None:
        self.beginResetModel()
        self.rows = [each for each in self._findings if self._fits(each)]
        self.endResetModel()

    def _fits(self, finding: Finding) -> bool:
        if self._severity and finding.severity != self._severity:
            return False
        said = f"{finding.file} {finding.code} {finding.message}".casefold()
        return all(word in said for word in self._words)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        finding = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{finding.severity}: {finding}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"<qt>{html.escape(str(finding))}</qt>"
        return None


class ProblemDelegate(QStyledItemDelegate):
    """Glyph, file and line, message. Text from strangers is drawn, never read as markup."""

    def __init__(self, model: ProblemModel) -> None:
        super().__init__()
        self._model = model
        self._icons: dict[str, QIcon] = {}

    def redraw_icons(self) -> None:
        """After a change of theme."""
        self._icons.clear()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(200, theme.px(tokens.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        finding = self._model.rows[index.row()]
        painter.save()
        look, area = theme.current(), theme.draw_row(painter, option)
        mark = theme.px(_MARK)
        place = QRect(area.left() + tokens.GAP, area.center().y() - mark // 2, mark, mark)
        self._icon(finding.severity).paint(painter, place)
        font = theme.font(tokens.BODY_TEXT)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        text = area.adjusted(tokens.GAP + mark + tokens.GAP, 0, -tokens.GAP, 0)
        where = (
            finding.file
            if finding.line is None
            else f"{finding.file}, {tr('line {number}').format(number=finding.line)}"
        )
        wide = int(text.width() * _FILE)
        self._line(painter, metrics, QRect(text.left(), text.top(), wide, text.height()), where, look.text)
        text.setLeft(text.left() + wide + tokens.GAP)
        self._line(painter, metrics, text, finding.message, look.text_2)
        painter.restore()

    def _line(self, painter: QPainter, metrics: QFontMetrics, area: QRect, text: str, colour: str) -> None:
        shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:400])
        painter.setPen(QColor(colour))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
        painter.drawText(area, flags, metrics.elidedText(shown, Qt.TextElideMode.ElideRight, area.width()))

    def _icon(self, severity: str) -> QIcon:
        if severity not in self._icons:
            name, role = KINDS[severity]
            self._icons[severity] = icons.icon(name, getattr(theme.current(), role), _MARK)
        return self._icons[severity]

"""How one row of the image list is drawn: thumbnail, name, label state, badges and the worst IoU."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from gui.look import theme, tokens
from gui.panels.image_order import TEXTS
from gui.panels.image_words import STATES, said
from gui.widgets.badges import MARK, Drawings, paint_badges, paint_iou
from gui.widgets.calm_list import CalmList
from gui.widgets.plain_tips import plain_tip
from gui.wording import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractItemView

    from gui.folders.thumbnails import Thumbnails
    from gui.panels.image_rows import ImageModel

Index = QModelIndex | QPersistentModelIndex


def make_list(model: ImageModel, delegate: ImageDelegate) -> CalmList:
    """The list of the pictures; its rows are of one height and are never edited."""
    made = CalmList()
    made.setUniformItemSizes(True)
    made.setMouseTracking(True)
    made.setAccessibleName(tr("Pictures"))
    made.setModel(model)
    made.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
    made.setItemDelegate(delegate)
    made.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFrameShape(QListView.Shape.NoFrame)
    return made


class ImageDelegate(QStyledItemDelegate):
    """Draws what the model's facts say of a picture. Names are drawn, never read as markup."""

    def __init__(self, model: ImageModel, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._model, self._thumbnails = model, thumbnails
        self.drawings = Drawings()

    def redraw_icons(self) -> None:
        """After a change of theme."""
        self.drawings.forget()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(tokens.LEFT_DOCK, max(tokens.THUMB_ROW, theme.px(tokens.THUMB_ROW) - tokens.GRID))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        position = self._model.positions[index.row()]
        painter.save()
        area = theme.draw_row(painter, option)
        self._paint_thumbnail(painter, area, position)
        self._paint_words(painter, area.adjusted(tokens.THUMB[0] + 2 * tokens.GAP, 0, -tokens.GAP, 0), position)
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, _option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """The row in words. Not asked of the model: a list asks that for every row."""
        if not index.isValid():
            QToolTip.hideText()
            return False
        QToolTip.showText(event.globalPos(), plain_tip(self.said(self._model.positions[index.row()])), view)
        return True

    def said(self, position: int) -> str:
        """The row in words, with why it stands where rankings put it."""
        facts = self._model.facts
        ranks = ((kind, places.get(position)) for kind, places in facts.ranks.items())
        whys = [f"{tr(TEXTS[kind])}: {place[1]}" for kind, place in ranks if place is not None and place[1]]
        if wrong := facts.mislabelled(position):
            whys.insert(0, tr("{count} of another class: one false and one missed each").format(count=wrong))
        return said(facts.records.name[position], facts.state(position), facts.badges(position), whys)

    def _paint_thumbnail(self, painter: QPainter, area: QRect, position: int) -> None:
        width, height = tokens.THUMB
        place = QRect(area.left() + tokens.GRID, area.top() + (area.height() - height) // 2, width, height)
        image = self._thumbnails.get(position)
        if image is None or image.isNull():
            painter.fillRect(place, QColor(theme.current().sunken))
            if image is not None:
                mark = QRect(0, 0, 20, 20)
                mark.moveCenter(place.center())
                self.drawings.paint(painter, "warning", theme.current().text_2, mark)
            return
        size = image.deviceIndependentSize()
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(QRectF(place).center())
        painter.drawImage(target.topLeft().toPoint(), image)

    def _paint_words(self, painter: QPainter, area: QRect, position: int) -> None:
        """Name and state in the upper line; below it the badges, and below them the IoU."""
        facts, look = self._model.facts, theme.current()
        state = facts.state(position)
        icon, word, role = STATES[state]
        mark, line = theme.px(MARK), (area.height() - tokens.GAP) // 3
        upper, middle, lower = (
            QRect(area.left(), area.top() + tokens.GRID + number * line, area.width(), line) for number in range(3)
        )
        colour = getattr(look, role)
        place = QRect(upper.right() - mark + 1, upper.center().y() - mark // 2 + 1, mark, mark)
        self.drawings.paint(painter, icon, colour, place)
        painter.setFont(theme.font())
        painter.setPen(QColor(look.text))
        wide = upper.width() - mark - tokens.GRID
        shown = painter.fontMetrics().elidedText(facts.records.name[position], Qt.TextElideMode.ElideMiddle, wide)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(upper, flags, shown)
        badges = facts.badges(position)
        if badges is None or role == "danger":
            painter.setFont(theme.font(tokens.SMALL_TEXT))
            painter.setPen(QColor(colour))
            painter.drawText(middle, flags, "" if state == "none" else tr(word))
            return
        paint_badges(painter, self.drawings, middle, badges[:3])
        if badges[3] == badges[3]:
            paint_iou(painter, lower, badges[3])

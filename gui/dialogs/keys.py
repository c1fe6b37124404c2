"""Changing keys: every action with what it has, a field that takes the next key pressed, presets of other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.actions import CATEGORIES, CLASS_KEYS, TABLE
from gui.acts import keys_text
from gui.comfort import keymap
from gui.look import theme, tokens
from gui.widgets.key_field import KeyField
from gui.widgets.plain_label import plain_label
from gui.wording import tr

if TYPE_CHECKING:
    from gui.settings import Settings

SIZE = (620, 640)
TEXTS = {entry.id: entry.text for entry in (*TABLE, *CLASS_KEYS)}


class KeysDialog(QDialog):
    """What is changed counts at once. Esc closes, or gives up the key that is being asked for."""

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Change keys"))
        self._settings = settings
        self._adds, self._wanted = False, ""
        self.preset = QComboBox()
        self.preset.setAccessibleName(tr("Keys of another program"))
        for one in keymap.PRESETS:
            self.preset.addItem(one.name)
        self.preset.setCurrentText(keymap.preset(settings.text("keys_preset")).name)
        self.says = plain_label("small", wraps=True)
        self.search = QLineEdit(placeholderText=tr("Search"), clearButtonEnabled=True)
        self.search.setAccessibleName(tr("Search actions and keys"))
        self.list = QTreeWidget()
        self.field, self.said = KeyField(), plain_label("small", wraps=True)
        self.change, self.add, self.none, self.reset, self.take, self.leave, self.reset_all, self.ready = (
            QPushButton(text, autoDefault=False)
            for text in (
                tr("Change"),
                tr("Add"),
                tr("No key"),
                tr("Reset"),
                tr("Take it"),
                tr("Keep it there"),
                tr("Reset all"),
                tr("Close"),
            )
        )
        self.change.setProperty("role", "primary")
        self._lay_out()
        self._connect()
        self._fill()
        self._ask_nothing()
        self.search.setFocus()

    def _lay_out(self) -> None:
        self.list.setColumnCount(2)
        self.list.setHeaderLabels([tr("Action"), tr("Keys")])
        self.list.setRootIsDecorated(False)
        self.list.setIndentation(tokens.GRID * 3)
        self.list.setAccessibleName(tr("Actions and their keys"))
        self.list.setUniformRowHeights(True)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setStretchLastSection(False)
        label = QLabel(tr("Keys like"))
        label.setBuddy(self.preset)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[tokens.DIALOG_PADDING] * 4)
        outer.setSpacing(tokens.GAP)
        outer.addLayout(_line(label, self.preset, None, self.reset_all))
        outer.addWidget(self.says)
        outer.addWidget(self.search)
        outer.addWidget(self.list, 1)
        outer.addWidget(self.said)
        outer.addWidget(self.field)
        outer.addLayout(_line(self.change, self.add, self.none, self.reset, self.take, self.leave, None, self.ready))
        room = self.screen().availableGeometry().size() * 0.9
        self.resize(QSize(*(theme.px(length) for length in SIZE)).boundedTo(room))

    def _connect(self) -> None:
        self.preset.currentTextChanged.connect(self._take_preset)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self.list.setFocus)
        self.list.currentItemChanged.connect(self._ask_nothing)
        self.list.itemActivated.connect(lambda *_: self._ask(False))
        self.change.clicked.connect(lambda: self._ask(False))
        self.add.clicked.connect(lambda: self._ask(True))
        self.none.clicked.connect(lambda: self._set(()))
        self.reset.clicked.connect(self._reset)
        self.reset_all.clicked.connect(lambda: self._keep(keymap.keymap(self._preset, {})))
        self.field.pressed.connect(self._pressed)
        self.field.left.connect(self._ask_nothing)
        self.take.clicked.connect(self._take)
        self.leave.clicked.connect(self._ask_nothing)
        self.ready.clicked.connect(self.accept)

    @property
    def _preset(self) -> str:
        return self.preset.currentText()

    @property
    def map(self) -> keymap.Keys:
        """What every action has at present."""
        return keymap.keymap(self._preset, keymap.kept(self._settings))

    @property
    def action(self) -> str:
        """The action whose row is chosen; "" where none is."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(0, Qt.ItemDataRole.UserRole) or "")

    def choose(self, action: str) -> None:
        """Choose the row of `action`."""
        self.list.setCurrentItem(self._rows[action])

    # the list

    def _fill(self) -> None:
        self._rows: dict[str, QTreeWidgetItem] = {}
        for category in CATEGORIES:
            head = QTreeWidgetItem([tr(category), ""])
            head.setFirstColumnSpanned(True)
            head.setSizeHint(0, QSize(0, theme.px(tokens.ROW)))  # of every row: they are alike
            head.setFont(0, theme.font(bold=True))
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.list.addTopLevelItem(head)
            for entry in TABLE:
                if entry.category == category:
                    row = QTreeWidgetItem([tr(entry.text).rstrip("…"), ""])
                    row.setData(0, Qt.ItemDataRole.UserRole, entry.id)
                    head.addChild(row)
                    self._rows[entry.id] = row
        self.list.expandAll()
        self._show()
        self.list.setCurrentItem(self._rows[TABLE[0].id])

    def _show(self) -> None:
        """Say what every action has; what is not as the preset has it is bold."""
        own = keymap.changed(self._preset, self.map)
        for action, row in self._rows.items():
            row.setText(1, keys_text(self.map[action]))
            row.setFont(1, theme.font(bold=action in own))
        self.reset_all.setEnabled(bool(own))
        self.reset.setEnabled(self.action in own)
        self.says.setText(tr(keymap.preset(self._preset).says))

    def _filter(self, text: str) -> None:
        """Rows that hold every word that was typed, in their name or their keys."""
        words = text.casefold().split()
        for row in self._rows.values():
            said = f"{row.text(0)} {row.text(1)}".casefold()
            row.setHidden(not all(word in said for word in words))
        for place in range(self.list.topLevelItemCount()):
            head = self.list.topLevelItem(place)
            assert head is not None
            below = [row for row in self._rows.values() if row.parent() is head]
            head.setHidden(all(row.isHidden() for row in below))
        found = next((row for row in self._rows.values() if not row.isHidden()), None)
        if found is not None:
            self.list.setCurrentItem(found)

    # one key

    def _ask(self, adds: bool) -> None:
        """Wait for keys: in place of those the action has, or besides them."""
        if self.action:
            self._adds = adds
            self._offer(asking=True)
            name = tr(TEXTS[self.action]).rstrip("…")
            self._say(tr("Press the keys for “{action}”. Esc leaves them as they are.").format(action=name))
            self.field.setFocus()

    def _ask_nothing(self, *_: object) -> None:
        self._offer()
        self._say("")
        self.reset.setEnabled(self.action in keymap.changed(self._preset, self.map))

    def _pressed(self, key: str) -> None:
        self.field.setText(keys_text((key,)))
        refused, has = keymap.refusal(self.action, key), keymap.owner(self.map, key)
        if refused:
            self._say(tr(refused).format(key=keys_text((key,))) + " " + tr("Press others."), "warning")
        elif has and has != self.action:
            self._wanted = key
            self._offer(conflict=True)
            said = tr("“{action}” has {key}.").format(action=tr(TEXTS[has]).rstrip("…"), key=keys_text((key,)))
            self._say(said, "warning")
            self.leave.setFocus()
        else:
            self._wanted = key
            self._take()

    def _take(self) -> None:
        has = self.map[self.action] if self._adds else ()
        self._set((*(key for key in has if key != self._wanted), self._wanted))

    def _set(self, wanted: tuple[str, ...]) -> None:
        if self.action:
            before, action = self.map, self.action
            self._keep(keymap.with_key(before, action, wanted))
            robbed = [key for key in wanted if keymap.owner(before, key) not in ("", action)]
            if robbed:
                loser = tr(TEXTS[keymap.owner(before, robbed[0])]).rstrip("…")
                self._say(tr("“{action}” no longer has {key}.").format(action=loser, key=keys_text((robbed[0],))))

    def _reset(self) -> None:
        self._set(keymap.keymap(self._preset, {})[self.action])

    def _take_preset(self, name: str) -> None:
        self._settings.set("keys_preset", name)
        self._show()
        self._ask_nothing()

    def _keep(self, wanted: keymap.Keys) -> None:
        keymap.keep(self._settings, self._preset, wanted)
        self._show()
        self._ask_nothing()
        self.list.setFocus()

    def _offer(self, asking: bool = False, conflict: bool = False) -> None:
        """Show the buttons that make sense now."""
        for button in (self.change, self.add, self.none, self.reset):
            button.setVisible(not asking and not conflict)
            button.setEnabled(bool(self.action))
        for button in (self.take, self.leave):
            button.setVisible(conflict)
        self.field.setVisible(asking or conflict)
        if asking:
            self.field.clear()

    def _say(self, said: str, role: str = "small") -> None:
        self.said.setText(said)
        self.said.setVisible(bool(said))
        theme.dress(self.said, role)
        if (row := self.list.currentItem()) is not None and (sheet := self.layout()) is not None:
            sheet.activate()  # what is said and asked takes its room from the list
            self.list.scrollToItem(row)


def _line(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets beside one another; None is a gap that grows."""
    line = QHBoxLayout()
    line.setSpacing(tokens.GAP)
    for widget in widgets:
        if widget is None:
            line.addStretch(1)
        else:
            line.addWidget(widget)
    return line

"""The questions worth a modal window. All text is plain: names come from strangers' files."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QMessageBox, QPushButton, QWidget

from gui.look import theme, tokens
from gui.wording import tr, written


def close_while_training(parent: QWidget, run: int) -> bool:
    """Whether to stop the run and close."""
    return ask(
        parent,
        tr("Run {number} is still training.").format(number=run) if run else tr("A run is still training."),
        tr("Closing stops it. What it has learnt so far is kept, and the Train tab can go on from there."),
        tr("Stop and close"),
        tr("Keep training"),
    )


def stop_files(parent: QWidget) -> bool:
    """Whether to stop a conversion, an export or a copy and close."""
    return ask(
        parent,
        tr("Files are still being written."),
        tr("A conversion, an export or a copy is under way. Closing stops it, and it would have to begin anew."),
        tr("Stop and close"),
        tr("Go on writing"),
    )


def stop_writing(parent: QWidget, pictures: int) -> bool:
    """Whether to leave while a change of many pictures is being written."""
    return ask(
        parent,
        tr("The labels of {number} pictures are still to be written.").format(number=written(pictures)),
        tr("Leaving stops it: those that are written stay so, the others keep their labels, and undo is gone."),
        tr("Leave"),
        tr("Go on writing"),
    )


def unsaved(parent: QWidget, names: tuple[str, ...], noted: bool) -> str:
    """What to do with edits that are not on disk: "save", "discard", "later" or "stay". Only what is `noted` outside
    the folder can wait."""
    said = [tr("Save writes them into the label files.")]
    said += [tr("Kept for later, they are offered when the folder is opened again.")] * noted
    box = make_box(parent, _unsaved_said(names), "\n".join(said))
    buttons = {
        box.addButton(tr("Save"), QMessageBox.ButtonRole.AcceptRole): "save",
        box.addButton(tr("Discard edits"), QMessageBox.ButtonRole.DestructiveRole): "discard",
    }
    if noted:
        buttons[box.addButton(tr("Keep for later"), QMessageBox.ButtonRole.ActionRole)] = "later"
    stay = box.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(next(iter(buttons)))
    box.setEscapeButton(stay)
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return next((answer for button, answer in buttons.items() if button is clicked), "stay")


def fault(parent: QWidget | None, summary: str, details: str) -> QMessageBox:
    """Tell of a fault of ours, once for a cause; does not wait for an answer. What is shown and copied names neither
    the person nor where their folders lie."""
    from gui.comfort import reports  # what it asks of the machine is read when it is needed

    said = tr("Your files are as they were last saved, and you can go on. A copied report hides your name and folder.")
    box = make_box(parent, tr("The program made a mistake of its own."), f"{reports.private(summary)}\n\n{said}")
    box.setDetailedText(reports.private(details))
    go_on = box.addButton(tr("Go on"), QMessageBox.ButtonRole.AcceptRole)
    copy = box.addButton(tr("Copy report"), QMessageBox.ButtonRole.ActionRole)
    copy.clicked.disconnect()  # of the box, which would close
    copy.clicked.connect(partial(_copy, copy, reports.report(summary, details)))
    box.setDefaultButton(go_on)
    box.setEscapeButton(go_on)
    _even(box)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box


def _copy(button: QPushButton, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    button.setText(tr("Report copied"))


def _unsaved_said(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return tr("Your edits of {name} are not saved.").format(name=names[0])
    return tr("Your edits of {count} pictures are not saved.").format(count=written(len(names)))


def ask(
    parent: QWidget,
    text: str,
    more: str,
    yes: str,
    no: str,
    role: QMessageBox.ButtonRole = QMessageBox.ButtonRole.AcceptRole,
) -> bool:
    """Whether the answer is `yes`, whose button has that `role`."""
    box = make_box(parent, text, more)
    accept = box.addButton(yes, role)
    keep = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return clicked is accept


def make_box(parent: QWidget | None, text: str, more: str) -> QMessageBox:
    """A message box in the look of the house, its text plain."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Overlap")
    box.setText(text)
    box.setInformativeText(more)
    _even(box)
    for name, size in (("qt_msgbox_label", tokens.TITLE_TEXT), ("qt_msgbox_informativelabel", tokens.BODY_TEXT)):
        if (label := box.findChild(QLabel, name)) is not None:
            label.setFont(theme.font(size, bold=size == tokens.TITLE_TEXT))
            label.setProperty("role", "title" if size == tokens.TITLE_TEXT else "")  # Qt forgets the font on showing
            label.setContentsMargins(0, 0, 0, tokens.GRID if size == tokens.TITLE_TEXT else tokens.GROUP_GAP)
            label.ensurePolished()
            line = label.fontMetrics().horizontalAdvance(label.text()) + tokens.GRID  # a smaller minimum cuts it off
            label.setMinimumWidth(min(max(theme.px(320), line), theme.px(480)))
    return box


def _even(box: QMessageBox) -> None:
    """The same room on all sides, also where Qt leaves a gap for an icon that is not there. Its layout is a new one
    after each change of what the box holds."""
    sheet = box.layout()
    if not isinstance(sheet, QGridLayout):
        return
    sheet.setContentsMargins(*[tokens.DIALOG_PADDING] * 4)
    sheet.setHorizontalSpacing(0)
    sheet.setColumnStretch(sheet.columnCount() - 1, 1)
    for place in range(sheet.count()):
        item = sheet.itemAt(place)
        if item is not None and (gap := item.spacerItem()) is not None and sheet.getItemPosition(place)[1] == 0:  # pyright: ignore[reportIndexIssue]
            gap.changeSize(0, 0)
    sheet.invalidate()

"""German: complete, with the same placeholders, compiled, and shown by the window."""

from __future__ import annotations

import ast
import re
import string
from functools import cache
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QWidget,
)

from engine.steps import Step
from gui import language
from gui.actions import TABLE
from gui.changing.renaming import Renamings
from gui.dialogs.shortcuts import Shortcuts
from gui.main_window import MainWindow
from gui.panels.welcome import Welcome
from gui.settings import Settings
from gui.wording import CONTEXT, counted, doing, how_far, percent, plural, tr, written
from tests import translations as collect
from tests.gui.driving import PATIENCE, open_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


texts = cache(collect.texts)  # all of the program is read for them
TABLES = ("actions.py", "keymap.py", "hyperparameters.py")
"""Files whose texts are all gathered, see `tests.translations`."""
ENGLISH = ("wording.py", "app.py", "shooting.py", "reports.py", "settings.py")
"""Files that speak to a terminal, to a log, or to nobody, or read what the engine says."""
STYLES = ("theme.py", "tokens.py", "window_style.py", "palette.py")
NAMES = {
    "Overlap",
    "JPEGImages",
    "Space",
    "Go",
    "Model",
    "Mask",
    "Line",
    "current checkpoint",
    "over void",
    "new ",
    "nudge {}",
    "nudge {} {}",
}
"""What is compared, read from files, or the same in every language."""
SHOWN = re.compile(
    r"^set\w*(Text|Tip|Title|Name|Suffix|Prefix|Description)$|^(add|insert)(Action|Item|Tab|Row|Button)$"
)
UNSEEN = {
    *("cast", "ValueError", "TypeError", "RuntimeError"),
    *("setObjectName", "setProperty", "setStyleSheet", "QKeySequence"),
}
WORDS = re.compile(r"[A-Za-z]{2,}[,.:;…]? [A-Za-z]|^[A-Z][a-z]+[….]*$")
WORD = re.compile(r"(?<![\w<&#])[A-Za-z]{2,}(?![\w>;])")
SAME = re.compile(r"\b(IoU|CPU|GPU|CUDA|COCO|YOLO|MNIST|VOC|F1|px|min)\b|<[^>]*>")


def bare(path: Path) -> Iterator[str]:
    """Every text in a file of the window that reads as English, or is shown, and that nobody translates: "file:line:
    text". What an f-string puts in stands as {}."""
    if path.name in (*TABLES, *ENGLISH, *STYLES):
        return
    module = ast.parse(path.read_text(encoding="utf-8"))
    passed, shown = set[int](), set[int]()
    for part in ast.walk(module):
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
            passed.add(id(part.value))  # a docstring
        elif isinstance(part, ast.Call):
            name = part.func.attr if isinstance(part.func, ast.Attribute) else getattr(part.func, "id", "")
            if name in collect.TAKEN or name in UNSEEN:
                passed |= {id(each) for each in ast.walk(part)}
            elif SHOWN.match(name) or re.match(r"Q[A-Z]\w+$", name):
                shown |= {id(each) for argument in part.args for each in parts_of(argument)}
        elif isinstance(part, ast.arg | ast.AnnAssign) and part.annotation is not None:
            passed |= {id(each) for each in ast.walk(part.annotation)}
        elif isinstance(part, ast.JoinedStr):
            passed |= {id(each) for each in part.values if isinstance(each, ast.Constant)}
    for part in ast.walk(module):
        text = said(part)
        if id(part) in passed or text in NAMES:
            continue
        plain = SAME.sub("", text)
        put_in = isinstance(part, ast.JoinedStr) and " " in plain.strip()
        if WORDS.search(plain) or ((put_in or id(part) in shown) and WORD.search(plain.replace("{}", " "))):
            yield f"{path.name}:{getattr(part, 'lineno', 0)}: {text}"


def parts_of(argument: ast.expr) -> Iterator[ast.expr]:
    """The texts that an argument may be."""
    if isinstance(argument, ast.IfExp):
        yield from parts_of(argument.body)
        yield from parts_of(argument.orelse)
    elif isinstance(argument, ast.BinOp):
        yield from parts_of(argument.left)
        yield from parts_of(argument.right)
    else:
        yield argument


def said(part: ast.AST) -> str:
    if isinstance(part, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in part.values)
    return part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else ""


def placeholders(text: str) -> list[tuple[str, str]]:
    return sorted((name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name is not None)


def test_every_text_is_translated_with_its_placeholders() -> None:
    wanted, known = texts(), collect.translated()
    assert len(wanted) > 300
    assert [text for text in wanted if not known.get(text)] == [], "run python -m tests.translations"
    assert sorted(set(known) - set(wanted)) == [], "texts that are no longer said"
    wrong = [text for text in wanted if placeholders(text) != placeholders(known[text])]
    assert wrong == []
    ends = [text for text in wanted if text[-1] in ".…?" and known[text][-1] != text[-1]]
    assert ends == []


def test_no_text_of_the_window_is_bare_english() -> None:
    assert [found for path in sorted((collect.ROOT / "gui").rglob("*.py")) for found in bare(path)] == []


def test_bare_english_is_found(tmp_path: Path) -> None:
    code = tmp_path / "panel.py"
    code.write_text(
        '"""A docstring stays as it is."""\n'
        'label.setText("Count again")\n'
        'label.setText("x" if able else f"{count} pictures")\n'
        'field.setSuffix(" epochs")\n'
        'said = "Stopped. Nothing was changed."\n'
        'label.setText(tr("Count again")), label.setText(f"{name}: {count:,}"), tree.setObjectName("Count again")\n'
        'raise ValueError("never seen by anybody")\n'
    )
    assert {found.partition(": ")[2] for found in bare(code)} == {
        "Count again",
        "{} pictures",
        " epochs",
        "Stopped. Nothing was changed.",
    }


def test_the_compiled_file_says_what_the_source_does(qtbot: QtBot) -> None:
    del qtbot
    compiled = QTranslator()
    assert compiled.load(str(collect.FILE.with_suffix(".qm")))
    different = [text for text, said in collect.translated().items() if compiled.translate(CONTEXT, text) != said]
    assert different == []


def test_writing_the_file_anew_changes_nothing(tmp_path: Path) -> None:
    again = tmp_path / "again.ts"
    collect.write(texts(), collect.translated(), again)
    assert again.read_text(encoding="utf-8") == collect.FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("choice", "spoken", "found"),
    [
        ("system", ["de-CH", "en-GB"], "de"),
        ("system", ["en-US", "de-DE"], "en"),
        ("system", ["fr-FR", "de_DE"], "de"),
        ("system", ["fr-FR"], "en"),
        ("en", ["de-DE"], "en"),
        ("de", ["en-US"], "de"),
        ("klingon", ["en-US"], "en"),
    ],
)
def test_the_language_is_the_one_chosen_or_the_first_that_is_there(
    choice: str, spoken: list[str], found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QLocale, "uiLanguages", lambda *_: spoken)
    assert language.wanted(choice) == found


def test_the_window_speaks_german(qtbot: QtBot, german: list[QTranslator], tmp_path: Path) -> None:
    assert german
    window = MainWindow(Settings(tmp_path / "settings.ini"))
    qtbot.addWidget(window)
    assert [action.text() for action in window.menuBar().actions()][:2] == ["&Datei", "&Bearbeiten"]
    assert window.acts["next"].text() == "Nächstes Bild"
    assert "Zuerst einen Ordner öffnen" in window.acts["next"].toolTip()
    welcome = window.findChild(Welcome)
    assert welcome is not None and "Einen Ordner mit Bildern hier ablegen" in [
        label.text() for label in welcome.findChildren(QLabel)
    ]
    sheet = Shortcuts(window.acts, window)
    qtbot.addWidget(sheet)
    english = {entry.text for entry in TABLE if tr(entry.text) != entry.text}
    assert english & {label.text() for label in sheet.findChildren(QLabel)} == set()


def test_every_room_of_the_window_speaks_german(
    qtbot: QtBot, german: list[QTranslator], window: MainWindow, folder: Path
) -> None:
    assert german
    open_folder(qtbot, window, folder)
    english = {text for text, said in collect.translated().items() if said != text}
    rooms = window.bottom.tabs
    for place in range(rooms.count()):
        window.bottom.unfold(rooms.widget(place))
        qtbot.wait(50)
    for page in window.evaluation_panel.pages:
        window.evaluation_panel.choose(page)
    window.commands.refresh()
    for room in window.findChildren(Renamings):
        room.ask()
        assert room.dialog is not None and room.dialog.windowTitle() == "Klasse umbenennen, vereinigen oder umfärben"
        room.dialog.new.setEditText("sonne")
        qtbot.waitUntil(room.dialog.counting.does.isEnabled, timeout=PATIENCE)
        assert " Objekte" in room.dialog.counting.said.text() and "umbenennen" in room.dialog.counting.does.text()
    bare = {text for widget in window.findChildren(QWidget) for text in texts_of(widget) if text in english}
    assert bare == set()
    for room in window.findChildren(Renamings):
        assert room.dialog is not None
        room.dialog.reject()


def test_no_button_of_the_german_window_is_narrower_than_its_word(
    qtbot: QtBot, german: list[QTranslator], window: MainWindow, folder: Path
) -> None:
    assert german
    open_folder(qtbot, window, folder)
    for place in range(window.bottom.tabs.count()):
        window.bottom.unfold(window.bottom.tabs.widget(place))
        qtbot.wait(50)
        buttons = [each for each in window.findChildren(QPushButton) if each.isVisible() and each.text()]
        assert buttons
        narrow = [each.text() for each in buttons if each.width() < each.minimumSizeHint().width()]
        assert narrow == []


def texts_of(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName(), widget.windowTitle())
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(place) for place in range(widget.count()))
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText()


def test_what_an_engine_says_with_names_in_it_is_translated(qtbot: QtBot, german: list[QTranslator]) -> None:
    del qtbot
    assert german
    assert doing(Step("Predicting a {0} of b.jpg", 1, 2)) == "a {0} of b.jpg vorhersagen"
    assert how_far(Step("Learning, epoch 2 of 12", 3, 8)) == "Lernen, Epoche 2 von 12: 3 von 8"
    assert doing(Step("Counting")) == "Zählen" and doing(Step("Something new")) == "Something new"
    assert (counted(1, "picture"), counted(1203, "picture")) == ("1 Bild", "1.203 Bilder")
    assert plural(2, "{count} was here already.", "{count} were here already.") == "2 waren schon hier."


def test_numbers_are_written_as_in_the_language(qtbot: QtBot, german: list[QTranslator]) -> None:
    assert german and qtbot
    assert (written(17_125), written(0.834, 2), percent(0.055, 1)) == ("17.125", "0,83", "5,5 %")
    assert how_far(Step("Counting", 1203, 17_125)) == "Zählen: 1.203 von 17.125"
    assert QDoubleSpinBox(value=0.5).text() == "0,50"


def test_every_number_of_the_window_is_written_in_one_place() -> None:
    found = []
    for path in sorted((collect.ROOT / "gui").rglob("*.py")):
        for part in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            spec = said(part.format_spec) if isinstance(part, ast.FormattedValue) and part.format_spec else ""
            if path.name != "wording.py" and re.search(r",|\.[1-9{]\d*\}?f", spec):
                found.append(f"{path.name}:{part.lineno}: {spec}")  # pyright: ignore[reportAttributeAccessIssue]
    assert found == []


def test_choosing_a_language_says_when_it_counts(window: MainWindow) -> None:
    window.acts["language_de"].trigger()
    assert window.settings.text("language") == "de"
    assert [toast.text for toast in window.toasts.shown()] == ["The language changes at the next start."]
    assert window.acts["next"].text() == "Next picture"

"""German: complete, with the same placeholders, compiled, and shown by the window."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QLabel

from gui import language
from gui.actions import TABLE
from gui.dialogs.shortcuts import Shortcuts
from gui.main_window import MainWindow
from gui.panels.welcome import Welcome
from gui.settings import Settings
from gui.wording import CONTEXT, tr
from tests import translations as collect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def german() -> Iterator[list[QTranslator]]:
    app = QCoreApplication.instance()
    assert app is not None
    found = language.install(app, "de")
    yield found
    for translator in found:
        app.removeTranslator(translator)


def placeholders(text: str) -> list[tuple[str, str]]:
    return sorted((name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name is not None)


def test_every_text_is_translated_with_its_placeholders() -> None:
    wanted, known = collect.texts(), collect.translated()
    assert len(wanted) > 300
    assert [text for text in wanted if not known.get(text)] == [], "run python -m tests.translations"
    assert sorted(set(known) - set(wanted)) == [], "texts that are no longer said"
    wrong = [text for text in wanted if placeholders(text) != placeholders(known[text])]
    assert wrong == []
    ends = [text for text in wanted if text[-1] in ".…?" and known[text][-1] != text[-1]]
    assert ends == []


def test_the_compiled_file_says_what_the_source_does(qtbot: QtBot) -> None:
    del qtbot
    compiled = QTranslator()
    assert compiled.load(str(collect.FILE.with_suffix(".qm")))
    different = [text for text, said in collect.translated().items() if compiled.translate(CONTEXT, text) != said]
    assert different == []


def test_writing_the_file_anew_changes_nothing(tmp_path: Path) -> None:
    again = tmp_path / "again.ts"
    collect.write(collect.texts(), collect.translated(), again)
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


def test_choosing_a_language_says_when_it_counts(window: MainWindow) -> None:
    window.acts["language_de"].trigger()
    assert window.settings.text("language") == "de"
    assert [toast.text for toast in window.toasts.shown()] == ["The language changes at the next start."]
    assert window.acts["next"].text() == "Next picture"

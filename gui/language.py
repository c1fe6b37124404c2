"""The language of the window: English, or a translation that lies in the resources."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

from engine import places
from gui.wording import tr, write_as

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

    from gui.main_window import MainWindow

TRANSLATED = ("de",)
"""Languages there is a translation for, besides the English that stands in the program."""
CHOICES = ("system", "en", *TRANSLATED)


def wanted(choice: str) -> str:
    """The language of a choice: "en" or one of `TRANSLATED`; "system" is the first of the person's that is there."""
    if choice != "system":
        return choice if choice in TRANSLATED else "en"
    spoken = (name.replace("_", "-").partition("-")[0].lower() for name in QLocale.system().uiLanguages())
    return next((name for name in spoken if name in ("en", *TRANSLATED)), "en")


def install(app: QCoreApplication, choice: str) -> list[QTranslator]:
    """Speak the language of `choice` from now on; to be called before there are widgets. Returns what translates: our
    texts, and Qt's own where they are at hand. Numbers are written as in it."""
    language, found = wanted(choice), []
    write_as(language)
    if language in TRANSLATED:
        ours = str(places.resources() / "translations")
        qts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in ((f"qtbase_{language}", qts), (f"overlap_{language}", ours)):
            translator = QTranslator(app)
            if translator.load(name, folder):
                app.installTranslator(translator)
                found.append(translator)
    return found


def connect(window: MainWindow) -> None:
    for choice in CHOICES:
        window.acts.on(f"language_{choice}", partial(_choose, window, choice))


def _choose(window: MainWindow, choice: str) -> None:
    if choice != window.settings.text("language"):
        window.settings.set("language", choice)
        window.toasts.say(tr("The language changes at the next start."))

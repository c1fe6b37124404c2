"""The walls of the house: ceilings, who may name whom, and words that stay out. A ceiling that is tested holds."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("engine", "gui", "tests", "benchmarks", "resources")
AT_THE_DOOR = {".ci", ".gitignore", "README.md", "build.spec", "pyproject.toml", "requirements.txt", "start.py"}
FILE_LINES, FUNCTION_LINES, WINDOW_METHODS = 300, 50, 25
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base"}
LEFT_OVERS = ("TO" + "DO", "FIX" + "ME", "no" + "qa", "type:" + " ignore", "NotImplemented" + "Error")
OTHER_PLACES = re.compile(r"(?<![\w.])/" + r"(?:work|tmp/w|home/\w+|root)/")
# the two places that show an EngineError, the one that logs a fault, and the process that sends both to the window
MAY_CATCH_ALL = {
    "gui/app.py",
    "gui/acts.py",
    "gui/job.py",
    "engine/processes/process.py",
    "engine/processes/serving.py",
}


def sources(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def everything() -> list[Path]:
    return [*sources(*ROOMS), *(path for path in [ROOT / "start.py", ROOT / "build.spec"] if path.exists())]


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def parts(path: Path) -> tuple[ast.AST, ...]:
    """All of its tree, walked once."""
    return tuple(ast.walk(tree(path)))


def imports(parts: Iterable[ast.AST]) -> Iterator[str]:
    """Every module named by an import among `parts`; `from a import b` names both `a` and `a.b`."""
    for part in parts:
        if isinstance(part, ast.Import):
            yield from (alias.name for alias in part.names)
        elif isinstance(part, ast.ImportFrom) and part.module:
            yield part.module
            yield from (f"{part.module}.{alias.name}" for alias in part.names)


def words(path: Path) -> set[str]:
    """Every identifier and every imported name."""
    found = {name for module in imports(parts(path)) for name in module.split(".")}
    for part in parts(path):
        if isinstance(part, ast.Name):
            found.add(part.id)
        elif isinstance(part, ast.Attribute):
            found.add(part.attr)
    return found


def test_nothing_strays_to_the_top() -> None:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git here")
    if not listed:
        pytest.skip("not in git")
    assert {name.split("/")[0] for name in listed.strip("\0").split("\0")} == {*ROOMS, *AT_THE_DOOR}


def test_no_file_is_longer_than_its_ceiling() -> None:
    lengths = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in everything()}
    assert {name: n for name, n in lengths.items() if n > FILE_LINES} == {}


def test_no_function_is_longer_than_its_ceiling() -> None:
    long = {
        f"{place(path)}:{part.name}": part.end_lineno - part.lineno + 1
        for path in everything()
        for part in parts(path)
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and part.end_lineno
    }
    assert {name: n for name, n in long.items() if n > FUNCTION_LINES} == {}


def test_the_main_window_only_composes() -> None:
    path = ROOT / "gui" / "main_window.py"
    windows = [part for part in parts(path) if isinstance(part, ast.ClassDef) and part.name == "MainWindow"]
    assert len(windows) == 1
    assert sum(isinstance(part, ast.FunctionDef) for part in windows[0].body) <= WINDOW_METHODS


def test_names_say_what_they_hold() -> None:
    modules = [place(path) for path in everything() if BANNED_NAMES & set(re.split(r"[/_.]", place(path)[:-3]))]
    assert modules == []
    classes = [
        f"{place(path)}: {part.name}"
        for path in sources("engine", "gui")
        for part in parts(path)
        if isinstance(part, ast.ClassDef) and re.search(r"(Manager|Helper|Utils?|Base)$", part.name)
    ]
    assert classes == []


def test_imports_are_absolute() -> None:
    relative = [
        f"{place(path)}, line {part.lineno}"
        for path in everything()
        for part in parts(path)
        if isinstance(part, ast.ImportFrom) and part.level
    ]
    assert relative == []


def test_the_engine_knows_no_window() -> None:
    named = {place(path): words(path) & {"PySide6", "shiboken6", "pyqtgraph", "gui"} for path in sources("engine")}
    assert {name: found for name, found in named.items() if found} == {}


def test_the_window_never_names_torch() -> None:
    named = {place(path): words(path) & {"torch", "torchvision", "lxml"} for path in sources("gui")}
    assert {name: found for name, found in named.items() if found} == {}


def test_one_class_of_threads() -> None:
    ways = {"QThread", "QThreadPool", "QRunnable", "moveToThread", "QtConcurrent", "ThreadPoolExecutor", "Thread"}
    named = {place(path): words(path) & ways for path in sources("gui") if place(path) != "gui/job.py"}
    assert {name: found for name, found in named.items() if found} == {}


def test_no_panel_knows_another() -> None:
    """A panel is a module with a widget of its own; the models and delegates of its rows may lie beside it."""
    rooms = {f"gui.panels.{path.stem}": parts(path) for path in (ROOT / "gui" / "panels").glob("*.py")}
    panels = {
        name
        for name, module in rooms.items()
        for part in module
        if isinstance(part, ast.ClassDef)
        and any(re.search(r"Q\w*(Widget|Frame|Bar)$", ast.unparse(base)) for base in part.bases)
    }
    known = {f"{name} -> {other}" for name, module in rooms.items() for other in set(imports(module)) & panels - {name}}
    assert known == set()


def test_nobody_imports_tests_benchmarks_or_resources() -> None:
    found = {
        f"{place(path)} -> {module}"
        for path in sources("engine", "gui")
        for module in imports(parts(path))
        if module.split(".")[0] in {"tests", "benchmarks", "resources", "start"}
    }
    assert found == set()


def test_faults_are_not_swallowed() -> None:
    broad = [
        f"{place(path)}, line {part.lineno}"
        for path in sources("engine", "gui")
        if place(path) not in MAY_CATCH_ALL
        for part in parts(path)
        if isinstance(part, ast.ExceptHandler) and (part.type is None or ast.unparse(part.type) == "Exception")
    ]
    assert broad == []


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{place(path)}, line {number}: {word}"
        for path in everything()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for word in LEFT_OVERS
        if word in line
    ]
    assert found == []


def test_no_machine_is_named() -> None:
    texts = [*everything(), *(ROOT / name for name in ("README.md", "requirements.txt", "pyproject.toml", ".ci/run"))]
    found = [place(path) for path in texts if path.exists() and OTHER_PLACES.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_no_import_circles() -> None:
    modules = {place(path)[:-3].replace("/", ".").removesuffix(".__init__"): path for path in sources("engine", "gui")}
    edges = {
        name: {_module(target, modules) for target in _runtime_imports(tree(path))} - {name, ""}
        for name, path in modules.items()
    }
    while leaves := {name for name, targets in edges.items() if not targets}:
        edges = {name: targets - leaves for name, targets in edges.items() if name not in leaves}
    assert edges == {}, "what is left imports itself in a circle"


def _module(target: str, modules: dict[str, Path]) -> str:
    return target if target in modules else ""


def _runtime_imports(node: ast.Module) -> Iterator[str]:
    for part in node.body:
        if isinstance(part, ast.If) and ast.unparse(part.test).endswith("TYPE_CHECKING"):
            continue
        yield from imports(ast.walk(part))


@pytest.mark.skipif(sys.platform == "win32", reason="needs no window system, but Windows runners may lack one")
def test_qt_counts_its_nones(qapp: object) -> None:
    """PySide6 6.12.0 loses a reference to None on every void call under Python 3.10 and 3.11, and aborts in the end."""
    import PySide6
    from PySide6.QtCore import QPointF
    from PySide6.QtWidgets import QGraphicsRectItem

    assert qapp is not None
    assert tuple(map(int, PySide6.__version__.split(".")[:2])) < (6, 12)
    item, point = QGraphicsRectItem(), QPointF(1, 2)
    before = sys.getrefcount(None)
    for _ in range(500):
        item.setPos(point)
    assert abs(sys.getrefcount(None) - before) < 100

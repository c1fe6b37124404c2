"""The first command on machines that are not as they should be: one clear line each, and nothing half done."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def load(path: Path) -> ModuleType:
    """start.py as a module of its own; it is a script and lies in no package."""
    spec = importlib.util.spec_from_file_location("start_script", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start(tmp_path: Path) -> ModuleType:
    """start.py of a small copy of the project, so that nothing here touches the real environment."""
    for name in ("start.py", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    return load(tmp_path / "start.py")


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.strip().splitlines()


def finished(start: ModuleType, key: str) -> None:
    """An environment as a good set-up leaves it, with a stand-in for the packages."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(start.VENV)], check=True)
    site = next(start.VENV.rglob("site-packages"))
    (site / "thing-1.0.dist-info").mkdir()
    stamp = {"key": key, "packages": start.packages_in(start.VENV)}
    (start.VENV / start.STAMP).write_text(json.dumps(stamp))


@pytest.mark.parametrize("version", [(2, 7), (3, 10), (3, 15)])
def test_a_wrong_python_is_named(start: ModuleType, version: tuple[int, int]) -> None:
    problem = start.python_problem(version)
    assert "3.11 to 3.14" in problem and f"{version[0]}.{version[1]}" in problem and "\n" not in problem
    assert start.python_problem((3, 11)) is None


def test_a_wrong_python_stops_before_anything_is_made(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "OLDEST", (3, 99))
    assert start.main([]) == 2
    assert len(lines(capsys)) == 1
    assert not start.VENV.exists()


def test_an_old_python_can_read_it_far_enough() -> None:
    """As old as 3.6, whose syntax is checked and which would compute every type that does not stand in quotes."""
    module = ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    functions = [part for part in ast.walk(module) if isinstance(part, ast.FunctionDef)]
    types = [types for part in functions for types in (part.returns, *(one.annotation for one in part.args.args))]
    computed = [part for kind in types if kind for part in ast.walk(kind)]
    assert len(types) > 20 and not any(isinstance(part, ast.BinOp | ast.Subscript) for part in computed)
    assert not any(isinstance(part, ast.AnnAssign) or "__future__" in ast.dump(part) for part in module.body)


def test_too_little_disk_is_one_line(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "install_system_packages", lambda *_, **__: None)
    monkeypatch.setattr(start.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12 - 10**9, 10**9))
    assert start.main([]) == 2
    said = lines(capsys)
    assert len(said) == 1 and re.search(r"needs \d+ GB .* has 1\.0 GB free", said[0])
    assert not start.VENV.exists()


def test_no_network_is_one_line(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked of the real pip, at an address where nobody answers."""
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    command = [sys.executable, "-m", "pip", "install", "--retries", "1", "--index-url", "http://127.0.0.1:9/simple"]
    done = subprocess.run([*command, "no-such-package"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    problem = start.install_problem(done.stdout + done.stderr)
    assert problem.startswith("No network") and "\n" not in problem


def test_other_failures_keep_the_installers_last_word(start: ModuleType) -> None:
    assert "disk is full" in start.install_problem("OSError: [Errno 28] No space left on device")
    said = "Collecting networkx\nERROR: No matching distribution found for torch==2.15.0\n\n"
    assert start.install_problem(said).endswith("No matching distribution found for torch==2.15.0")


def test_a_debian_user_gets_the_exact_command(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start.sys, "platform", "linux")
    monkeypatch.setattr(start, "_opens", lambda name: name != "libxcb-cursor.so.0")
    monkeypatch.setattr(start.shutil, "which", {"apt-get": "/usr/bin/apt-get", "fc-list": "/usr/bin/fc-list"}.get)
    monkeypatch.setattr(start.os, "geteuid", lambda: 1000)
    assert start.main(["test"]) == 2
    (said,) = lines(capsys)
    assert said.endswith(
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libxcb-cursor0 xauth xvfb"
    )
    assert not start.VENV.exists()


def test_root_on_debian_has_it_installed(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(start.sys, "platform", "linux")
    monkeypatch.setattr(start, "_opens", lambda name: name not in {"libEGL.so.1", "libGL.so.1"})
    monkeypatch.setattr(start.shutil, "which", {"apt-get": "/usr/bin/apt-get", "fc-list": "/usr/bin/fc-list"}.get)
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(start.os, "geteuid", lambda: 0)
    monkeypatch.setattr(start.subprocess, "run", run)
    start.install_system_packages("window", venv_needed=True)
    assert [command[2:4] for command in ran] == [["apt-get", "update"], ["apt-get", "install"]]
    assert ran[1][-3:] == ["libegl1", "libgl1", "python{}.{}-venv".format(*sys.version_info[:2])]


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
def test_every_library_the_window_system_opens_is_known(start: ModuleType) -> None:
    """ldd tells the truth about libqxcb; what comes from outside must be in the table or come along with what is."""
    import PySide6

    plugin = Path(PySide6.__path__[0]) / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    answer = subprocess.run(["ldd", str(plugin)], capture_output=True, text=True, check=True).stdout
    outside = {line.split()[0] for line in answer.splitlines() if "=>" in line and "site-packages" not in line}
    carried = re.compile(r"lib(c|m|dl|rt|pthread|stdc\+\+|gcc_s|z|resolv)\.so")
    needed = {name for name in outside if not carried.match(name)}
    direct = {name for name in needed if re.match(r"lib(xcb-|xkb|EGL|GL\.|OpenGL|dbus|fontconfig|glib|X11-xcb)", name)}
    assert direct - set(start.LIBRARIES) <= {
        "libxcb-render.so.0",
        "libxcb-shm.so.0",
        "libxcb-sync.so.1",
        "libxcb-xfixes.so.0",
        "libxcb-util.so.1",
        "libxcb-glx.so.0",
    }


def test_a_finished_environment_is_used_as_it_is(start: ModuleType) -> None:
    finished(start, "the key")
    assert start.is_ready(start.VENV, "the key")
    assert not start.is_ready(start.VENV, "another key")


def test_an_interrupted_set_up_is_recognised(start: ModuleType) -> None:
    start.VENV.mkdir()
    assert start.is_broken(start.VENV)
    shutil.rmtree(start.VENV)
    finished(start, "the key")
    (start.VENV / start.UNFINISHED).touch()
    assert not start.is_ready(start.VENV, "the key")
    assert start.is_broken(start.VENV)


def test_a_package_that_went_missing_is_noticed(start: ModuleType) -> None:
    finished(start, "the key")
    next(start.VENV.rglob("thing-1.0.dist-info")).rmdir()
    assert not start.is_ready(start.VENV, "the key")


def test_a_failed_install_leaves_no_stamp(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "install_system_packages", lambda *_, **__: None)
    monkeypatch.setattr(start, "_check_disk", lambda: None)
    monkeypatch.setattr(start, "_install", lambda _: "ConnectTimeout: connection timed out")
    assert start.main([]) == 2
    assert lines(capsys)[-1].startswith("start.py: No network")
    assert not (start.VENV / start.STAMP).exists()
    assert start.is_broken(start.VENV)


def test_when_uv_fails_its_reason_is_said_and_pip_goes_on(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What uv said stays in the log, though the environment it began is thrown away."""

    def install(installer: str) -> str | None:
        with (start.VENV / start.LOG).open("a", encoding="utf-8") as log:
            log.write(f"{Path(installer).stem} was here\n")
        (start.VENV / installer.strip("/")).touch()
        return "Resolved 3 packages\nerror: Failed to build `thing`\n\nhint: try later\n" if "uv" in installer else None

    monkeypatch.setattr(start, "install_system_packages", lambda *_, **__: None)
    monkeypatch.setattr(start, "_check_disk", lambda: None)
    monkeypatch.setattr(start.shutil, "which", {"uv": "/uv"}.get)
    monkeypatch.setattr(start, "_install", install)
    start.set_up("window", "the key")
    (said,) = lines(capsys)
    assert said.startswith("uv failed: error: Failed to build `thing`") and "pip" in said
    assert str(start.VENV / start.LOG) in said
    assert (start.VENV / start.LOG).read_text() == "uv was here\npip was here\n"
    assert not (start.VENV / "uv").exists() and (start.VENV / start.STAMP).exists()


def test_the_stamp_knows_pins_python_and_place(start: ModuleType) -> None:
    keys = {
        start.stamp_key(pins, b"", version, place)
        for pins in (b"a", b"b")
        for version in ((3, 11, 7), (3, 12, 0))
        for place in (Path("/a"), Path("/b"))
    }
    assert len(keys) == 8


def test_without_a_display_the_loop_runs_headless(start: ModuleType) -> None:
    assert start.command_for("window", [], display=False) == ["-m", "engine.walkthrough"]
    assert start.command_for("window", ["a folder"], display=False)[:2] == ["-m", "gui"]
    assert start.command_for("test", ["-k", "box"], display=False)[-2:] == ["-k", "box"]
    assert start.has_display("darwin", {}) and start.has_display("linux", {"DISPLAY": ":0"})
    assert not start.has_display("linux", {}) and not start.has_display("linux", {"DISPLAY": ""})
    assert not start.has_display("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"})


def test_the_pins_hold_what_the_project_asks_for() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {
        re.split(r"[\[<=>]", wanted.lower())[0]
        for wanted in [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    }
    assert {"torch", "pyside6-essentials", "ruff"} <= asked & pinned
    assert asked - pinned == set()
    assert not re.search(r"https?:|--index|file:|@", text)


@pytest.mark.skipif(sys.platform == "win32", reason="files in use cannot be deleted there")
def test_two_starts_do_not_set_up_at_once(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor does one beside the installer of a start that was killed: it holds the lock as well."""
    monkeypatch.setattr(start, "set_up", lambda *_: sys.exit(start.main([])))  # the second, while the first is at work
    with pytest.raises(SystemExit, match="2"):
        start.main([])
    assert lines(capsys) == ["start.py: Another start is setting up .venv: when it has ended, start again."]

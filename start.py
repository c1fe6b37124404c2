"""The two commands: `python3 start.py` sets everything up and opens the window on the sample; `python3 start.py test`
runs the tests. `python3 start.py bundle` builds the program as one folder. Needs Python 3.11 or later and nothing else.

All goes into `.venv` beside this file, with a stamp that says what it was made from: a later start goes straight on.
Standard library only; Pythons back to 3.6 must be able to read it far enough to say what is wrong: types in quotes.
"""

import ctypes
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP, UNFINISHED, LOG = "overlap-stamp.json", "overlap-unfinished", "overlap-setup.log"
OLDEST, NEWEST = (3, 11), (3, 14)
# bytes, measured: .venv (6.1 GB) with the downloads pip keeps (2.7), and what it needs in the temporary folder
SMALLER = {"win32": (3 * 10**9, 10**9), "darwin": (3 * 10**9, 10**9)}
HERE, ELSEWHERE = SMALLER.get(sys.platform, (9 * 10**9, 3 * 10**9))
# what Qt's window system plugin opens=the Debian package that holds it
_TABLE = """libEGL.so.1=libegl1 libGL.so.1=libgl1 libOpenGL.so.0=libopengl0 libxkbcommon.so.0=libxkbcommon0
libxkbcommon-x11.so.0=libxkbcommon-x11-0 libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4
libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-image.so.0=libxcb-image0 libxcb-render-util.so.0=libxcb-render-util0
libxcb-randr.so.0=libxcb-randr0 libxcb-shape.so.0=libxcb-shape0 libxcb-xinerama.so.0=libxcb-xinerama0
libxcb-xkb.so.1=libxcb-xkb1 libX11-xcb.so.1=libx11-xcb1 libdbus-1.so.3=libdbus-1-3 libfontconfig.so.1=libfontconfig1
libglib-2.0.so.0=libglib2.0-0"""
LIBRARIES = dict(re.findall(r"(\S+)=(\S+)", _TABLE))
PROGRAMS = {"test": {"Xvfb": "xvfb", "xvfb-run": "xvfb", "xauth": "xauth"}, "bundle": {"objdump": "binutils"}}
NO_NETWORK = re.compile(  # as pip and uv put it
    "(?i)establish a new connection|name resolution|name or service not known|getaddrinfo|dns error|timed out"
    "|unreachable|proxyerror|connection (refused|reset)|error sending request"
)


class StopError(Exception):
    """What keeps the set-up from going on, in one line for a person."""


# -- what is asked of the machine: plain facts in, an answer out -------------------------------------------------------
def python_problem(version: "tuple[int, int]") -> "str | None":
    if OLDEST <= version <= NEWEST:
        return None
    bounds = "{}.{} to {}.{}".format(*OLDEST, *NEWEST)
    return "Overlap needs Python {}; this is {}.{}. Start it with one of those.".format(bounds, *version)


def disk_problem(free: int, needed: int, where: Path) -> "str | None":
    if free >= needed:
        return None
    return f"Overlap needs {needed / 1e9:.0f} GB of disk for its packages; {where} has {free / 1e9:.1f} GB free."


def system_packages(purpose: str, libraries: "set[str]", programs: "set[str]", venv: bool, font: bool) -> "list[str]":
    """The Debian packages for what is missing. `venv`: Python can make environments; `font`: there is any font."""
    wanted = {LIBRARIES[name] for name in libraries}
    wanted |= {package for name, package in PROGRAMS.get(purpose, {}).items() if name in programs}
    if not venv:
        wanted.add("python{}.{}-venv".format(*sys.version_info[:2]))
    if not font:
        wanted.add("fonts-dejavu-core")
    return sorted(wanted)


def apt_commands(packages: "list[str]") -> "list[list[str]]":
    return [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *packages]]


def apt_advice(packages: "list[str]") -> str:
    commands = " && ".join(" ".join(["sudo", *command]) for command in apt_commands(packages))
    return f"Some system packages are missing. Run this once, then start again:  {commands}"


def install_problem(output: str) -> str:
    """The one line a person needs from what a failed installer printed."""
    if re.search("no space left|errno 28|os error 28", output, re.IGNORECASE):
        return f"The disk is full: the packages need about {(HERE + ELSEWHERE) / 1e9:.0f} GB."
    if NO_NETWORK.search(output):
        return "No network: the packages could not be downloaded. Connect (or set the proxy pip uses) and start again."
    return f"The packages could not be installed: {last_error(output)}"


def last_error(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["the installer said nothing"]
    return ([line for line in lines if re.search(r"\berror\b", line, re.IGNORECASE)] or lines)[-1]


def stamp_key(requirements: bytes, project: bytes, version: "tuple[int, ...]", root: Path) -> str:
    facts = json.dumps([version, sys.platform, str(root)]).encode()
    return hashlib.sha256(b"\0".join((requirements, project, facts))).hexdigest()


def has_display(platform: str, environment: "dict[str, str]") -> bool:
    asked = environment.get("QT_QPA_PLATFORM", "").split(":")[0]
    if platform != "linux" or asked in {"offscreen", "minimal"}:
        return platform != "linux"
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


# -- the environment ---------------------------------------------------------------------------------------------------
def python_in(venv: Path) -> Path:
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def packages_in(venv: Path) -> "list[str]":
    lib = venv / "Lib" if os.name == "nt" else venv / "lib" / "python{}.{}".format(*sys.version_info[:2])
    try:
        return sorted(name for name in os.listdir(lib / "site-packages") if name.endswith(".dist-info"))
    except OSError:
        return []


def is_ready(venv: Path, key: str) -> bool:
    """Whether `venv` is finished, was made from the same pins, and still holds every package it held then."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
        whole = stamp["key"] == key and set(stamp["packages"]) <= set(packages_in(venv))
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return whole and python_in(venv).exists() and not (venv / UNFINISHED).exists()


def is_broken(venv: Path) -> bool:
    """Whether `venv` is what an interrupted set-up left, or does not run with this Python's version."""
    if (venv / UNFINISHED).exists() or not python_in(venv).exists():
        return True
    question = [str(python_in(venv)), "-c", "import sys, pip; print(sys.version_info[:2])"]
    return subprocess.run(question, stdout=PIPE, stderr=DEVNULL).stdout.decode().strip() != str(sys.version_info[:2])


def set_up_alone(purpose: str, key: str) -> None:
    """`set_up`, one at a time: its installers hold the lock too, should this process be killed before they end."""
    with open(__file__, encoding="utf-8") as lock:
        if os.name != "nt":  # files in use cannot be deleted there
            import fcntl

            os.set_inheritable(lock.fileno(), True)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StopError("Another start is setting up .venv: when it has ended, start again.") from None
        set_up(purpose, key)


def set_up(purpose: str, key: str) -> None:
    """Make `.venv` what the pins say, or stop with one line. Until the stamp is written it counts as unfinished."""
    uv, problem = shutil.which("uv"), None
    install_system_packages(purpose, venv_needed=uv is None)
    why = "The environment in .venv is unfinished or for another Python: making it anew."
    for installer in filter(None, (uv, "pip")):
        told = (VENV / LOG).read_bytes() if (VENV / LOG).exists() else b""
        if VENV.exists() and is_broken(VENV):
            say(why)
            shutil.rmtree(VENV)
        _check_disk()
        VENV.mkdir(exist_ok=True)
        (VENV / UNFINISHED).touch()
        (VENV / LOG).write_bytes(told)  # outlives the environment
        problem = _install(installer)
        if problem is None:
            break
        why = f"uv failed: {last_error(problem)[:200]} (all it said: {VENV / LOG}). Going on with pip."
    if problem is not None:
        raise StopError(install_problem(problem))
    (VENV / STAMP).write_text(json.dumps({"key": key, "packages": packages_in(VENV)}, indent=1), encoding="utf-8")
    (VENV / UNFINISHED).unlink()


def _install(installer: str) -> "str | None":
    """None when all went well, else what the installer printed."""
    python, base = str(python_in(VENV)), getattr(sys, "_base_executable", sys.executable)
    if installer == "pip":
        make = [base, "-m", "venv", str(VENV)]
        add = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    else:
        make = [installer, "venv", "--quiet", "--allow-existing", "--seed", "--python", base, str(VENV)]
        add = [installer, "pip", "install", "--python", python]
    say(f"Setting up .venv with {Path(installer).stem}, once: some minutes, up to {HERE / 1e9:.0f} GB ...")
    ours = [*add, "--no-deps", "--no-build-isolation", "-C", "editable_mode=compat", "-e", str(ROOT)]
    for step in (make, [*add, "-r", str(ROOT / "requirements.txt")], ours):
        status, output = _run_logged(step)
        if status:
            return output
    return None


def _run_logged(command: "list[str]") -> "tuple[int, str]":
    """Run it, show which package it is at, and keep all it says in the log."""
    lines = []
    with (VENV / LOG).open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n")
        process = subprocess.Popen(
            command, stdout=PIPE, stderr=STDOUT, encoding="utf-8", errors="replace", close_fds=False
        )
        for line in process.stdout or ():
            lines.append(line)
            log.write(line)
            log.flush()
            words = line.split()
            if words and words[0] in {"Collecting", "Downloading", "Installing", "Prepared", "Retrying"}:
                say("  " + " ".join(words)[:100])
    return process.wait(), "".join(lines)


def install_system_packages(purpose: str, venv_needed: bool) -> None:
    """On Debian: what is missing outside Python, installed as root, else named. Elsewhere: named, and we go on."""
    if not sys.platform.startswith("linux"):
        return
    programs = {name for name in PROGRAMS.get(purpose, {}) if shutil.which(name) is None}
    venv = not venv_needed or all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
    font = any(Path("/usr/share/fonts").rglob("*.[to]tf")) or shutil.which("fc-list") is not None
    libraries = {name for name in LIBRARIES if not _opens(name)}
    packages = system_packages(purpose, libraries, programs, venv, font)
    if not packages:
        return
    if shutil.which("apt-get") is None:
        if not venv:
            raise StopError("This Python cannot make environments (no ensurepip): install its venv package, or uv.")
        say(f"Not found, and perhaps needed: {' '.join(sorted(libraries | programs))}")
        return
    if os.geteuid() != 0:
        raise StopError(apt_advice(packages))
    say(f"Installing system packages: {' '.join(packages)}")
    for command in apt_commands(packages):
        done = subprocess.run(["env", "DEBIAN_FRONTEND=noninteractive", *command], stdout=DEVNULL, check=False)
        if done.returncode and command[1] == "install":
            raise StopError(f"The system packages could not be installed. Try:  {' '.join(command)}")


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _check_disk() -> None:
    temporary = Path(tempfile.gettempdir())
    if packages_in(VENV):  # most of it is there already
        return
    same = os.stat(temporary).st_dev == os.stat(ROOT).st_dev
    problem = disk_problem(shutil.disk_usage(ROOT).free, HERE + ELSEWHERE * same, ROOT)
    problem = problem or disk_problem(shutil.disk_usage(temporary).free, ELSEWHERE * (not same), temporary)
    if problem:
        raise StopError(problem)


# -- the commands ------------------------------------------------------------------------------------------------------
def command_for(purpose: str, arguments: "list[str]", display: bool) -> "list[str]":
    """What the environment's Python is asked to run."""
    if purpose == "test":
        return ["-m", "pytest", "-nauto", "--maxprocesses=4", "--dist=loadfile", "--max-worker-restart=0", *arguments]
    if purpose == "bundle":
        return ["-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *arguments, str(ROOT / "build.spec")]
    if arguments:
        return ["-m", "gui", *arguments]
    return ["-m", "gui", "--sample"] if display else ["-m", "engine.walkthrough"]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(arguments: "list[str]") -> int:
    purpose = arguments[0] if arguments[:1] in (["test"], ["bundle"]) else "window"
    rest = arguments if purpose == "window" else arguments[1:]
    try:
        wrong = python_problem(sys.version_info[:2])
        if wrong:
            raise StopError(wrong)
        pins, project = (ROOT / "requirements.txt").read_bytes(), (ROOT / "pyproject.toml").read_bytes()
        key = stamp_key(pins, project, sys.version_info[:3], ROOT)
        if not is_ready(VENV, key):
            set_up_alone(purpose, key)
        elif any(shutil.which(name) is None for name in PROGRAMS.get(purpose, {})):
            install_system_packages(purpose, venv_needed=False)
    except (StopError, OSError) as problem:
        say(f"start.py: {problem}")
        return 2
    except KeyboardInterrupt:
        say("start.py: interrupted; the next start begins the set-up anew.")
        return 130
    if purpose != "window":
        os.chdir(ROOT)
    command = [str(python_in(VENV)), *command_for(purpose, rest, has_display(sys.platform, dict(os.environ)))]
    if os.name != "nt":  # there, exec returns to the prompt at once
        os.execv(command[0], command)
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Is the window as quick as Qt allows?  `python benchmarks/window.py first | second FOLDER | heartbeat FOLDER WEIGHTS`

first      the program's first painted window against a bare PySide6 window with as many widgets of the same kinds,
           those of the first page and those of the whole window
second     in a running program, a folder opened after another until its first picture is painted, against
           scandir + one decode + one paint; until the key D, pressed as soon as the folder is there, is taken
           ("answered"); and until its labels are drawn and D, pressed then, is taken ("labelled")
heartbeat  a 10 ms timer in the program's window while it trains on FOLDER (started with its two keys), against a bare
           Qt timer in a process of its own beside the same load

Prints one JSON document. Times are medians of alternating runs in seconds, gaps in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BEGAN = "OVERLAP_BENCHMARK_BEGAN"
INSIDE = Path(__file__).resolve().with_name("inside_window.py")


# -- the questions -----------------------------------------------------------------------------------------------------
def first(rounds: int) -> dict[str, dict[str, float]]:
    """Wall time, and the processor's: that one holds on a busy machine too. `whole` is a bare window with all that the
    program's window will hold once a folder is open."""
    roles = {"program": "program first", "bare": "bare first", "whole": "bare whole"}
    found: dict[str, list[dict[str, float]]] = {who: [] for who in roles}
    for role in roles.values():
        inside(role)  # the disk's cache
    for _ in range(rounds):
        for who, role in roles.items():
            found[who].append(inside(role))
    answer = {}
    for clock in ("seconds", "cpu"):
        times = {who: statistics.median(run[clock] for run in runs) for who, runs in found.items()}
        ratios = {"ratio": times["program"] / times["bare"], "ratio to whole": times["program"] / times["whole"]}
        answer[clock] = times | ratios
    return answer


def second(folder: str, rounds: int) -> dict[str, float]:
    """The program and the bare window in turn, each in a process of its own that has been at rest for three seconds."""
    found: list[dict[str, float]] = []
    for _ in range(rounds):
        one = inside("program second", folder)
        canvas = map(str, one.pop("canvas"))
        found.append(one | inside("program pressed", folder) | inside("bare second", folder, *canvas))
    answer = {name: statistics.median(one[name] for one in found) for name in found[0]}
    names = ("program", "answered", "labelled", "next", "listed")
    ratios = {f"{name} to bare": answer[name] / answer["bare"] for name in names}
    return answer | ratios


def heartbeat(folder: str, weights: str) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as place:
        stop = Path(place) / "stop"
        bare = begin("bare heartbeat", str(stop))
        program = inside("program heartbeat", folder, weights)
        stop.touch()
        beside = json.loads(bare.communicate(timeout=60)[0])
    ratio = program["gaps"]["p99.9"] / beside["gaps"]["p99.9"]
    return {"program": program, "bare": beside, "p99.9 ratio": ratio}


def begin(role: str, *arguments: str, script: Path = INSIDE) -> subprocess.Popen[str]:
    command = [sys.executable, str(script), *role.split(), *arguments]
    environment = {**os.environ, BEGAN: repr(time.monotonic())}  # one clock for all processes
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # people's programs are compiled once
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def inside(role: str, *arguments: str, script: Path = INSIDE) -> dict:
    """What a fresh process in that role prints. It has settings and caches of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        names = ("XDG_CONFIG_HOME", "OVERLAP_CACHE", "OVERLAP_DATA")
        before = {name: os.environ.get(name) for name in names}
        os.environ.update({name: f"{place}/{name}" for name in names})
        try:
            process = begin(role, *arguments, script=script)
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
        out = process.communicate(timeout=1800)[0]
    if process.returncode:
        raise SystemExit(f"{role} ended with status {process.returncode}")
    return json.loads(out.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question", choices=("first", "second", "heartbeat"))
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    asked.paths = [str(Path(path).resolve()) for path in asked.paths]  # as the program itself names an open folder
    questions = {
        "first": lambda: first(asked.rounds),
        "second": lambda: second(asked.paths[0], asked.rounds),
        "heartbeat": lambda: heartbeat(*asked.paths[:2]),
    }
    print(json.dumps(questions[asked.question](), indent=1))


if __name__ == "__main__":
    main()

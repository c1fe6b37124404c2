"""How an engine process begins: its allocator, its table of calls, its two ways in."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine import calls

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", calls.CALLS)
def test_every_call_of_the_table_is_a_generator_function(name: str) -> None:
    assert inspect.isgeneratorfunction(calls.find(name))


def test_a_call_that_is_not_in_the_table_is_not_found() -> None:
    with pytest.raises(LookupError, match=r"no call is named 'remove'; there are .*evaluate, .*find_rate, fit"):
        calls.find("remove")


def test_freed_memory_stays_in_the_process() -> None:
    program = """
        import os, resource, sys
        sys.path.insert(0, sys.argv[1])
        from engine.processes import allocation
        took = allocation.prepare()
        blocks = 0
        for _ in range(20):
            block = bytearray(b"x") * (40 * 2**20)
            del block
            if _ == 1:
                before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        print(took, resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
    """
    if sys.platform != "linux" or not (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc"):
        pytest.skip("another C library")
    text = inspect.cleandoc(program)
    took, faults = subprocess.check_output([sys.executable, "-c", text, str(ROOT)], text=True).split()
    assert took == "True"
    assert int(faults) < 2000  # 10,240 pages a block are asked of the system again otherwise


def test_the_command_line_is_the_other_way_in() -> None:
    answer = subprocess.run([sys.executable, "-m", "engine", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0
    assert "evaluate" in answer.stdout


@pytest.mark.parametrize("where", ["cli.learning._recipes", "program._run"])
def test_an_interrupt_within_code_from_text_is_status_130_too(where: str, tmp_path: Path) -> None:
    """As when it comes while torch makes a dataclass, or before the command is known. CPython would end by the signal:
    another status."""
    (tmp_path / "interrupted.py").write_text(
        "import sys; from engine import __main__ as program, cli; "
        f"{where} = lambda given: exec('raise KeyboardInterrupt'); sys.exit(program.main(['recipes']))"
    )
    command = [sys.executable, "-m", "interrupted"]
    done = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (130, "overlap-engine: interrupted\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends a process no SIGINT of its own")
def test_an_interrupt_while_a_library_loads_ends_the_command_whatever_the_library_makes_of_it(tmp_path: Path) -> None:
    """Libraries take it for a part that is not installed. Elsewhere it is a KeyboardInterrupt."""
    (tmp_path / "library.py").write_text(
        "import os, signal, time\n"
        "try:\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    time.sleep(30)\n"
        "except BaseException:\n"
        "    print('goes on half made', flush=True)\n"
    )
    program = """
        import os, signal, time
        from engine.processes import interrupts
        signal.signal(signal.SIGINT, signal.default_int_handler)
        interrupts.hear()
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(30)
        except KeyboardInterrupt:
            print("a KeyboardInterrupt", flush=True)
        import library
    """
    command = [sys.executable, "-c", inspect.cleandoc(program)]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=25, check=False)
    assert done.stdout == "a KeyboardInterrupt\n"
    assert (done.returncode, done.stderr) == (130, "overlap-engine: interrupted\n")

"""A save that fails, wherever it does, leaves the old files; nothing but label files is ever written."""

from __future__ import annotations

import ast
import errno
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from engine import files
from engine.datasets import labels
from engine.errors import EngineError
from tests.engine.label_folder_for_tests import CAT, ROOT, edit, make_folder, opened, ordinary_user, paths

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CALLS = (
    "access", "chmod", "chown", "close", "fchmod", "fstat", "fsync", "ftruncate", "getxattr", "link", "listdir",
    "listxattr", "lseek", "lstat", "mkdir", "open", "read", "readlink", "rename", "replace", "scandir", "setxattr",
    "stat", "unlink", "utime", "write",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A VOC folder, and a data folder of its own."""
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    return make_folder(tmp_path / "voc")


class Faults:
    """Counts the system calls of a save, and makes one of them fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, failing: int = -1, number: int = 0) -> None:
        self.seen: list[str] = []
        for name in (name for name in CALLS if hasattr(os, name)):
            monkeypatch.setattr(os, name, self._faulty(name, getattr(os, name), failing, number))

    def _faulty(self, name: str, real: Callable, failing: int, number: int) -> Callable:
        def call(*arguments: object, **more: object) -> object:
            self.seen.append(name)
            if len(self.seen) - 1 != failing:
                return real(*arguments, **more)
            if name == "access":
                return False
            if name == "write" and number == 0:  # short, without a word
                handle, data = arguments
                return real(handle, memoryview(data)[:-1])
            if name == "close":
                real(*arguments)  # the system lets go of it all the same
            raise OSError(number or errno.EIO, os.strerror(number or errno.EIO))

        return call


KINDS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "EACCES": errno.EACCES, "a short write": 0}
SLOW = [pytest.param(kind, marks=pytest.mark.slow) for kind in ("ENOSPC", "EACCES")]


@pytest.mark.parametrize("kind", ["EIO", "a short write", *SLOW])
def test_a_fault_at_any_system_call_leaves_the_old_files_or_the_new_ones(
    folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, record = opened(folder)
    xml, mask = paths(record)
    old = xml.read_bytes(), mask.read_bytes()
    before, after = edit(dataset, record)
    with monkeypatch.context() as patched:
        clean = Faults(patched)
        labels.save(dataset, record, after, before.stamp)
    new = xml.read_bytes(), mask.read_bytes()
    refused = 0
    faulty = [at for at, name in enumerate(clean.seen) if KINDS[kind] or name == "write"]
    for position in faulty:
        xml.write_bytes(old[0])
        mask.write_bytes(old[1])
        shutil.rmtree(folder.parent / "data", ignore_errors=True)  # each turn makes the same calls
        with monkeypatch.context() as patched:
            faults = Faults(patched, position, KINDS[kind])
            try:
                labels.save(dataset, record, after, before.stamp)
                failed = False
            except (EngineError, OSError):
                failed = True
        now = xml.read_bytes(), mask.read_bytes()
        assert now == (old if failed else new), f"{faults.seen[position]}, call {position}: {failed=}"
        left = [path.name for path in folder.rglob("*") if files.MARK in path.name]
        assert left == [], f"{faults.seen[position]}, call {position}"
        refused += failed
    print(f"{kind}: {len(faulty)} calls, {refused} of them refused the save and left the old files")
    assert len(clean.seen) > 60 and refused >= (20 if KINDS[kind] else 2), (clean.seen, refused)


def test_a_full_disk_leaves_the_old_file(folder: Path) -> None:
    """A limit on the size of files, which the kernel enforces as a full disk: a part is written, then no more."""
    _, record = opened(folder)
    xml, mask = paths(record)
    old = xml.read_bytes(), mask.read_bytes()
    code = (
        "import resource, signal, sys; from pathlib import Path; from dataclasses import replace;"
        "import numpy as np;"
        "from engine.annotation import Box, Instance; from engine.datasets import labels;"
        "from engine.datasets.folder import open_folder; from engine.errors import EngineError;"
        "dataset = open_folder(Path(sys.argv[1])); record = dataset.records[0];"
        "now = labels.read(dataset.format, record);"
        "many = tuple(Instance(f'class {n}', Box(n % 50, 1, n % 50 + 5, 9)) for n in range(2000));"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536));\n"
        "try: labels.save(dataset, record, now.annotation.with_instances(many), now.stamp)\n"
        "except EngineError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "a.xml: cannot be written" in done.stdout and "the old file stands" in done.stdout
    assert (xml.read_bytes(), mask.read_bytes()) == old
    assert not [path for path in folder.rglob("*") if files.MARK in path.name]


def test_a_small_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = os.name == "posix" and os.geteuid() == 0 and sys.platform == "linux"
    if (
        not mounted
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True).returncode
    ):
        pytest.skip("no right to mount a disk of 64 kB here")
    try:
        path = disk / "a.xml"
        files.replace_whole(path, b"old" * 1000)
        with pytest.raises(OSError):
            files.replace_whole(path, b"new" * 30_000)
        assert path.read_bytes() == b"old" * 1000 and list(disk.iterdir()) == [path]
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_save_from_an_earlier_text_brings_back_what_only_that_one_had(folder: Path) -> None:
    """What undo past a save and the History tab rely on: not one byte is lost by going there and back."""
    dataset, record = opened(folder)
    xml, _ = paths(record)
    part = b"<part><name>head</name><bndbox><xmin>2</xmin><ymin>3</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></part>"
    text = xml.read_bytes().replace(
        b"</annotation>",
        b"<object><name>cat</name><bndbox><xmin>2</xmin><ymin>3</ymin><xmax>20</xmax><ymax>30</ymax></bndbox>"
        + part
        + b"<odd/></object><!-- end --></annotation>",
    )
    xml.write_bytes(text)
    first = labels.read(dataset.format, record)
    empty = labels.save(dataset, record, first.annotation.with_instances(()), first.stamp)
    assert part not in xml.read_bytes()
    labels.save(dataset, record, first.annotation, empty.stamp, first.data)
    assert xml.read_bytes() == text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no read-only folders")
def test_a_read_only_folder_opens_and_a_save_says_why_not(folder: Path) -> None:
    dataset, record = opened(folder)
    xml, _ = paths(record)
    now = labels.read(dataset.format, record)
    old = xml.read_bytes()
    xml.parent.chmod(0o555)
    try:
        with ordinary_user(), pytest.raises(EngineError, match="cannot be written"):
            labels.save(dataset, record, now.annotation.with_instances((CAT,)), now.stamp)
        assert xml.read_bytes() == old
    finally:
        xml.parent.chmod(0o755)


def test_pictures_are_only_read(folder: Path) -> None:
    """Saving works with pictures that nobody may write, and leaves them as they were, to the nanosecond."""
    dataset, record = opened(folder)
    record.image.chmod(0o444)
    record.image.parent.chmod(0o555)
    state, data = record.image.stat(), record.image.read_bytes()
    try:
        before, after = edit(dataset, record)
        labels.save(dataset, record, after, before.stamp)
    finally:
        record.image.parent.chmod(0o755)
    assert record.image.read_bytes() == data
    now = record.image.stat()
    assert (now.st_mtime_ns, now.st_ctime_ns, now.st_ino) == (state.st_mtime_ns, state.st_ctime_ns, state.st_ino)


# what these write lies in the cache, in a run's folder, in a new folder of their own, or is made over by `files`
WRITERS = {
    "engine/files.py": "the one way",
    "engine/conversion.py": "a new folder",
    "engine/converting/place.py": "a new folder",
    "engine/datasets/kept.py": "the cache",
    "engine/datasets/mnist75.py": "the cache",
    "engine/datasets/shapes.py": "the sample, a new folder",
    "engine/kept_runs.py": "a run's files, to a place a person chose",
    "engine/predictions.py": "the cache",
    "engine/processes/child.py": "a folder for messages",
    "engine/processes/parcels.py": "messages between processes",
    "engine/safekeeping/journal.py": "a journal is added to",
    "engine/safekeeping/lock.py": "a lock is held open",
    "engine/safekeeping/upkeep.py": "a copy, a new folder",
    "engine/training/augmentation.py": "moves boxes, not files",
    "engine/training/features.py": "the cache",
    "engine/walkthrough.py": "the sample",
    "engine/weights.py": "the cache",
}


def test_only_one_room_writes_into_people_s_folders() -> None:
    found = set()
    for path in (ROOT / "engine").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _writes(node):
                found.add(path.relative_to(ROOT).as_posix())
    assert found - set(WRITERS) == set()


def _writes(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in {
        "write_bytes",
        "write_text",
        "imwrite",
        "savez",
        "savez_compressed",
        "mkstemp",
        "copyfile",
        "copy2",
        "copytree",
        "move",
    }:
        return True
    if name not in ("open", "fdopen"):
        return False
    words = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    modes = [word.value for word in words if isinstance(word, ast.Constant) and isinstance(word.value, str)]
    return any(set("wax+") & set(mode) and len(mode) <= 3 for mode in modes) or "O_CREAT" in ast.unparse(call)

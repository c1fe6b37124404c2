"""`kill -9` in the middle of a save: the old file or the new one, and after a restart nothing is left over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.saving_for_tests import SAVERS

KILLS = int(os.environ.get("OVERLAP_KILLS", "200"))
"""In all; 1,000 are a few minutes."""


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forks here")
@pytest.mark.parametrize("kind", SAVERS)
def test_a_kill_while_saving_damages_nothing_and_leaves_nothing(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.engine.saving_for_tests", kind, str(folder), str(KILLS // len(SAVERS)), "1"],
        capture_output=True,
        text=True,
        env=os.environ | {"OVERLAP_DATA": str(tmp_path / "data")},
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    print(kind, told)
    assert told["damaged"] == told["left"] == told["touched"] == 0, told
    assert told["inside"] > 0 or kind == "settings", f"no kill fell into a save: {told}"

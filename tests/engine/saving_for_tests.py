"""A child that saves in a loop until it is killed, and the process that kills it: `python -m` this, see `main`.

Everything is imported once and the children are forks, so that hundreds of kills take seconds. Prints one JSON line.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

BOXES = 40


def xml_saver(folder: Path) -> tuple[Path, Callable[[int], None], Callable[[], bool]]:
    """A VOC folder whose one label file is saved again and again; whole: it parses and has one of two counts."""
    from engine.annotation import Box, Instance
    from engine.datasets import labels
    from engine.datasets.folder import open_folder

    dataset, record = _voc(folder, open_folder)
    few = tuple(Instance("cat", Box(n, n, n + 5, n + 5)) for n in range(3))
    many = tuple(Instance("dog", Box(n, n, n + 5, n + 5)) for n in range(BOXES))

    def save(turn: int) -> None:
        now = labels.read(dataset.format, record)
        labels.save(dataset, record, now.annotation.with_instances(many if turn % 2 else few), now.stamp)

    def whole() -> bool:
        count = len(labels.read(dataset.format, record).annotation.instances)
        return count in (len(few), len(many))

    save(0)
    assert record.xml is not None
    return record.xml, save, whole


def mask_saver(folder: Path) -> tuple[Path, Callable[[int], None], Callable[[], bool]]:
    from dataclasses import replace

    import numpy as np

    from engine.datasets import labels
    from engine.datasets.folder import open_folder

    dataset, record = _voc(folder, open_folder)
    chance = np.random.default_rng(1)
    masks = [chance.integers(0, 21, (300, 400), np.uint8), np.full((300, 400), 7, np.uint8)]

    def save(turn: int) -> None:
        now = labels.read(dataset.format, record)
        labels.save(dataset, record, replace(now.annotation, mask=masks[turn % 2].copy()), now.stamp)

    def whole() -> bool:
        found = labels.read_mask(dataset.format, record)
        return any(np.array_equal(found, mask) for mask in masks)

    save(1)
    assert record.mask is not None
    return record.mask, save, whole


def pair_saver(folder: Path) -> tuple[Path, Callable[[int], None], Callable[[], bool]]:
    """Boxes, class mask and instance mask are saved together; whole: after a restart all three are of one turn."""
    import numpy as np

    from engine import regions
    from engine.annotation import Annotation, Box, Instance
    from engine.datasets import labels
    from engine.datasets.folder import open_folder

    dataset, record = _voc(folder, open_folder)
    (folder / "SegmentationObject").mkdir()
    states = []
    for turn in range(2):
        now = Annotation(400, 300, mask=np.zeros((300, 400), np.uint8))
        for n in range(3 + 4 * turn):
            one = Instance("cat", Box(0.0, 0.0, 5.0, 5.0))
            part = regions.Region(40 * n + turn, 9, np.ones((50 + n, 30), bool))
            now = now.with_instances((*now.instances, one))
            now = regions.paint(now, part, 8, n)
        states.append(now)

    def save(turn: int) -> None:
        named = open_folder(folder).records[0]
        now = labels.read(dataset.format, named)
        labels.save(dataset, named, states[turn % 2], now.stamp)

    def whole() -> bool:
        restart("pair", folder)
        named = open_folder(folder).records[0]
        now = labels.read(dataset.format, named).annotation
        regions_there = [one.rle for one in now.instances]
        return any(
            now.mask is not None
            and state.mask is not None
            and np.array_equal(now.mask, state.mask)
            and regions_there == [one.rle for one in state.instances]
            for state in states
        )

    save(0)
    assert record.xml is not None
    return record.xml, save, whole


def settings_saver(folder: Path) -> tuple[Path, Callable[[int], None], Callable[[], bool]]:
    from gui.settings import Settings

    path = folder / "settings.ini"
    long, short = [f"#11223{n % 10} {'name' * 20} {n}" for n in range(200)], ["#000000 one"]
    Settings(path).flush()

    def save(turn: int) -> None:
        settings = Settings(path)
        settings.set("colours", long if turn % 2 else short)
        settings.set("epochs", turn + 1)
        settings.flush()

    def whole() -> bool:
        return Settings(path).texts("colours") in (long, short)

    return path, save, whole


def checkpoint_saver(folder: Path) -> tuple[Path, Callable[[int], None], Callable[[], bool]]:
    from dataclasses import replace

    import numpy as np
    import torch

    from engine import checkpoint as checkpoints
    from engine.checkpoint import Checkpoint
    from engine.datasets.splits import Split
    from engine.networks.network import Network
    from engine.preprocessing import Preprocessing
    from engine.recipes import RECIPES

    torch.set_num_threads(1)
    recipe = RECIPES["mnist75"]
    weights = Network(recipe, 3, 0).state_dict()
    empty = np.zeros((0, 16), np.uint8)
    first = Checkpoint(recipe, ("a", "b", "c"), (), Preprocessing(recipe.input), Split((), (), ()), weights, empty)
    made = [first, replace(first, epoch=1)]
    path = folder / "last.safetensors"

    def save(turn: int) -> None:
        checkpoints.save(path, made[turn % 2])

    def whole() -> bool:
        return checkpoints.load(path).epoch in (0, 1)

    save(0)
    return path, save, whole


SAVERS = {
    "xml": xml_saver,
    "mask": mask_saver,
    "pair": pair_saver,
    "settings": settings_saver,
    "checkpoint": checkpoint_saver,
}


def _voc(folder: Path, open_folder: Callable[[Path], Any]) -> tuple[Any, Any]:
    import numpy as np
    from PIL import Image

    from engine.annotation import Annotation
    from engine.formats import voc_masks, voc_writing

    for part in ("JPEGImages", "Annotations", "SegmentationClass"):
        (folder / part).mkdir(parents=True)
    Image.fromarray(np.zeros((300, 400, 3), np.uint8)).save(folder / "JPEGImages" / "a.jpg")
    (folder / "Annotations" / "a.xml").write_bytes(
        voc_writing.to_bytes("JPEGImages", "a.jpg", Annotation(400, 300), True)
    )
    (folder / "SegmentationClass" / "a.png").write_bytes(voc_masks.to_bytes(np.zeros((300, 400), np.uint8)))
    dataset = open_folder(folder)
    return dataset, dataset.records[0]


def killed(save: Callable[[int], None], turn: int, longest: float, chance: random.Random) -> None:
    """Fork a child that saves for ever, and kill it at some moment of its second save or a later one."""
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            save(turn)
            os.write(told, b"1")
            while True:
                turn += 1
                save(turn)
        finally:
            os._exit(70)
    os.close(told)
    os.read(ready, 1)
    time.sleep(chance.uniform(0, longest))
    os.kill(child, signal.SIGKILL)
    os.close(ready)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise SystemExit(f"the child ended by itself: {status}")


def main(kind: str, folder: str, kills: str, seed: str) -> None:
    """`kind` of SAVERS, an empty folder, how many kills at least (more where none of them fell into a save): says how
    many files were damaged, how many kills left a temporary file (they fell into a save), and what a restart left of
    those."""
    from engine import files, places

    place = Path(folder)
    path, save, whole = SAVERS[kind](place)
    chance = random.Random(int(seed))
    start = time.perf_counter()
    for turn in range(3):
        save(turn)
    longest = 2 * (time.perf_counter() - start) / 3
    damaged = inside = left = 0
    images = {one: one.read_bytes() for one in place.rglob("*.jpg")}
    known = {one.name for one in path.parent.iterdir()}
    for turn in range(10 * int(kills)):
        if turn >= int(kills) and (inside or kind == "settings"):  # a save's file is beside the old one for an instant
            break
        killed(save, turn, longest, chance)
        inside += any(name.name not in known for name in path.parent.iterdir())
        damaged += not whole()
        restart(kind, place)
        left += sum(name.name not in known for name in path.parent.iterdir())
        left += sum(name.name.startswith(files.MARK) for name in places.data().rglob("*"))
    touched = sum(one.read_bytes() != data for one, data in images.items())
    print(json.dumps({"damaged": damaged, "inside": inside, "left": left, "touched": touched}))


def restart(kind: str, place: Path) -> None:
    """What the program does when it opens the folder again, or starts."""
    if kind == "settings":
        from gui.settings import Settings

        Settings(place / "settings.ini")
    elif kind == "checkpoint":
        from engine import files

        files.sweep(place)  # `engine.fine_tuning` sweeps the run's folder as it resumes
    else:
        from engine import reading
        from engine.safekeeping.upkeep import look_after

        for work in (reading.open_folder(str(place)), look_after(str(place))):
            for _ in work:
                pass


if __name__ == "__main__":
    main(*sys.argv[1:])

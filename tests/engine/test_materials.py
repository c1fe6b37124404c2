"""What an epoch is fed: parts add up to the whole, preparing ahead changes nothing, and a large folder fits."""

from __future__ import annotations

import shutil
import threading
from collections import namedtuple
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from engine import places
from engine.errors import EngineError
from engine.networks.network import Network
from engine.policies import POLICIES
from engine.preprocessing import Preprocessing, normalize
from engine.recipes import RECIPES
from engine.training import shelf
from engine.training.ahead import ahead
from engine.training.chance import Chance
from engine.training.features import FeatureCache
from engine.training.materials import Features, Prepared, Squares, mirrored
from engine.training.shelf import Shelf
from engine.training.targets import Objects, Row, Targets, stack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.networks.outputs import Outputs

SIDE, COUNT = 64, 10
CPU = torch.device("cpu")


def rows() -> list[Row]:
    rng = np.random.default_rng(1)
    made = []
    for number in range(COUNT):
        box = np.sort(rng.random((2, 2)).astype(np.float32), 0).ravel()
        mask = rng.integers(0, 3, (16, 16), dtype=np.uint8)
        boxes = np.sort(rng.random((number % 3, 2, 2)).astype(np.float32), 1).reshape(-1, 4)
        masks = rng.integers(0, 2, (number % 3, 16, 16), dtype=np.uint8)
        labels = np.arange(number % 3)
        made.append(Row(number % 4, box, mask, Objects(boxes, labels, labels > 0, masks)))
    return made


@pytest.fixture
def pictures() -> list[np.ndarray]:
    return list(np.random.default_rng(0).integers(0, 256, (COUNT, SIDE, SIDE, 3), dtype=np.uint8))


@pytest.fixture
def squares(pictures: list[np.ndarray]) -> Squares:
    return Squares(pictures, range(COUNT), stack(rows()), Preprocessing(side=SIDE), POLICIES["strong"])


@pytest.fixture
def features(tmp_path: Path) -> Features:
    cache = FeatureCache(tmp_path, ((2, 4, 4), (3, 2, 2)))
    names = tuple(f"{number:02}abcd" for number in range(COUNT))
    torch.manual_seed(0)
    for name in names:
        cache.write(name, [torch.rand(2, 2, 4, 4), torch.rand(2, 3, 2, 2)])
    return Features(cache, names, stack(rows()), POLICIES["light"])


def same(one: Targets, other: Targets) -> bool:
    def bits(targets: Targets) -> list[bytes]:
        tensors = [targets.classes, targets.boxes, targets.masks]
        objects = [part for each in targets.objects if each is not None for part in each if part is not None]
        return [tensor.numpy().tobytes() for tensor in tensors] + [np.asarray(part).tobytes() for part in objects]

    return bits(one) == bits(other)


def equal(one: Prepared, other: Prepared) -> bool:
    alike = all(torch.equal(mine, yours) for mine, yours in zip(one.inputs, other.inputs, strict=True))
    return alike and same(one.targets, other.targets)


@pytest.mark.parametrize("kind", ["squares", "features"])
def test_a_batch_is_the_same_in_parts_and_in_any_company(kind: str, request: pytest.FixtureRequest) -> None:
    material: Squares | Features = request.getfixturevalue(kind)
    chance, wanted = Chance(3, 2), [7, 0, 4, 9, 2]
    whole = material.prepare(wanted, chance)
    for first in range(len(wanted)):
        for last in range(first + 1, len(wanted) + 1):
            part = range(first, last)
            assert equal(material.prepare(wanted[first:last], chance), whole.at(part))
    assert not equal(material.prepare(wanted, Chance(3, 3)), whole)
    assert not equal(material.prepare(wanted, Chance(4, 2)), whole)


def test_features_are_mirrored_only_where_the_policy_mirrors(features: Features) -> None:
    everything = list(range(COUNT))
    plain = features.prepare(everything, None)
    views = [features.prepare(everything, Chance(0, epoch)) for epoch in range(4)]
    assert not all(equal(view, plain) for view in views)
    for name in ("none", "digits"):
        upright = Features(features.cache, features.pictures, features.targets, POLICIES[name])
        assert all(equal(upright.prepare(everything, Chance(0, epoch)), plain) for epoch in range(4))


def test_objects_are_mirrored_with_their_picture() -> None:
    targets = stack(rows())
    turn = torch.tensor([number % 2 == 0 for number in range(COUNT)])
    once = mirrored(targets, turn)
    assert not same(once, targets) and once.objects[1] is targets.objects[1]
    before, after = targets.objects[2], once.objects[2]
    assert before is not None and after is not None and before.masks is not None and after.masks is not None
    assert np.allclose(after.boxes[:, [0, 2]], 1 - before.boxes[:, [2, 0]])
    assert np.array_equal(after.masks, before.masks[:, :, ::-1])
    twice = mirrored(once, turn)
    assert torch.equal(twice.masks, targets.masks) and torch.allclose(twice.boxes, targets.boxes)


def network() -> Network:
    torch.manual_seed(0)
    return Network(RECIPES["multi-small"], 4, 2).eval()


def test_plain_pictures_reach_the_network_as_they_do_in_use(squares: Squares, pictures: list[np.ndarray]) -> None:
    seen: list[torch.Tensor] = []
    net = network()
    net.register_forward_pre_hook(lambda _, shown: seen.append(shown[0]))
    squares.outputs(net, [3, 5], None, CPU)
    wanted = normalize(torch.from_numpy(np.stack([pictures[3], pictures[5]])), squares.preprocessing)
    assert torch.equal(seen[0], wanted) and seen[0].is_contiguous()


def bits(told: tuple[Outputs, Targets]) -> list[bytes]:
    outputs, targets = told
    values = (outputs.classes, outputs.box, outputs.mask, targets.classes, targets.boxes, targets.masks)
    return [value.detach().numpy().tobytes() for value in values if value is not None]


def test_what_is_prepared_ahead_is_what_would_be_prepared_now(squares: Squares) -> None:
    net, chance = network(), Chance(1, 5)
    batches = [[3, 1, 8], [0, 2, 9], [4, 5], [6, 7]]
    with ahead(squares, batches, chance) as material:
        assert material.targets is squares.targets
        assert any(thread.name.startswith("ahead") for thread in threading.enumerate())
        for asked in ([3, 1, 8], [0, 2], [2, 9], [9], [6, 7], [4, 5], [6], [3, 1, 8], [1, 9, 4]):
            assert bits(material.outputs(net, asked, chance, CPU)) == bits(squares.outputs(net, asked, chance, CPU))
        assert bits(material.outputs(net, [6], None, CPU)) == bits(squares.outputs(net, [6], None, CPU))
    assert not any(thread.name.startswith("ahead") for thread in threading.enumerate())


def test_a_batch_that_cannot_be_prepared_ahead_is_tried_again(
    squares: Squares, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[int]] = []
    sound = Squares.prepare

    def prepare(self: Squares, wanted: Sequence[int], chance: Chance | None) -> Prepared:
        asked.append(list(wanted))
        if len(wanted) > 2 and wanted[0] == 0:
            raise MemoryError
        return sound(self, wanted, chance)

    monkeypatch.setattr(Squares, "prepare", prepare)
    net, chance = network(), Chance(1, 5)
    with ahead(squares, [[3, 1, 8], [0, 2, 9], [4, 5]], chance) as material:
        material.outputs(net, [3, 1, 8], chance, CPU)
        with pytest.raises(MemoryError):
            material.outputs(net, [0, 2, 9], chance, CPU)
        for part in ([0, 2], [9], [4, 5]):
            material.outputs(net, part, chance, CPU)
    assert asked == [[3, 1, 8], [0, 2, 9], [4, 5], [0, 2], [9]] or asked == [[3, 1, 8], [0, 2, 9], [0, 2], [4, 5], [9]]


def test_the_thread_ends_with_whatever_ends_the_epoch(squares: Squares) -> None:
    def epoch():
        with ahead(squares, [[0, 1], [2, 3]], Chance(0, 0)) as material:
            yield material.targets
            raise RuntimeError("over")

    work = epoch()
    next(work)
    work.close()
    assert not any(thread.name.startswith("ahead") for thread in threading.enumerate())
    with pytest.raises(RuntimeError, match="over"):
        list(epoch())
    assert not any(thread.name.startswith("ahead") for thread in threading.enumerate())


@pytest.mark.parametrize("room", [1 << 30, 1000])
def test_a_shelf_gives_back_what_was_put_on_it_and_leaves_nothing(
    pictures: list[np.ndarray], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, room: int
) -> None:
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path))
    monkeypatch.setattr(shelf, "ROOM", room)
    made = Shelf(COUNT + 3, SIDE)  # some turned out to be damaged
    assert [made.add(picture) for picture in pictures] == list(range(COUNT))
    with pytest.raises(ValueError, match="is no picture"):
        made.add(pictures[0][:-1])
    kept = made.squares()
    made.close()
    assert isinstance(kept, np.memmap) == (room == 1000)
    assert all(np.array_equal(kept[place], picture) for place, picture in enumerate(pictures))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    material = Squares(kept, range(COUNT), stack(rows()), Preprocessing(side=SIDE), POLICIES["light"])
    usual = Squares(pictures, range(COUNT), stack(rows()), Preprocessing(side=SIDE), POLICIES["light"])
    assert equal(material.prepare([2, 7], Chance(0, 0)), usual.prepare([2, 7], Chance(0, 0)))
    assert equal(material.prepare([2, 7], None), usual.prepare([2, 7], None))


def test_a_disk_that_is_too_small_is_said_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 10**12 - 10**9, 10**9))
    with pytest.raises(EngineError, match=r"100,000 pictures need 30\.7 GB .* 1\.0 GB are free; make room"):
        Shelf(100_000, 320)
    Shelf(10, 320).close()
    blocked = places.cache() / "squares"
    blocked.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(blocked, ignore_errors=True)
    blocked.write_bytes(b"")
    try:
        with pytest.raises(EngineError, match="cannot be kept here"):
            Shelf(100_000, 320)
    finally:
        blocked.unlink()

"""Is training as quick as bare PyTorch?  `python benchmarks/training.py [--weights FOLDER] [--rounds 7] [--threads 1]`

loop      our loop against a bare PyTorch loop: the same network, loss, optimizer, batches and number of steps, the
          pictures decoded and prepared before; "plain" without augmentation, "light" with, against a bare loop that
          has none to do
features  ten epochs on kept features, their extraction included, against ten epochs end to end, and against ten with
          a frozen backbone that is computed again each time: samples/s and their ratio, of pictures decoded before
varied    what each augmentation policy costs a picture of 320×320 with mask, box and objects, on one core

Prints one JSON document. Seconds are medians of alternating rounds: the ratios are what to trust, on a busy machine the
ratio of processor time most.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch

from engine import device as devices
from engine import weights
from engine.datasets.index import index as read_index
from engine.datasets.shapes import write_scenes
from engine.exporting.reader import reader
from engine.networks.making import make
from engine.policies import POLICIES, policy_named
from engine.preprocessing import Preprocessing, normalize
from engine.processes import allocation
from engine.recipes import recipe_named
from engine.terminal import follow
from engine.training.ahead import ahead
from engine.training.chance import Chance
from engine.training.features import open_cache, pyramid
from engine.training.gathering import How, gather
from engine.training.learner import Learner, Manner
from engine.training.losses import counts, loss
from engine.training.materials import Features, Squares

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.networks.network import Network
    from engine.recipes import Recipe

CPU = torch.device("cpu")
EPOCHS = 10
LOOPS = ("multi-small", "multi-mobilenet_v2")
FROZEN = ("localizer-mobilenet_v2", "multi-mobilenet_v2", "localizer-resnet50")
RATE = 1e-4


class Spent(NamedTuple):
    """Seconds on the wall and of the processor, all threads."""

    wall: float
    processor: float


class Bench(NamedTuple):
    """A recipe's network and what it learns from."""

    recipe: Recipe
    network: Network
    squares: Squares


# -- what is compared --------------------------------------------------------------------------------------------------
def bench_of(name: str, folder: str, weights_folder: str | None, policy: str) -> Bench:
    recipe = recipe_named(name)
    index = follow(read_index(folder))
    names = [record.name for record in index.dataset.records]
    torch.manual_seed(0)
    network: Any = make(recipe, len(index.classes), len(index.mask_classes))
    if weights_folder is not None and recipe.pretrained_from is not None:
        path = follow(weights.pretrained(recipe.pretrained_from, weights_folder))
        weights.load(path, network, index.mask_classes)
    how = How(recipe, Preprocessing(side=recipe.input), False, CPU, policy)
    squares: Any = follow(gather(index, names, names[:1], network, how)).train
    return Bench(recipe, network, squares)


def ours(bench: Bench, batches: Sequence[Sequence[int]]) -> Callable[[int], None]:
    """Our loop as `fit` has it, from its network's present weights."""
    learner = Learner(bench.network, Manner(bench.recipe.scratch, frozen=False, known=False), CPU)

    def epoch(number: int) -> None:
        chance = Chance(0, number)
        with ahead(bench.squares, batches, chance) as material:
            for places in batches:
                learner.learn(material, places, chance, RATE)

    return epoch


def bare(bench: Bench, batches: Sequence[Sequence[int]]) -> Callable[[int], None]:
    """What one would write: pictures and targets in tensors, forward, loss, backward, step."""
    network, everything = bench.network, bench.squares.prepare(range(len(bench.squares.rows)), None)
    pictures, targets = everything.inputs[0], everything.targets
    decay = bench.recipe.scratch.weight_decay
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=decay)

    def epoch(number: int) -> None:
        torch.manual_seed(number)
        network.train()
        for places in batches:
            shown = normalize(pictures[torch.as_tensor(places)].permute(0, 2, 3, 1), bench.squares.preprocessing)
            wanted = targets.at(places)
            optimizer.zero_grad(set_to_none=True)
            told = loss(network(shown), wanted, counts(wanted))
            told.backward()
            optimizer.step()
            told.item()

    return epoch


def loops(folder: str, given: argparse.Namespace) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in LOOPS:
        plain = bench_of(name, folder, None, "none")
        light = plain._replace(squares=replace(plain.squares, policy=policy_named("light")))
        batches = batches_of(len(plain.squares.rows), given.batch)
        runs = {"bare": bare(plain, batches), "plain": ours(plain, batches), "light": ours(light, batches)}
        times = alternating(runs, given.rounds)
        found[name] = {
            "steps": len(batches),
            "batch": given.batch,
            "seconds a step": {who: spent.wall / len(batches) for who, spent in times.items()},
            "plain": ratios(times["plain"], times["bare"]),
            "light": ratios(times["light"], times["bare"]),
        }
    return found


def features(folder: str, given: argparse.Namespace) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in FROZEN:
        needs = recipe_named(name).pretrained_from
        here = given.weights if given.weights and needs and weights_are_there(needs, given.weights) else None
        found[name] = {"weights": needs if here else "random"} | frozen_against_all(name, folder, here, given)
    return found


def frozen_against_all(name: str, folder: str, here: str | None, given: argparse.Namespace) -> dict[str, object]:
    bench = bench_of(name, folder, here, "light")
    network, squares = bench.network.eval(), bench.squares
    count = len(squares.rows)
    few, batches = batches_of(min(count, 2 * given.batch), given.batch), batches_of(count, given.batch)
    with tempfile.TemporaryDirectory() as place:
        os.environ["OVERLAP_CACHE"] = place
        cache = open_cache(network, squares.preprocessing)
        keys = tuple(f"{number:032x}" for number in range(count))

        def extract(_: int) -> None:
            backbone = reader(network.backbone, squares.preprocessing.side, CPU)
            for number in range(count):
                square = squares.squares[squares.rows[number]]
                cache.write(keys[number], pyramid(backbone, square, squares.preprocessing, CPU))

        extract(0)
        kept = Features(cache, keys, squares.targets, squares.policy)
        runs: dict[str, Callable[[int], None]] = {
            "extraction": extract,
            "kept": learning(bench, kept, batches, frozen=True),
            "again": learning(bench, squares, few, frozen=True),
            "end to end": learning(bench, squares, few, frozen=False),
        }
        times = alternating(runs, given.rounds)
    seen = {"extraction": count, "kept": count}
    each = {who: Spent(*(value / seen.get(who, few_count(few)) for value in spent)) for who, spent in times.items()}
    cached = Spent(*(a + EPOCHS * b for a, b in zip(each["extraction"], each["kept"], strict=True)))
    rates = {who: 1 / each[who].wall for who in ("end to end", "again")} | {"cached": EPOCHS / cached.wall}
    against = {who: ratios(Spent(*(EPOCHS * value for value in each[who])), cached) for who in ("end to end", "again")}
    said = {f"times {who}": value for who, value in against.items()}
    found: dict[str, object] = {
        "milliseconds a picture": {who: 1000 * spent.wall for who, spent in each.items()},
        "samples a second": rates,
    }
    return found | said


def learning(bench: Bench, material: Squares | Features, batches: Sequence[Sequence[int]], frozen: bool):
    def epoch(number: int) -> None:
        # a phase sets what learns, so each round begins one, as both run on the same network in turn
        learner = Learner(bench.network, Manner(bench.recipe.training, frozen=frozen, known=True), CPU)
        chance = Chance(0, number)
        with ahead(material, batches, chance) as prepared:
            for places in batches:
                learner.learn(prepared, places, chance, RATE)

    return epoch


def varied_pictures(folder: str) -> dict[str, float]:
    """Milliseconds of the processor for one picture, by policy."""
    squares = bench_of("detector-mobilenet_v3_large", folder, None, "none").squares
    count = len(squares.rows)
    found = {}
    for name, policy in POLICIES.items():
        material, times = replace(squares, policy=policy), []
        for number in range(200):
            began = time.process_time()
            material.prepare([number % count], Chance(0, number))
            times.append(1000 * (time.process_time() - began))
        found[name] = statistics.fmean(sorted(times)[:180])  # the rest is what others did to the caches
    return found


# -- measuring ---------------------------------------------------------------------------------------------------------
def alternating(runs: dict[str, Callable[[int], None]], rounds: int) -> dict[str, Spent]:
    """The median of each, one after the other, after a first round that warms up."""
    times: dict[str, list[Spent]] = {who: [] for who in runs}
    for number in range(rounds + 1):
        for who, run in runs.items():
            wall, processor = time.perf_counter(), time.process_time()
            run(number)
            times[who].append(Spent(time.perf_counter() - wall, time.process_time() - processor))
    return {who: Spent(*(statistics.median(column) for column in zip(*spent[1:], strict=True))) for who, spent in
            times.items()}  # fmt: skip


def ratios(one: Spent, other: Spent) -> dict[str, float]:
    return {"ratio": one.wall / other.wall, "ratio of processor time": one.processor / other.processor}


def batches_of(count: int, batch: int) -> list[list[int]]:
    order = np.random.default_rng(0).permutation(count)
    return [order[first : first + batch].tolist() for first in range(0, count - batch + 1, batch)]


def few_count(batches: Sequence[Sequence[int]]) -> int:
    return sum(len(batch) for batch in batches)


def weights_are_there(name: str, folder: str) -> bool:
    from engine.errors import EngineError

    try:
        follow(weights.pretrained(name, folder))
    except EngineError:
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", metavar="FOLDER", help="where pretrained weights lie; random ones else")
    parser.add_argument("--images", type=int, default=48)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", choices=("loop", "features", "varied"))
    given = parser.parse_args()
    allocation.prepare()
    devices.use_threads(given.threads)
    found: dict[str, object] = {"threads": given.threads, "pictures": given.images, "rounds": given.rounds}
    with tempfile.TemporaryDirectory() as place:
        follow(write_scenes(f"{place}/scenes", given.images, 11))
        if given.only in (None, "varied"):
            found["varied"] = varied_pictures(f"{place}/scenes")
        if given.only in (None, "loop"):
            found["loop"] = loops(f"{place}/scenes", given)
        if given.only in (None, "features"):
            found["features"] = features(f"{place}/scenes", given)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()

"""Two processes that torchrun starts learn, measure and predict what one does."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine import checkpoint as checkpoints
from engine import distributed
from engine.commands.answering import DONE, FOUND
from engine.commands.learning import _together
from engine.datasets.drawn_digits import write_digits
from engine.datasets.shapes import write_scenes
from engine.errors import EngineError
from engine.networks.layers import ChannelDropout, tell_chance
from engine.networks.segmenting import DeepLab
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "resources" / "sample.safetensors"
TORCHRUN = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", "-m", "engine")


def engine(tmp_path: Path, *arguments: str, start: tuple[str, ...] = ("-m", "engine")) -> dict:
    """What a command says, with a cache of its own."""
    places = {"OVERLAP_CACHE": str(tmp_path / "cache"), "OVERLAP_DATA": str(tmp_path / "data"), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, *start, *arguments, "--device", "cpu", "--threads", "1", "--json"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **places}, capture_output=True, text=True, timeout=300)
    assert done.returncode in (0, 1) and done.stdout, done.stderr
    return json.loads(done.stdout)


def curve(run: Path) -> list[dict[str, float]]:
    with (run / "curve.csv").open(newline="") as file:
        return [{key: float(value) for key, value in row.items() if value} for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes") / "scenes"
    finish(write_scenes(str(folder), images=31, seed=4))  # no part of it divides by two
    return folder


@pytest.mark.slow
def test_two_processes_learn_measure_and_predict_as_one_does(scenes: Path, tmp_path: Path) -> None:
    reports = {}
    for name, start in (("one", ("-m", "engine")), ("two", TORCHRUN)):
        wish = ("fit", str(scenes), "--recipe", "multi-small", "--from", str(SAMPLE), "--out", str(tmp_path / name))
        settings = ("--epochs", "3", "--set", "batch=5", "--set", "clip=1", "--set", "ema=0.9")
        reports[name] = engine(tmp_path / f"home-{name}", *wish, *settings, start=start)
    alone, both = curve(tmp_path / "one"), curve(tmp_path / "two")
    assert len(alone) == len(both) == 3
    for one, two in zip(alone, both, strict=True):
        assert two == pytest.approx(one, rel=1e-4, abs=1e-5)
    for part, figure in (("label", "accuracy"), ("box", "mean_iou"), ("mask", "mIoU")):
        assert reports["two"][part][figure] == pytest.approx(reports["one"][part][figure], abs=1e-4)
    rows = [[row["name"] for row in report["pictures"]] for report in reports.values()]
    assert rows[0] == rows[1] and reports["one"]["split_hash"] == reports["two"]["split_hash"]

    best = tmp_path / "one" / "best.safetensors"
    told = {}
    for name, start in (("one", ("-m", "engine")), ("two", TORCHRUN)):
        out, home = tmp_path / f"found-{name}", tmp_path / f"home-{name}"
        told[name] = engine(home, "evaluate", str(best), str(scenes), "--split", "all", start=start)
        said = engine(home, "predict", str(best), str(scenes), "--out", str(out), "--to", "coco", start=start)
        assert (said["images"], said["written"]) == (31, 31)
    assert [row["name"] for row in told["one"]["pictures"]] == [row["name"] for row in told["two"]["pictures"]]
    assert told["one"]["box"]["mean_iou"] == pytest.approx(told["two"]["box"]["mean_iou"], abs=1e-6)
    found = [json.loads((tmp_path / f"found-{name}" / "predictions.json").read_text()) for name in ("one", "two")]
    assert [one["file_name"] for one in found[0]["images"]] == [one["file_name"] for one in found[1]["images"]]
    for one, two in zip(found[0]["annotations"], found[1]["annotations"], strict=True):
        assert one["bbox"] == pytest.approx(two["bbox"], abs=1e-2)


@pytest.mark.slow
@pytest.mark.parametrize(("batch", "images"), [("batch=9", 40), ("batch=1", 120)])
def test_batch_norms_that_learn_see_the_whole_batch(batch: str, images: int, tmp_path: Path) -> None:
    """A backbone of random weights learns its statistics too; of batches of one picture the first process sees all, and
    both validate with what it learnt. With SGD: AdamW's first steps ask for a gradient's sign alone, and that of next
    to nothing is chance."""
    digits, ways = str(tmp_path / "digits"), ("optimizer=sgd", "unfrozen_rate=1e-3", batch)
    finish(write_digits(digits, images, 0))  # of 120 each process validates a batch
    wish = ("fit", digits, "--recipe", "mnist75", "--epochs", "3", *(word for way in ways for word in ("--set", way)))
    for name, start in (("one", ("-m", "engine")), ("two", TORCHRUN)):
        engine(tmp_path / "home", *wish, "--out", str(tmp_path / name), start=start)
    for one, two in zip(curve(tmp_path / "one"), curve(tmp_path / "two"), strict=True):
        assert two == pytest.approx(one, rel=1e-3, abs=1e-4)
    alone, both = (checkpoints.load(tmp_path / name / "last.safetensors").weights for name in ("one", "two"))
    for name, values in alone.items():
        assert torch.allclose(both[name], values, rtol=1e-2, atol=1e-3), name


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


@pytest.fixture
def two_hosts() -> Iterator[tuple[str, str]]:
    """The names of two network namespaces, 10.77.77.1 and 10.77.77.2 on a wire of their own (`wire0`, `wire1`)."""
    names = (f"overlap-{os.getpid()}-0", f"overlap-{os.getpid()}-1")
    if shutil.which("ip") is None:
        pytest.skip("there is no `ip` here")
    made: list[str] = []
    try:
        try:
            for name in names:
                ip("netns", "add", name)
                made.append(name)
            ip("link", "add", "wire0", "netns", names[0], "type", "veth", "peer", "name", "wire1", "netns", names[1])
        except subprocess.CalledProcessError as error:
            pytest.skip(f"network namespaces are not permitted here: {error.stderr.strip()}")
        for number, name in enumerate(names):
            ip("-n", name, "address", "add", f"10.77.77.{number + 1}/24", "dev", f"wire{number}")
            for link in ("lo", f"wire{number}"):
                ip("-n", name, "link", "set", link, "up")
        yield names
    finally:
        for name in made:
            ip("netns", "delete", name)


@pytest.mark.slow
def test_two_hosts_learn_as_one_does(scenes: Path, two_hosts: tuple[str, str], tmp_path: Path) -> None:
    """Two hosts of one process each, with nothing between them but a wire and the disk."""
    wish = ("fit", str(scenes), "--recipe", "multi-small", "--from", str(SAMPLE), "--epochs", "2", "--set", "batch=5")
    alone = engine(tmp_path / "home", *wish, "--out", str(tmp_path / "one"))
    joining = ("--nnodes=2", "--nproc-per-node=1", "--master-addr=10.77.77.1", "--master-port=29577")
    machine = ("--out", str(tmp_path / "two"), "--device", "cpu", "--threads", "1", "--json")
    started = []
    for number, host in enumerate(two_hosts):
        with (tmp_path / f"said-{number}").open("w") as said, (tmp_path / f"told-{number}").open("w") as told:
            torchrun = (sys.executable, "-m", "torch.distributed.run", *joining, f"--node-rank={number}")
            command = ["ip", "netns", "exec", host, *torchrun, "-m", "engine", *wish, *machine]
            places = {"OVERLAP_CACHE": str(tmp_path / f"cache-{number}"), "OVERLAP_DATA": str(tmp_path / "data")}
            network = {"GLOO_SOCKET_IFNAME": f"wire{number}", "OMP_NUM_THREADS": "1"}
            env = {**os.environ, **places, **network}
            started.append(subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=told))
    try:
        ended = [process.wait(timeout=300) for process in started]
    finally:
        for process in started:
            process.kill()
    assert set(ended) <= {0, 1}, [(tmp_path / f"told-{number}").read_text()[-2000:] for number in (0, 1)]
    report = json.loads((tmp_path / "said-0").read_text())
    for one, two in zip(curve(tmp_path / "one"), curve(tmp_path / "two"), strict=True):
        assert two == pytest.approx(one, rel=1e-4, abs=1e-5)
    assert report["box"]["mean_iou"] == pytest.approx(alone["box"]["mean_iou"], abs=1e-4)
    assert (tmp_path / "said-1").read_text() == ""  # the first speaks for both


def test_only_the_first_says_that_something_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = Namespace(device="cpu")
    assert _together(lambda _: FOUND)(arguments) == FOUND
    monkeypatch.setattr(distributed, "leads", lambda: False)
    assert _together(lambda _: FOUND)(arguments) == DONE


def test_a_process_whose_peer_has_ended_says_so_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    for name in ("init_process_group", "destroy_process_group"):
        monkeypatch.setattr(torch.distributed, name, lambda *_, **__: None)
    with pytest.raises(EngineError, match="another of the processes has ended"), distributed.joined("cpu"):
        raise RuntimeError("[gloo/transport/tcp/pair.cc:561] Connection closed by peer [127.0.0.1]:11676.")
    with pytest.raises(EngineError, match="another of the processes has ended"), distributed.joined("cpu"):
        raise torch.distributed.DistBackendError("NCCL communicator was aborted on rank 1.")
    with pytest.raises(RuntimeError, match="shape"), distributed.joined("cpu"):
        raise RuntimeError("a wrong shape")


@given(st.lists(st.integers(), max_size=20), st.integers(1, 5))
def test_what_is_dealt_out_comes_back_in_order(items: list[int], processes: int) -> None:
    parts = [items[process::processes] for process in range(processes)]
    assert distributed.dealt_back(parts) == items


def test_a_process_that_is_alone_does_everything_itself() -> None:
    assert distributed.share([1, 2, 3]) == [1, 2, 3] and distributed.leads() and distributed.size() == 1
    tensor = torch.ones(3)
    distributed.add_up([tensor])
    assert tensor.tolist() == [1, 1, 1]
    assert distributed.of_all("x") == ["x"] and distributed.of_first("x") == "x"


@given(st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=6, unique=True), st.data())
def test_a_picture_loses_the_same_channels_in_any_part_of_a_batch(seeds: list[int], data: st.DataObject) -> None:
    network = torch.nn.Sequential(ChannelDropout(0.5), ChannelDropout(0.5)).train()
    features = torch.ones(len(seeds), 40, 2, 2)
    tell_chance(network, seeds)
    whole = network(features)
    cut = data.draw(st.integers(1, len(seeds)))
    parts = []
    for part in (seeds[:cut], seeds[cut:]):
        if part:
            tell_chance(network, part)
            parts.append(network(features[: len(part)]))
    assert torch.equal(torch.cat(parts), whole)
    first, second = network
    tell_chance(network, seeds)
    assert not torch.equal(first(features), second(features))  # two layers have chances of their own
    assert set(first(features).unique().tolist()) <= {0.0, 2.0}


def test_deeplab_draws_by_picture_too() -> None:
    torch.manual_seed(0)
    head = DeepLab({16: 24}, 3, 0.5, 4).train()
    for module in head.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.eval()
    features, seeds = torch.randn(4, 24, 6, 6), [3, 1, 4, 15]
    tell_chance(head, seeds)
    whole = head([features])
    parts = []
    for rows in ([0, 2], [1, 3]):
        torch.manual_seed(0)
        tell_chance(head, [seeds[row] for row in rows])
        parts.append(head([features[rows]]))
    assert torch.allclose(torch.cat(parts)[[0, 2, 1, 3]], whole, atol=1e-6)
    assert not torch.allclose(head.eval()([features]), whole, atol=1e-6)

"""Pretrained weights come from a folder, a cache or the network, whole and as they should be, or not at all."""

from __future__ import annotations

import hashlib
import random
import threading
import zipfile
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
import torch
from torchvision.models import mobilenet_v2, resnet50

from engine import places, weights
from engine.errors import EngineError, WeightsMissing
from engine.networks.network import Network
from engine.recipes import RECIPES
from engine.weights import Source
from tests.engine.finishing_for_tests import finish, followed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


DATA = bytes(range(256)) * 4096
DIGITS = hashlib.sha256(DATA).hexdigest()[:8]


class Server(BaseHTTPRequestHandler):
    """/whole, /wrong (other bytes), /cut (fewer bytes than promised), /gone."""

    def do_GET(self) -> None:
        kind = self.path.split("/")[1]
        if kind == "gone":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(DATA)))
        self.end_headers()
        data = {"whole": DATA, "wrong": DATA[::-1], "cut": DATA[: len(DATA) // 2]}[kind]
        with suppress(ConnectionError):  # a cancelled download hangs up
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Empty caches, and a source of the test's own."""
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(places, "resources", lambda: tmp_path / "resources")

    def use(url: str) -> None:
        monkeypatch.setitem(weights.SOURCES, "mobilenet_v2", Source("mobilenet_v2", url))

    return use


def test_a_download_is_whole_shows_its_progress_and_is_not_repeated(nowhere: Callable, address: str) -> None:
    nowhere(f"{address}/whole/mobilenet_v2-{DIGITS}.pth")
    steps, path = followed(weights.pretrained("mobilenet_v2", None))
    assert path.read_bytes() == DATA
    assert [step.done for step in steps][:1] == [0] and steps[-1].done == steps[-1].total == len(DATA)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert followed(weights.pretrained("mobilenet_v2", None)) == ([], path)


@pytest.mark.parametrize(("kind", "why"), [("wrong", "SHA-256"), ("cut", "cut after"), ("gone", "404")])
def test_a_bad_download_leaves_nothing_and_says_the_cure(
    nowhere: Callable, address: str, tmp_path: Path, kind: str, why: str
) -> None:
    nowhere(f"{address}/{kind}/mobilenet_v2-{DIGITS}.pth")
    with pytest.raises(WeightsMissing, match=why) as caught:
        finish(weights.pretrained("mobilenet_v2", None))
    message = str(caught.value)
    assert "--weights FOLDER" in message and "sample" in message and "--weights none" in message and "\n" not in message
    assert not [entry for entry in (tmp_path / "cache").rglob("*") if entry.is_file()]


def test_without_a_network_one_line_says_the_cure(nowhere: Callable) -> None:
    nowhere("http://127.0.0.1:9/mobilenet_v2-12345678.pth")  # the discard port: nobody answers
    with pytest.raises(WeightsMissing, match=r"no connection.*--weights FOLDER"):
        finish(weights.pretrained("mobilenet_v2", None))


def test_a_cancelled_download_leaves_nothing(nowhere: Callable, address: str, tmp_path: Path) -> None:
    nowhere(f"{address}/whole/mobilenet_v2-{DIGITS}.pth")
    work = weights.pretrained("mobilenet_v2", None)
    next(work)
    next(work)
    work.close()
    assert not [entry for entry in (tmp_path / "cache").rglob("*") if entry.is_file()]


def test_a_named_folder_is_never_replaced_by_another_place(nowhere: Callable, address: str, tmp_path: Path) -> None:
    nowhere(f"{address}/whole/mobilenet_v2-{DIGITS}.pth")
    (tmp_path / "empty").mkdir()
    said = r"no weights of mobilenet_v2 here; .*--weights FOLDER.* sample, .*--weights none"
    with pytest.raises(WeightsMissing, match=said):
        finish(weights.pretrained("mobilenet_v2", str(tmp_path / "empty")))


def test_torchs_own_cache_is_used(nowhere: Callable, tmp_path: Path) -> None:
    nowhere("http://127.0.0.1:9/mobilenet_v2-12345678.pth")
    kept = tmp_path / "torch" / "hub" / "checkpoints" / "mobilenet_v2-12345678.pth"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"kept")
    assert followed(weights.pretrained("mobilenet_v2", None)) == ([], kept)


def network(recipe: str) -> Network:
    return Network(RECIPES[recipe], 2, 1)


@pytest.fixture(scope="module")
def imagenet() -> dict[str, torch.Tensor]:
    torch.manual_seed(1)
    return mobilenet_v2().state_dict()


def test_a_backbone_takes_its_weights_from_imagenets_file(imagenet: dict[str, torch.Tensor], tmp_path: Path) -> None:
    torch.save(imagenet, tmp_path / "mobilenet_v2.pth")
    own = network("multi-mobilenet_v2")
    assert weights.load(tmp_path / "mobilenet_v2.pth", own, ()) == "the pretrained backbone mobilenet_v2.pth"
    assert all(torch.equal(values, imagenet[name]) for name, values in own.backbone.state_dict().items())


class Runs:
    def __reduce__(self) -> tuple[object, ...]:
        return (print, ("code was run",))


def without(table: dict[str, torch.Tensor], name: str) -> dict[str, torch.Tensor]:
    return {key: value for key, value in table.items() if key != name}


BIAS = "features.0.1.bias"
FILES = {
    "a tensor is missing": lambda good: without(good, BIAS),
    "a foreign tensor": lambda good: good | {"layer4.weight": torch.zeros(1)},
    "a wrong shape": lambda good: good | {BIAS: torch.zeros(7)},
    "not a number": lambda good: good | {BIAS: torch.full((32,), float("nan"))},
    "runs code": lambda good: good | {BIAS: Runs()},
    "claims more than it holds": lambda good: good | {BIAS: torch.zeros(1).expand(10**12)},
    "a list": lambda good: list(good.values()),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_what_it_should_be_is_refused_by_name(
    imagenet: dict[str, torch.Tensor], tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mobilenet_v2.pth"
    torch.save(FILES[name](imagenet), path)
    with pytest.raises(EngineError) as caught:
        weights.load(path, network("multi-mobilenet_v2"), ())
    assert str(caught.value).startswith(str(path)) and "\n" not in str(caught.value)
    assert "code was run" not in capsys.readouterr().out and "weights_only" not in str(caught.value)


def test_a_damaged_and_an_inflating_file_are_refused(imagenet: dict[str, torch.Tensor], tmp_path: Path) -> None:
    path, bomb = tmp_path / "damaged.pth", tmp_path / "bomb.pth"
    torch.save(imagenet, path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    with zipfile.ZipFile(path) as stored, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in stored.infolist():
            packed.writestr(
                entry.filename, bytes(entry.file_size) if "/data/" in entry.filename else stored.read(entry)
            )
    path.write_bytes(bytes(data))
    for bad, why in ((path, "damaged"), (bomb, "inflate")):
        with pytest.raises(EngineError, match=why):
            weights.load(bad, network("multi-mobilenet_v2"), ())


def test_forged_weights_are_refused_in_one_line(tmp_path: Path) -> None:
    """Both of torch's formats, with bytes of the pickle changed: what the reader then raises is of many kinds."""
    path, chance = tmp_path / "forged.pth", random.Random(0)
    table = {"a": torch.ones(4, 4), "b": torch.ones(3, dtype=torch.int64)}
    wanted = network("multi-small")
    for modern in (False, True):
        torch.save(table, path, _use_new_zipfile_serialization=modern)
        whole = path.read_bytes()
        for _ in range(150):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 4)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            path.write_bytes(data[: chance.randrange(len(data))] if chance.random() < 0.2 else data)
            with pytest.raises(EngineError) as caught:
                weights.load(path, wanted, ())
            assert str(caught.value).startswith(str(path))


def test_every_recipe_can_say_where_its_weights_come_from() -> None:
    for recipe in RECIPES.values():
        if recipe.pretrained_from is not None:
            source = weights.SOURCES[recipe.pretrained_from]
            assert source.url.startswith("https://download.pytorch.org/models/") and len(source.digits) == 8
            assert source.backbone is None or source.backbone in weights.SOURCES


def test_the_classifier_of_a_resnet_is_left_out(tmp_path: Path) -> None:
    theirs = resnet50().state_dict()
    torch.save(theirs, tmp_path / "resnet50.pth")
    own = network("deeplabv3-resnet50")  # the same weights, applied at other distances
    weights.load(tmp_path / "resnet50.pth", own, ())
    tensors = own.backbone.state_dict()
    assert all(torch.equal(values, theirs[name.partition(".")[2]]) for name, values in tensors.items())

"""Weights of torchvision's networks for masks: the backbone strictly, the head where it fits, the classes by name."""

from __future__ import annotations

import hashlib
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
import torch
from torchvision.models.segmentation import lraspp_mobilenet_v3_large

from engine import places, weights
from engine.errors import EngineError, WeightsMissing
from engine.formats.voc_classes import VOC_CLASSES
from engine.networks.network import Network
from engine.recipes import RECIPES
from engine.weights import Source
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LRASPP = "lraspp_mobilenet_v3_large"
LOW = "classifier.low_classifier"
MASK_CLASSES = ("dog", "unicorn", "person")


@pytest.fixture(scope="module")
def published() -> dict[str, torch.Tensor]:
    """As torchvision publishes a network that knows VOC's classes, with the head that only its training needed."""
    torch.manual_seed(2)
    state = lraspp_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=21).state_dict()
    return state | {"aux_classifier.0.weight": torch.rand(3)}


def without(table: dict[str, torch.Tensor], name: str) -> dict[str, torch.Tensor]:
    return {key: value for key, value in table.items() if key != name}


def downloaded(name: str) -> Path:
    return finish(weights.pretrained(name, None))


def lraspp() -> Network:
    return Network(RECIPES["lraspp-mobilenet_v3_large"], 0, len(MASK_CLASSES))


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A server of the files in `tmp_path`."""
    (tmp_path / "served").mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "served")))
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


def test_a_network_for_masks_is_downloaded_and_knows_its_classes_by_name(
    published: dict[str, torch.Tensor], address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    monkeypatch.setattr(places, "resources", lambda: tmp_path / "resources")
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    torch.save(published, tmp_path / "made.pth")
    file = f"{LRASPP}-{hashlib.sha256((tmp_path / 'made.pth').read_bytes()).hexdigest()[:8]}.pth"
    (tmp_path / "made.pth").rename(tmp_path / "served" / file)
    monkeypatch.setitem(weights.SOURCES, LRASPP, Source(LRASPP, f"{address}/{file}"))
    path = downloaded(LRASPP)
    assert path.name == file and path.is_relative_to(tmp_path / "cache")
    own = lraspp()
    fresh = {name: values.clone() for name, values in own.state_dict().items()}
    said = weights.load(path, own, MASK_CLASSES)
    assert said == f"the pretrained weights {path.name} (2 of 3 mask classes known to them)"
    for name, values in own.state_dict().items():
        theirs = published[name.replace("backbone.features.", "backbone.").replace("heads.mask.layers.", "classifier.")]
        if name.rpartition(".")[0] not in own.last_layers:
            assert torch.equal(values, theirs), name
            continue
        wanted = (theirs[0], theirs[1 + VOC_CLASSES.index("dog")], fresh[name][2], theirs[15])
        assert VOC_CLASSES[14] == "person" and all(map(torch.equal, values, wanted)), name


def test_a_backbone_alone_is_taken_where_the_folder_has_no_more_and_that_is_said(
    published: dict[str, torch.Tensor], tmp_path: Path
) -> None:
    with pytest.raises(
        WeightsMissing, match=r"no weights of lraspp_\w+ here; .* or of its backbone, mobilenet_v3_large"
    ):
        weights.find(LRASPP, str(tmp_path))
    body = {name.replace("backbone.", "features."): tensor for name, tensor in published.items() if "backbone" in name}
    torch.save(body | {"classifier.0.weight": torch.rand(2)}, tmp_path / "mobilenet_v3_large.pth")
    path, own = weights.find(LRASPP, str(tmp_path)), lraspp()
    assert path is not None
    head = {name: values.clone() for name, values in own.heads.state_dict().items()}
    assert weights.load(path, own, MASK_CLASSES) == "the pretrained backbone mobilenet_v3_large.pth"
    assert torch.equal(own.backbone.state_dict()["features.0.0.weight"], published["backbone.0.0.weight"])
    assert all(torch.equal(values, head[name]) for name, values in own.heads.state_dict().items())
    torch.save(published, tmp_path / f"{LRASPP}.pth")  # the better one, once it is there
    assert weights.find(LRASPP, str(tmp_path)) == tmp_path / f"{LRASPP}.pth"


def test_a_network_of_other_classes_gives_all_but_its_last_layers(
    published: dict[str, torch.Tensor], tmp_path: Path
) -> None:
    other = {
        name: values[:5] if name.startswith(LOW) or "high_cl" in name else values for name, values in published.items()
    }
    torch.save(other, tmp_path / "five.pth")
    own = lraspp()
    fresh = own.state_dict()["heads.mask.layers.low_classifier.weight"].clone()
    weights.load(tmp_path / "five.pth", own, MASK_CLASSES)
    assert torch.equal(own.state_dict()["heads.mask.layers.low_classifier.weight"], fresh)
    assert torch.equal(own.state_dict()["heads.mask.layers.cbr.0.weight"], published["classifier.cbr.0.weight"])


WRONG = {
    "a head's tensor is missing": lambda good: without(good, "classifier.cbr.0.weight"),
    "half of a last layer is missing": lambda good: without(good, f"{LOW}.bias"),
    "a foreign layer in the head": lambda good: good | {"classifier.7.weight": torch.zeros(1)},
    "a backbone's tensor is missing": lambda good: without(good, "backbone.1.block.0.0.weight"),
    "a last layer of other features": lambda good: good | {f"{LOW}.weight": torch.zeros(21, 7, 1, 1)},
    "a last layer that is one number": lambda good: good | {f"{LOW}.weight": torch.tensor(1.0)},
    "not a number": lambda good: good | {f"{LOW}.bias": torch.full((21,), float("inf"))},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_for_masks_that_is_not_what_it_should_be_is_refused_by_name(
    published: dict[str, torch.Tensor], tmp_path: Path, name: str
) -> None:
    path = tmp_path / f"{LRASPP}.pth"
    torch.save(WRONG[name](published), path)
    with pytest.raises(EngineError) as caught:
        weights.load(path, lraspp(), MASK_CLASSES)
    assert str(caught.value).startswith(str(path)) and "\n" not in str(caught.value)

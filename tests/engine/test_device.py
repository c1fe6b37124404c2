"""What the engine computes on, and what it says where a GPU cannot be had; no GPU is needed for it."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest
import torch

from engine import device as devices
from engine.calls import find
from engine.errors import EngineError
from tests.engine.training_for_tests import finish

if TYPE_CHECKING:
    from collections.abc import Callable

OLD = (
    "The NVIDIA driver on your system is too old (found version 11040). Please update your GPU driver by downloading "
    "and installing a new version from the URL: http://www.nvidia.com/Download/index.aspx"
)
NONE = "Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and installed a driver"


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A torch made for CUDA 13.2 whose GPU does not answer, for the reason that it is told."""

    def become(said: str) -> None:
        def init() -> None:
            raise RuntimeError(said)

        def is_available() -> bool:
            warnings.warn(said, stacklevel=2)  # as torch does
            return False

        monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: True)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
        monkeypatch.setattr(torch.version, "cuda", "13.2")
        monkeypatch.setattr(torch.cuda, "init", init)
        monkeypatch.setattr(torch.cuda, "is_available", is_available)

    return become


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (OLD, "the NVIDIA driver is too old (it knows CUDA 11.4); update it to one for CUDA 13.2, or choose the CPU"),
        (NONE, "no NVIDIA driver is installed; install one where there is a GPU, or choose the CPU"),
        ("No CUDA GPUs are available", "no NVIDIA GPU answers, though its driver is there; make one visible"),
    ],
)
def test_a_gpu_that_does_not_answer_is_one_sentence(silent: Callable[[str], None], said: str, wanted: str) -> None:
    silent(said)
    with pytest.raises(EngineError) as error:
        devices.choose("cuda")
    assert str(error.value).startswith(wanted) and "\n" not in str(error.value)
    assert finish(find("device")("cuda")) == {"name": "", "trouble": str(error.value)}
    auto = finish(find("device")("auto"))
    assert isinstance(auto, dict) and auto["name"].startswith("CPU, ") and auto["trouble"] == str(error.value)
    assert finish(find("device")("cpu")) == {"name": auto["name"], "trouble": ""}


def test_a_torch_without_cuda_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: False)
    with pytest.raises(EngineError, match="this torch was built without CUDA"):
        devices.choose("cuda")


def test_a_gpu_that_answers_is_named_with_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    class Properties:
        total_memory = 25_300_000_000

    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda *_: "NVIDIA X")
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda *_: Properties)
    for choice in ("auto", "cuda", "cuda:0"):
        assert finish(find("device")(choice)) == {"name": "NVIDIA X, 25 GB", "trouble": ""}
    with pytest.raises(EngineError, match="no cuda:1; this machine has cuda:0"):
        devices.choose("cuda:1")

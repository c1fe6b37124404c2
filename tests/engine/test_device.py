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


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> Callable[[tuple[int, int], list[str]], None]:
    """One GPU of a compute capability, and a torch with code for some."""

    class Properties:
        total_memory = 25_300_000_000

    def become(capability: tuple[int, int], known: list[str]) -> None:
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda *_: capability)
        monkeypatch.setattr(torch.cuda, "get_arch_list", lambda: known)

    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: True)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda *_: "NVIDIA X")
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda *_: Properties)
    become((9, 0), ["sm_80", "sm_90", "compute_90"])
    return become


def processes(monkeypatch: pytest.MonkeyPatch, count: int, number: int) -> None:
    """As torchrun says it to one of several processes of this machine."""
    for name, value in (("WORLD_SIZE", count), ("LOCAL_WORLD_SIZE", count), ("RANK", number), ("LOCAL_RANK", number)):
        monkeypatch.setenv(name, str(value))


@pytest.mark.usefixtures("card")
def test_each_process_has_a_gpu_of_its_own_or_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    processes(monkeypatch, 2, 0)
    assert devices.choose("auto") == devices.choose("cuda") == torch.device("cuda", 0)
    with pytest.raises(EngineError, match="one GPU for several processes; say --device cuda, and each has its own"):
        devices.choose("cuda:0")
    processes(monkeypatch, 2, 1)
    for name in ("auto", "cuda"):
        with pytest.raises(
            EngineError, match="there is no cuda:1; this machine has cuda:0 to cuda:0; start one"
        ) as error:
            devices.choose(name)
        assert "\n" not in str(error.value)
    assert devices.choose("cpu").type == "cpu"


def test_several_processes_leave_apples_gpu_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert devices.choose("auto") == devices.choose("mps") == torch.device("mps")
    processes(monkeypatch, 2, 0)
    assert devices.choose("auto") == torch.device("cpu")
    with pytest.raises(EngineError, match="several processes cannot work together on an Apple GPU"):
        devices.choose("mps")


@pytest.mark.parametrize(
    ("capability", "known", "able"),
    [
        ((6, 1), ["sm_75", "sm_80", "sm_90"], False),
        ((6, 1), ["sm_60", "sm_90"], True),
        ((6, 1), ["sm_62"], False),
        ((12, 0), ["sm_90", "sm_100"], False),
        ((12, 0), ["sm_90", "compute_90"], True),
        ((12, 0), ["sm_120a"], True),
        ((9, 0), ["gfx90a", "gfx942"], True),
    ],
)
def test_a_gpu_that_this_torch_has_no_code_for_is_left_alone(
    card: Callable[[tuple[int, int], list[str]], None], capability: tuple[int, int], known: list[str], able: bool
) -> None:
    card(capability, known)
    assert devices.choose("auto").type == ("cuda" if able else "cpu")
    if not able:
        with pytest.raises(EngineError, match="this torch cannot compute on the NVIDIA X") as error:
            devices.choose("cuda")
        found = finish(find("device")("auto"))
        assert isinstance(found, dict) and found["name"].startswith("CPU") and found["trouble"] == str(error.value)


def test_processes_of_one_machine_share_its_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[int] = []
    monkeypatch.setattr(torch, "set_num_threads", used.append)
    monkeypatch.setattr(devices, "cores", lambda: 5)
    monkeypatch.setattr(devices.os, "cpu_count", lambda: 5)
    devices.use_threads(None)
    for count in (2, 9):
        processes(monkeypatch, count, 0)
        devices.use_threads(None)
        devices.use_threads(3)
    assert used == [5, 2, 3, 1, 3]


@pytest.mark.usefixtures("card")
def test_a_gpu_that_answers_is_named_with_its_memory() -> None:
    for choice in ("auto", "cuda", "cuda:0"):
        assert finish(find("device")(choice)) == {"name": "NVIDIA X, 25 GB", "trouble": ""}
    with pytest.raises(EngineError, match="no cuda:1; this machine has cuda:0"):
        devices.choose("cuda:1")

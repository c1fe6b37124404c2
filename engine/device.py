"""Where the network computes: CPU, CUDA or Apple's GPU. Nobody else in the engine says "cuda"."""

from __future__ import annotations

import os
import re
import warnings
from typing import TYPE_CHECKING

import torch

from engine import launched
from engine.errors import EngineError
from engine.steps import Step
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Generator


def choose(name: str = "auto") -> torch.device:
    """The device that `name` asks for: "auto" (the first GPU that answers, else the CPU), "cpu", "cuda[:N]", "mps".
    Of several processes that torchrun started on one machine, each has the GPU of its number; Apple's has room for one.

    Raises EngineError in one sentence where the device is not there.
    """
    if name == "auto":
        return _automatic()
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise EngineError(f"there is no device {name!r}; say auto, cpu, cuda or cuda:N") from error
    if device.type == "cuda":
        if device.index is not None and launched.count_here() > 1:
            raise EngineError(f"{name} is one GPU for several processes; say --device cuda, and each has its own")
        device = torch.device("cuda", launched.on_this_machine() if device.index is None else device.index)
        _check_cuda(device.index)
    elif device.type == "mps":
        if not torch.backends.mps.is_available():
            raise EngineError("this machine has no Apple GPU that torch can use; choose the CPU (--device cpu)")
        if launched.size() > 1:
            raise EngineError("several processes cannot work together on an Apple GPU; choose the CPU (--device cpu)")
    elif device.type != "cpu":
        raise EngineError(f"{name!r} is no device we compute on; say auto, cpu, cuda or cuda:N")
    return device


def _automatic() -> torch.device:
    index = launched.on_this_machine()
    if _answering() and (index >= _answering() or _has_kernels(index)):
        _check_cuda(index)
        return torch.device("cuda", index)
    return torch.device("mps" if torch.backends.mps.is_available() and launched.size() == 1 else "cpu")


def _check_cuda(index: int) -> None:
    count = _answering()
    if count and index >= count:
        cure = "; start one process for each, or choose the CPU (--device cpu)" if launched.count_here() > 1 else ""
        raise EngineError(f"there is no cuda:{index}; this machine has cuda:0 to cuda:{count - 1}{cure}")
    if not count or not _has_kernels(index):
        raise EngineError(_trouble(index))


def _answering() -> int:
    """How many NVIDIA GPUs there are. What torch warns of where there is none, `_trouble` says."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        there = torch.backends.cuda.is_built() and torch.cuda.is_available()
        return torch.cuda.device_count() if there else 0


def _has_kernels(index: int) -> bool:
    """Whether this torch can compute on the GPU: it has code for its generation that is no newer than it is, or code
    that the driver translates. A torch that names none of NVIDIA's (AMD's) is believed."""
    capability = torch.cuda.get_device_capability(index)
    found = [re.fullmatch(r"(sm|compute)_(\d+)(\d)[a-z]?", name) for name in torch.cuda.get_arch_list()]
    known = [(said[1], (int(said[2]), int(said[3]))) for said in found if said]
    return not known or any(
        made <= capability and (kind == "compute" or made[0] == capability[0]) for kind, made in known
    )


def _trouble(index: int = 0) -> str:
    """Why no NVIDIA GPU answers, or this one cannot be used, and what to do, in one sentence."""
    otherwise = "or choose the CPU (--device cpu)"
    if _answering():
        major, minor = torch.cuda.get_device_capability(index)
        card = f"{torch.cuda.get_device_name(index)} (compute capability {major}.{minor})"
        return f"this torch cannot compute on the {card}; install a torch made for it, {otherwise}"
    if not torch.backends.cuda.is_built():
        return f"this torch was built without CUDA; install a torch with CUDA, {otherwise}"
    said = ""
    try:
        torch.cuda.init()
    except (RuntimeError, AssertionError) as error:
        said = str(error)
    if "too old" in said:
        found = re.search(r"found version (\d+)", said)
        knows = f" (it knows CUDA {int(found[1]) // 1000}.{int(found[1]) % 1000 // 10})" if found else ""
        return f"the NVIDIA driver is too old{knows}; update it to one for CUDA {torch.version.cuda}, {otherwise}"
    if "no NVIDIA driver" in said:
        return f"no NVIDIA driver is installed; install one where there is a GPU, {otherwise}"
    return f"no NVIDIA GPU answers, though its driver is there; make one visible to this program, {otherwise}"


def look(device: str) -> Generator[Step, None, dict[str, str]]:
    """The call `device`: {"name": what `choose` takes for it, as `described`, "" where it takes nothing; "trouble": why
    it takes nothing, or for "auto" no GPU, in one sentence, else ""}."""
    yield Step("Looking for the device", kind="loading")
    try:
        chosen = choose(device)
    except EngineError as error:
        return {"name": "", "trouble": str(error)}
    return {"name": described(chosen), "trouble": _trouble() if device == "auto" and chosen.type == "cpu" else ""}


def use_threads(threads: int | None) -> int:
    """Compute with this many threads (None: one for each core we may use, shared with the processes that work together
    on this machine), at most one for each core of the machine, and say how many it became: torch ends the process where
    the system refuses it a thread."""
    torch.set_num_threads(min(threads or max(1, cores() // launched.count_here()), os.cpu_count() or 1))
    return torch.get_num_threads()


def cores() -> int:
    """The cores this process may use, which on a shared machine may be fewer than it has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def free_memory(device: torch.device) -> None:
    """Hand the memory that torch keeps for later back to the GPU, for other processes."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def is_out_of_memory(error: BaseException) -> bool:
    """Whether torch failed for want of memory, on any device (the CPU's and Apple's say so in words only)."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and ("can't allocate memory" in str(error) or "out of memory" in str(error))


def named(device: torch.device) -> str:
    """What people call the device."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else device.type.upper()


def described(device: torch.device) -> str:
    """The device and how much of it there is: "NVIDIA H200, 150 GB", "CPU, 2 threads"."""
    if device.type == "cuda":
        return f"{named(device)}, {torch.cuda.get_device_properties(device).total_memory / 1e9:.0f} GB"
    threads = torch.get_num_threads()
    return f"{named(device)}, {counted(threads, 'thread')}" if device.type == "cpu" else named(device)

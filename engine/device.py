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

if TYPE_CHECKING:
    from collections.abc import Generator


def choose(name: str = "auto") -> torch.device:
    """The device that `name` asks for: "auto" (the first GPU that answers, else the CPU), "cpu", "cuda[:N]", "mps".
    Of several processes that torchrun started on one machine, each has the GPU of its number.

    Raises EngineError in one sentence where the device is not there.
    """
    if name == "auto":
        if _answers():
            return torch.device("cuda", launched.on_this_machine())
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise EngineError(f"there is no device {name!r}; say auto, cpu, cuda or cuda:N") from error
    if device.type == "cuda":
        device = torch.device("cuda", launched.on_this_machine() if device.index is None else device.index)
        _check_cuda(device)
    elif device.type == "mps":
        if not torch.backends.mps.is_available():
            raise EngineError("this machine has no Apple GPU that torch can use; choose the CPU (--device cpu)")
    elif device.type != "cpu":
        raise EngineError(f"{name!r} is no device we compute on; say auto, cpu, cuda or cuda:N")
    return device


def _check_cuda(device: torch.device) -> None:
    if not _answers():
        raise EngineError(_trouble())
    count = torch.cuda.device_count()
    if device.index is not None and device.index >= count:
        raise EngineError(f"there is no cuda:{device.index}; this machine has cuda:0 to cuda:{count - 1}")


def _answers() -> bool:
    """Whether there is an NVIDIA GPU to compute on. What torch warns of then, `_trouble` says."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.backends.cuda.is_built() and torch.cuda.is_available() and torch.cuda.device_count() > 0


def _trouble() -> str:
    """Why no NVIDIA GPU answers, and what to do, in one sentence."""
    otherwise = "or choose the CPU (--device cpu)"
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
    """Compute with this many threads (None: one for each core we may use), at most one for each core of the machine,
    and say how many it became: torch ends the process where the system refuses it a thread."""
    torch.set_num_threads(min(threads or cores(), os.cpu_count() or 1))
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
    words = f"{threads} thread" + ("" if threads == 1 else "s")
    return f"{named(device)}, {words}" if device.type == "cpu" else named(device)

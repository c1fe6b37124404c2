"""Files of weights that strangers made: read without running any code, and fitted tensor by tensor."""

from __future__ import annotations

import struct
import warnings
import zipfile
from pickle import UnpicklingError
from typing import TYPE_CHECKING

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from torch import nn

_MAX_TENSORS = 4 << 30
_COUNTER = "num_batches_tracked"
# What torch and safetensors raise on damaged or forged files, each seen on 3,000 of them.
_DAMAGE = (
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SafetensorError,
    TypeError,
    UnpicklingError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
)


def read(path: Path) -> dict[str, torch.Tensor]:
    """The file's table of tensors on the CPU. Raises EngineError that names the file; runs no code."""
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        _check_archive(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the age of the format; of no use to anyone here
            found = torch.load(path, map_location="cpu", weights_only=True)
    except _DAMAGE as error:
        raise EngineError(f"{path}: these weights cannot be read ({_said(error)}); fetch the file again") from error
    if not isinstance(found, dict) or not all(
        isinstance(name, str) and isinstance(tensor, torch.Tensor) for name, tensor in found.items()
    ):
        raise EngineError(f"{path}: this is no table of tensors; save a network's state_dict")
    for name, tensor in found.items():
        if tensor.layout != torch.strided or tensor.numel() * tensor.element_size() > tensor.untyped_storage().nbytes():
            raise EngineError(f"{path}: {name[:80]} claims more values than the file holds")
    return found


def fill(path: Path, tensors: Mapping[str, torch.Tensor], module: nn.Module, kept: Sequence[str] = ()) -> None:
    """Put `tensors`, read from `path`, into the module. Every tensor of it must be there with its shape, all finite,
    and nothing foreign; what lies under the names `kept` stays as it is, whatever the file has for it. Raises
    EngineError that names the file, with the module unchanged."""
    spared = tuple(f"{name}." for name in kept)
    wanted = {name: own for name, own in module.state_dict().items() if not name.startswith(spared or "\0")}
    given = {name: tensor for name, tensor in tensors.items() if not name.startswith(spared or "\0")}
    # BatchNorms count their batches; files from before torch 0.4.1 don't say how many, and frozen ones don't ask.
    foreign = [name for name in given if name not in wanted and not name.endswith(_COUNTER)]
    missing = [name for name in wanted if name not in given and not name.endswith(_COUNTER)]
    if foreign or missing:
        odd = (missing or foreign)[0]
        what = "missing" if missing else "foreign"
        raise EngineError(f"{path}: these are not the weights wanted: {odd[:80]} is {what}")
    taken = {name: given[name] for name in wanted if name in given}
    for name, tensor in taken.items():
        check(path, name, tensor, wanted[name].shape)
    module.load_state_dict(module.state_dict() | taken)


def check(path: Path, name: str, tensor: torch.Tensor, shape: Sequence[int]) -> None:
    """Raises EngineError where the tensor has another shape or values that are no numbers."""
    if tuple(tensor.shape) != tuple(shape) or not bool(torch.isfinite(tensor).all()):
        raise EngineError(f"{path}: {name} has a wrong shape or values that are no numbers")


def rows(own: torch.Tensor, given: torch.Tensor, wanted: Sequence[str], known: Sequence[str]) -> torch.Tensor:
    """A last layer's `own` rows, named `wanted`, with those of `given`, named `known`, in the place of their like."""
    taken = own.clone()
    for row, name in enumerate(wanted):
        if name in known:
            taken[row] = given[known.index(name)]
    return taken


def _check_archive(path: Path) -> None:
    """`weights_only` still accepts a bad checksum and a small file that inflates to a huge one."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
        if size > min(_MAX_TENSORS, path.stat().st_size + 1024):
            raise ValueError(f"it would inflate to {size} bytes")
        damaged = archive.testzip()
        if damaged is not None:
            raise ValueError(f"{damaged[:80]} is damaged")


def _said(error: BaseException) -> str:
    if isinstance(error, UnpicklingError):  # torch then says at length how to let it run code
        return "damaged, or more than tensors lies in them"
    text = str(error).splitlines()
    return text[0][:160] if text else type(error).__name__

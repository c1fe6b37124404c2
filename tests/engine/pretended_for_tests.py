"""A device that is none: tensors that say they lie elsewhere, and hold their values on the CPU all the same. Who
computes with some of them and some of the CPU's is found out as on a GPU, where there is none."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from engine import device as devices

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

DEVICE = torch.device("meta")
"""The one that autograd takes without a driver."""

_CROSSING = ("aten::copy_", "aten::_to_copy", "aten::to")
_INDEXING = ("aten::index", "aten::index_put", "aten::index_put_", "aten::_index_put_impl_")
"""What a GPU computes with indices of the CPU too."""


class Elsewhere(torch.Tensor):
    """A tensor of that device; `held` has its values."""

    held: torch.Tensor

    @staticmethod
    def __new__(cls, held: torch.Tensor) -> Elsewhere:
        made = torch.Tensor._make_wrapper_subclass(
            cls,
            held.size(),
            strides=held.stride(),
            storage_offset=held.storage_offset(),
            dtype=held.dtype,
            device=DEVICE,
        )
        made.held = held
        return made

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is torch.Tensor.tolist:
            return args[0].cpu().tolist()
        if func is torch.Tensor.new_tensor:
            return torch.tensor(args[1], dtype=args[0].dtype, device=DEVICE)
        if func is torch.Tensor.__setitem__ and isinstance(args[2], bool | int | float):
            args = (*args[:2], torch.tensor(args[2], dtype=args[0].dtype, device=DEVICE))
        if func is torch.Tensor.__getitem__ and isinstance(args[1], list):
            args = args[0], torch.tensor(args[1])
        if func is torch.Tensor.is_meta.__get__:  # pyright: ignore[reportAttributeAccessIssue]
            return False
        return torch._C._disabled_torch_function_impl(func, types, args, kwargs or {})

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _computed(func, args, kwargs or {})


class _Pretended(TorchDispatchMode):
    """What makes tensors of that device where no tensor of it is asked."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _computed(func, args, kwargs or {})


@contextmanager
def pretended(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything that chooses a device gets this one."""
    monkeypatch.setattr(devices, "choose", lambda *_: DEVICE)
    monkeypatch.setattr(torch, "autocast", lambda *_, **__: nullcontext())  # which knows no such device
    for name in ("tensor", "as_tensor"):  # which make theirs behind the back of the mode
        monkeypatch.setattr(torch, name, partial(_made, getattr(torch, name)))
    with _Pretended():
        yield


def _made(make: Any, data: Any, dtype: torch.dtype | None = None, device: Any = None) -> torch.Tensor:
    """As `make`, with the mode asked; where shapes alone are counted the default is this device."""
    if isinstance(data, torch.Tensor):
        return data.to(device or data.device, dtype or data.dtype)
    return make(data, dtype=dtype, device="cpu").to(device or torch.empty(0).device)


def _computed(func: Any, args: Any, kwargs: Any) -> Any:
    given = _Given()
    plain_args = [given.plain(value) for value in args]
    plain_kwargs = {key: given.plain(value) for key, value in kwargs.items()}
    assert all(leaf.device.type == "cpu" for leaf in given.here), f"{func}: made behind the back of the mode"
    name = func._schema.name
    if given.there and name not in _CROSSING:
        indexing = name in _INDEXING and isinstance(args[0], Elsewhere)
        indices = [id(each) for each in args[1]] if indexing else ()
        if any(leaf.ndim for leaf in given.here if id(leaf) not in indices):
            raise RuntimeError(f"{func}: expected all tensors to be on the same device")
    onto = given.wanted[0].type == DEVICE.type if given.wanted else bool(given.there)
    known = {id(leaf.held): leaf for leaf in given.there}
    with torch.inference_mode(False), torch.no_grad():  # what is made in it cannot be a view of what is not
        found = func(*plain_args, **plain_kwargs)
        if name == "aten::copy_":
            return args[0]
        return _moved(found, known) if onto else found


class _Given:
    """What an operation is given: tensors of that device, those of the CPU, and the devices that it names. Ten times
    as fast as torch's walk through any tree: there are hundreds of thousands of them."""

    def __init__(self) -> None:
        self.there: list[Elsewhere] = []
        self.here: list[torch.Tensor] = []
        self.wanted: list[torch.device] = []

    def plain(self, value: Any) -> Any:
        """`value` as the CPU computes with it."""
        if isinstance(value, Elsewhere):
            self.there.append(value)
            return value.held
        if isinstance(value, torch.Tensor):
            self.here.append(value)
        elif isinstance(value, torch.device):
            self.wanted.append(value)
            return torch.device("cpu")
        elif isinstance(value, list | tuple):
            return [self.plain(each) for each in value]
        return value


def _moved(value: Any, known: dict[int, Elsewhere]) -> Any:
    """What is changed in place stays what it is."""
    if isinstance(value, list | tuple):
        return type(value)(_moved(each, known) for each in value)
    if not isinstance(value, torch.Tensor) or isinstance(value, Elsewhere):
        return value
    return known[id(value)] if id(value) in known else Elsewhere(value)

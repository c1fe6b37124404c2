"""More than one process or machine: `torchrun` starts them; here they find each other, divide work and add up results.

In a process that is alone every function here does nothing, or gives back what it was given, so that what is learnt,
measured and predicted has one course for one process and for many. All that crosses is among the processes that one
person started: torch.distributed trusts its peers, so they belong on a network of one's own.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import torch
from torch import distributed

from engine import device as devices
from engine import launched
from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

T = TypeVar("T")

PATIENCE = timedelta(minutes=30)
"""How long a process waits for the others: one may be reading a folder that another has read before."""


@contextmanager
def joined(device: str) -> Iterator[None]:
    """Be one of the processes that torchrun started, for as long as the block runs; where it started none, be alone.

    Raises EngineError where the others cannot be reached, or one of them has ended.
    """
    if launched.size() < 2:
        yield
        return
    chosen = devices.choose(device)
    if chosen.type == "cuda":
        torch.cuda.set_device(chosen)
    try:
        distributed.init_process_group("nccl" if chosen.type == "cuda" else "gloo", timeout=PATIENCE)
    except (RuntimeError, ValueError) as error:
        said = str(error).splitlines()[0]
        raise EngineError(
            f"the other processes cannot be reached ({said}); see torchrun --help for its address"
        ) from error
    try:
        yield
    except RuntimeError as error:
        # "by peer" is gloo's: the connection was closed, or reset; NCCL's and the store's errors have a class
        if "by peer" not in str(error) and not isinstance(error, distributed.DistError):
            raise
        raise EngineError("another of the processes has ended; what it said is the reason") from error
    finally:
        distributed.destroy_process_group()


def rank() -> int:
    """Which of the processes this is, from 0."""
    return distributed.get_rank() if distributed.is_initialized() else 0


def size() -> int:
    return distributed.get_world_size() if distributed.is_initialized() else 1


def leads() -> bool:
    """Whether this is the process that writes the files and speaks to people."""
    return rank() == 0


def share(items: Sequence[T]) -> list[T]:
    """This process' part of `items`; those of all processes together are all of them, each once."""
    return list(items[rank() :: size()])


def add_up(tensors: Sequence[torch.Tensor]) -> None:
    """Replace each tensor by its sum over the processes, in place; their shapes and order must be the same in all."""
    if size() == 1 or not tensors:
        return
    flat = torch.cat(
        [tensor.reshape(-1) for tensor in tensors]
    )  # one message: a hundred small ones cost a hundred waits
    distributed.all_reduce(flat)
    for tensor, summed in zip(tensors, flat.split([tensor.numel() for tensor in tensors]), strict=True):
        tensor.copy_(summed.reshape(tensor.shape))


def take_first(tensors: Iterable[torch.Tensor]) -> None:
    """Replace each tensor by that of the first process, in place; their shapes and order must be the same in all."""
    if size() > 1:
        for tensor in tensors:
            distributed.broadcast(tensor, 0)


class _Summed(torch.autograd.Function):
    """The sum over the processes; what moves it in one of them moves all, so gradients are summed too."""

    @staticmethod
    def forward(_: Any, tensor: torch.Tensor) -> torch.Tensor:
        found = tensor.clone()
        distributed.all_reduce(found)
        return found

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> torch.Tensor:
        return _Summed.forward(ctx, gradients[0])


def summed(tensor: torch.Tensor) -> torch.Tensor:
    """The tensor summed over the processes, as something to learn through."""
    return tensor if size() == 1 else _Summed.apply(tensor)


def of_all(value: T) -> list[T]:
    """What each process has for `value`, in their order, the same list in all."""
    if size() == 1:
        return [value]
    found: list[T | None] = [None] * size()
    distributed.all_gather_object(found, value)
    return found  # pyright: ignore[reportReturnType]


def of_first(value: T) -> T:
    """What the first process has for `value`."""
    if size() == 1:
        return value
    found = [value]
    distributed.broadcast_object_list(found, 0)
    return found[0]


def dealt_back(parts: Sequence[Sequence[T]]) -> list[T]:
    """The inverse of `share`: what the processes made of their parts, in the order of the whole."""
    whole: list[T] = []
    for turn in range(max(map(len, parts), default=0)):
        whole.extend(part[turn] for part in parts if turn < len(part))
    return whole

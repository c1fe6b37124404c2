"""In how many bits a network computes while it learns: 32, or 16 where that is faster and loses nothing that matters.

Weights, optimizer and losses stay in float32 always; only the network's own arithmetic is narrowed, by torch's autocast
(Micikevicius et al. 2018).
"""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import nn

from engine import device as devices
from engine.training.losses import Aim, counts, loss

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.networks.making import AnyNetwork
    from engine.training.chance import Chance
    from engine.training.learner import Material

_WORTH = 1.15
"""How many times faster 16 bits must be on a CPU: dense networks gain half as much again and more."""


@dataclass(frozen=True, slots=True)
class Precision:
    """`name` is float32, bfloat16 or float16; the last needs its losses scaled, or small gradients become nothing."""

    name: str = "float32"

    def computing(self, device: torch.device) -> AbstractContextManager[object]:
        """The block in which a network computes so."""
        if self.name == "float32":
            return nullcontext()
        return torch.autocast(device.type, torch.bfloat16 if self.name == "bfloat16" else torch.float16)

    def scaler(self, device: torch.device) -> torch.amp.GradScaler:
        return torch.amp.GradScaler(device.type, enabled=self.name == "float16")


FLOAT32, BFLOAT16, FLOAT16 = Precision("float32"), Precision("bfloat16"), Precision("float16")


@dataclass(frozen=True, eq=False)
class Probe:
    """A batch to try a precision on: what the first batch of a phase will be."""

    network: AnyNetwork
    material: Material
    places: Sequence[int]
    chance: Chance
    aim: Aim


def choose(wanted: str, device: torch.device, frozen: bool, probe: Probe) -> Precision:
    """The precision of a phase; `wanted` as in `Hyperparameters`. "auto" is 16 bits on NVIDIA's GPUs, and on a CPU that
    computes with them where two steps of each say that it pays.

    Depthwise convolutions gain little or lose (0.7 to 1.3 times as fast), so a backbone of them is not tried: what is
    so near to 1 would come out now so and now so, and with it the run. Nor are heads alone, on a backbone that is kept.
    """
    if wanted == "float32" or device.type not in ("cuda", "cpu"):
        return FLOAT32
    if device.type == "cuda":
        return BFLOAT16 if torch.cuda.get_device_capability(device) >= (8, 0) else FLOAT16
    if wanted == "mixed":
        return BFLOAT16
    if frozen or _is_depthwise(probe.network.backbone) or not torch.ops.mkldnn._is_mkldnn_bf16_supported():
        return FLOAT32
    with torch.random.fork_rng(devices=[]):
        return BFLOAT16 if _pays(probe, device) else FLOAT32


def _pays(probe: Probe, device: torch.device) -> bool:
    """Whether 16 bits are that much faster on the probe. Not where memory does not suffice for trying."""
    try:
        network = deepcopy(probe.network).train()
        turns = [[_seconds(network, probe, device, precision) for precision in (BFLOAT16, FLOAT32)] for _ in range(2)]
    except (RuntimeError, MemoryError) as error:
        if devices.is_out_of_memory(error):
            return False
        raise
    narrow, wide = (min(taken) for taken in zip(*turns, strict=True))
    return wide > _WORTH * narrow


def _is_depthwise(backbone: nn.Module) -> bool:
    return any(isinstance(module, nn.Conv2d) and module.groups > 1 for module in backbone.modules())


def _seconds(network: AnyNetwork, probe: Probe, device: torch.device, precision: Precision) -> float:
    """What one step, forward and back, costs the processor; nothing is learnt from it."""
    torch.manual_seed(0)
    begun = time.process_time()
    with precision.computing(device):
        outputs, targets = probe.material.outputs(network, probe.places, probe.chance, device)
    loss(outputs, targets, counts(targets), probe.aim).backward()
    network.zero_grad(set_to_none=True)
    return time.process_time() - begun

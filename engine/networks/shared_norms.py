"""Batch norms of a network that several processes teach together: each normalises by the whole batch, not by its own
part of it, so that they learn what one process would."""

from __future__ import annotations

import torch
from torch import nn

from engine import distributed


class SharedNorm(nn.BatchNorm2d):
    """As torch's SyncBatchNorm, which knows GPUs alone. While it learns, all processes must ask it equally often."""

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        if not self.training:
            return super().forward(input)
        values, across = input.float(), (0, 2, 3)
        known = values.new_tensor([values.numel() / values.shape[1]])
        total = distributed.summed(torch.cat((values.sum(across), known)))
        mean, count = total[:-1] / total[-1], total[-1]
        centred = values - mean.reshape(1, -1, 1, 1)
        spread = distributed.summed(centred.square().sum(across))
        self._remember(mean, spread / (count - 1))
        scale = self.weight * (spread / count + self.eps).rsqrt()
        return (centred * scale.reshape(1, -1, 1, 1) + self.bias.reshape(1, -1, 1, 1)).to(input.dtype)

    @torch.no_grad()
    def _remember(self, mean: torch.Tensor, variance: torch.Tensor) -> None:
        assert self.running_mean is not None and self.running_var is not None and self.momentum is not None
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(variance, self.momentum)
        if self.num_batches_tracked is not None:
            self.num_batches_tracked += 1


def share_norms(network: nn.Module) -> None:
    """Make every batch norm of the network a shared one: what it is made of stays as it is."""
    for module in network.modules():
        if type(module) is nn.BatchNorm2d:
            module.__class__ = SharedNorm


def shares_norms(network: nn.Module) -> bool:
    """Whether the network waits for other processes while it learns."""
    return any(isinstance(module, SharedNorm) and module.training for module in network.modules())

"""Our detector's head: every place of three grids says what it sees, and how far the edges of that object are.

Without anchors, as FCOS (Tian et al. 2019); in static shapes and without thresholds, so that the network exports whole.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import nn

from engine.networks.layers import ChannelDropout, enlarged, separable
from engine.networks.outputs import Dense

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STRIDES = (8, 16, 32)

_DOUBT = 0.01  # the first score of every class: nearly all places see nothing (Lin et al. 2017)
_REACH = 2.0  # cells from a place to an edge before anything is learnt
_FARTHEST = 4.0  # of a distance's logarithm, and the least its opposite


class DenseHead(nn.Module):
    """Forward: the levels of `STRIDES` to `Dense`. They share two towers, one for the classes and one for the edges; a
    coarse level adds to the finer one what it sees around."""

    last = ("scores",)

    def __init__(self, channels: Mapping[int, int], width: int, classes: int, dropout: float) -> None:
        super().__init__()
        self.strides = STRIDES
        self.dropout = ChannelDropout(dropout)
        self.lateral = nn.ModuleList(nn.Conv2d(channels[stride], width, 1) for stride in STRIDES)
        self.merge = nn.ModuleList(separable(width, width) for _ in STRIDES)
        self.class_tower = nn.Sequential(separable(width, width), separable(width, width))
        self.edge_tower = nn.Sequential(separable(width, width), separable(width, width))
        self.scores = nn.Conv2d(width, classes, 1)
        self.edges = nn.Conv2d(width, 4, 1)
        for layer, start in ((self.scores, -math.log((1 - _DOUBT) / _DOUBT)), (self.edges, 0.0)):
            nn.init.normal_(layer.weight, std=0.01)
            assert layer.bias is not None
            nn.init.constant_(layer.bias, start)

    def forward(self, pyramid: Sequence[torch.Tensor]) -> Dense:
        sides = [layer(level) for layer, level in zip(self.lateral, pyramid, strict=True)]
        levels = [self.merge[-1](self.dropout(sides[-1]))]
        for number in range(len(STRIDES) - 2, -1, -1):
            levels.insert(0, self.merge[number](sides[number] + enlarged(levels[0], sides[number])))
        scores = [self.scores(self.class_tower(level)).flatten(2) for level in levels]
        edges = [self.edges(self.edge_tower(level)).flatten(2) for level in levels]
        centres, cells = places(levels[0].shape[-1], levels[0].device)
        moves, seen = (torch.cat(said, 2).transpose(1, 2).float() for said in (edges, scores))  # 16 bits: a few pixels
        return Dense(decode(moves, centres, cells), seen)


def decode(edges: torch.Tensor, centres: torch.Tensor, cells: torch.Tensor) -> torch.Tensor:
    """Boxes …×P×4 left, top, right, bottom in fractions of the square from what the head says of the distances: the
    logarithm of how many times `_REACH` cells they are. `centres` and `cells` are those of `places`."""
    distances = edges.clamp(-_FARTHEST, _FARTHEST).exp() * (_REACH * cells)
    return torch.cat((centres - distances[..., :2], centres + distances[..., 2:]), -1)


def places(columns: int, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """The middles (P×2, x and y) of the cells of all levels and how large these are (P×1), in fractions of the square;
    the finest level has `columns` columns and rows. A square's side is a multiple of 32."""
    centres, cells = [], []
    for level in range(len(STRIDES)):
        count = columns >> level
        line = (torch.arange(count, device=device, dtype=torch.float32) + 0.5) / count
        rows, across = torch.meshgrid(line, line, indexing="ij")
        centres.append(torch.stack((across.flatten(), rows.flatten()), 1))
        cells.append(torch.full((count * count, 1), 1 / count, device=device))
    return torch.cat(centres), torch.cat(cells)


def columns_of(count: int) -> int:
    """The columns of the finest level where all levels together have `count` places: 1 + 1/4 + 1/16 of its own."""
    return math.isqrt(count * 16 // 21)

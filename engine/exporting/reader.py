"""A frozen backbone as ONNX Runtime reads pictures with it: on a CPU in two thirds of torch's time.

Its graph is written here, a node for each layer, in hundredths of a second. `torch.onnx.export` takes five seconds, in
which torch has read a hundred pictures itself.
"""

from __future__ import annotations

import operator
from functools import cache
from typing import TYPE_CHECKING, Any

import torch
from torch import fx, nn
from torch.fx.proxy import TraceError

from engine.errors import EngineError
from engine.networks.folding import agree, folded

if TYPE_CHECKING:
    import onnx

    from engine.networks.folding import Reader

_OPSET, _IR_VERSION = 18, 10
_VIEWS = 2


class UnknownLayerError(Exception):
    """A layer that cannot be written as a node of the graph."""


def reader(backbone: nn.Module, side: int, device: torch.device) -> Reader:
    """What says of two pictures, 2×3×side×side float32, what `backbone` says in eval mode: ONNX Runtime on a CPU, where
    it knows every layer and agrees; else torch. Made when first asked: where all features are kept, never."""

    @cache
    def made() -> Reader:
        quick = folded(backbone)
        return (_session(quick, side) if device.type == "cpu" else None) or quick

    return lambda pictures: made()(pictures)


def _session(quick: nn.Module, side: int) -> Reader | None:
    try:
        from engine.exporting.sessions import INPUT, Session

        session = Session(_Graph(INPUT, side).of(quick), torch.get_num_threads())
    except (EngineError, ImportError, UnknownLayerError, TraceError):
        return None

    def read(pictures: torch.Tensor) -> list[torch.Tensor]:
        return [torch.from_numpy(level) for level in session.run(pictures.numpy()).values()]

    return read if agree(read, quick, (_VIEWS, 3, side, side), torch.device("cpu")) else None


class _Graph:
    """An ONNX graph that reads `pictures`, two of 3×side×side."""

    def __init__(self, pictures: str, side: int) -> None:
        self._pictures, self._shape = pictures, (_VIEWS, 3, side, side)
        self._nodes: list[onnx.NodeProto] = []
        self._values: list[onnx.TensorProto] = []

    def of(self, backbone: nn.Module) -> bytes:
        """The graph of a backbone. Raises UnknownLayerError for a layer it cannot write, and fx's TraceError."""
        from onnx import TensorProto, helper

        traced = fx.symbolic_trace(backbone)
        names: dict[fx.Node, str] = {}
        levels: list[str] = []
        for node in traced.graph.nodes:
            if node.op == "output":
                levels = [names[level] for level in _nodes(node.args[0])]
            elif node.op == "placeholder":
                names[node] = self._pictures
            else:
                layer = traced.get_submodule(node.target) if node.op == "call_module" else node.target
                names[node] = self._add_layer(layer, [names[value] for value in node.all_input_nodes])
        given = helper.make_tensor_value_info(self._pictures, TensorProto.FLOAT, self._shape)
        found = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in levels]
        graph = helper.make_graph(self._nodes, "backbone", [given], found, self._values)
        opset = helper.make_opsetid("", _OPSET)
        return helper.make_model(graph, opset_imports=[opset], ir_version=_IR_VERSION).SerializeToString()

    def _add_layer(self, layer: object, given: list[str]) -> str:
        match layer:
            case nn.Conv2d(padding_mode="zeros", padding=tuple() as around):
                known = [self._value(tensor) for tensor in (layer.weight, layer.bias) if tensor is not None]
                how = {"strides": layer.stride, "dilations": layer.dilation, "group": layer.groups}
                return self._add("Conv", *given, *known, pads=around * 2, **how)
            case nn.MaxPool2d(dilation=1, ceil_mode=False, return_indices=False):
                size, stride, around = map(_pair, (layer.kernel_size, layer.stride, layer.padding))
                return self._add("MaxPool", *given, kernel_shape=size, strides=stride, pads=around * 2)
            case nn.AdaptiveAvgPool2d(output_size=1):
                return self._add("GlobalAveragePool", *given)
            case nn.ReLU():
                return self._add("Relu", *given)
            case nn.ReLU6():
                return self._add("Clip", *given, *(self._value(torch.tensor(edge)) for edge in (0.0, 6.0)))
            case nn.Hardsigmoid():
                return self._add("HardSigmoid", *given, alpha=1 / 6, beta=0.5)
            case nn.Hardswish():
                return self._add("Mul", *given, self._add("HardSigmoid", *given, alpha=1 / 6, beta=0.5))
            case nn.Identity():
                return given[0]
        if layer in (operator.add, operator.iadd) and len(given) == 2:
            return self._add("Add", *given)
        if layer is operator.mul and len(given) == 2:
            return self._add("Mul", *given)
        raise UnknownLayerError(str(layer))

    def _add(self, kind: str, *given: str, **attributes: Any) -> str:
        from onnx import helper

        name = f"node{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, given, [name], **attributes))
        return name

    def _value(self, tensor: torch.Tensor) -> str:
        from onnx import numpy_helper

        name = f"value{len(self._values)}"
        self._values.append(numpy_helper.from_array(tensor.detach().contiguous().numpy(), name))
        return name


def _nodes(said: object) -> list[fx.Node]:
    if isinstance(said, list) and all(isinstance(level, fx.Node) for level in said):
        return said
    raise UnknownLayerError(str(said))


def _pair(size: int | tuple[int, int]) -> tuple[int, int]:
    return (size, size) if isinstance(size, int) else size

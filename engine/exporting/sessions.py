"""ONNX Runtime on the CPU: the one place that opens a session, and knows what it raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as state  # pyright: ignore[reportAttributeAccessIssue] compiled

from engine.errors import EngineError

if TYPE_CHECKING:
    import numpy as np

INPUT = "pictures"

_FAILURES = (
    *(kind for kind in vars(state).values() if isinstance(kind, type) and issubclass(kind, Exception)),
    MemoryError,
    RuntimeError,
    ValueError,
)
"""Its own exceptions have no common class."""


class Session:
    """An exported network ready to run with so many threads. `inputs` and `outputs` say what it takes and gives, each
    {"name", "type", "shape"}. Raises EngineError where `data` is no network that ONNX Runtime can run."""

    def __init__(self, data: bytes, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        # Threads that wait for the next picture do not burn the cores that the window and a run need.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3  # errors alone: warnings are for whoever made the graph
        try:
            self._session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        except _FAILURES as error:
            raise EngineError(f"ONNX Runtime cannot open the network ({_said(error)})") from error
        self.inputs = tuple(_described(entry) for entry in self._session.get_inputs())
        self.outputs = tuple(_described(entry) for entry in self._session.get_outputs())
        self._names = [entry["name"] for entry in self.outputs]

    def run(self, squares: np.ndarray) -> dict[str, np.ndarray]:
        """The scores (`engine.exporting.scored`) of N prepared pictures, N×S×S×3 uint8 RGB. Raises EngineError where
        ONNX Runtime fails, for want of memory for one."""
        try:
            found = cast("list[np.ndarray]", self._session.run(self._names, {INPUT: squares}))
        except _FAILURES as error:
            raise EngineError(f"ONNX Runtime failed ({_said(error)})") from error
        return dict(zip(self._names, found, strict=True))


def _described(entry: Any) -> dict[str, Any]:
    """ONNX Runtime says `tensor(float)`, people float32."""
    kind = entry.type.removeprefix("tensor(").removesuffix(")")
    return {"name": entry.name, "type": {"float": "float32"}.get(kind, kind), "shape": list(entry.shape)}


def _said(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]

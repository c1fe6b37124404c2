"""What crosses between a window and an engine process, and how it is packed.

Every message carries the number of its call. Only plain values, frozen ground-floor values and numpy arrays cross:
an object of torch's would import torch in the window. Arrays arrive read-only; those of 128 kB and more travel in
shared memory (`engine.processes.parcels`).
"""

from __future__ import annotations

import io
import pickle
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.connection import Connection

    from engine.errors import EngineError
    from engine.processes.parcels import Parcels
    from engine.steps import Step

ENVIRONMENT = "OVERLAP_ENGINE"
"""The variable an engine process is told the way by: JSON of `address`, `key` (hexadecimal), `parcels`, `niceness`."""

LARGE = 2**17  # bytes
FORBIDDEN = frozenset({"torch", "torchvision"})


@dataclass(frozen=True, slots=True, eq=False)
class Begin:
    """To the engine: begin the call `call` of the table with keyword arguments."""

    number: int
    call: str
    arguments: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Cancel:
    """To the engine: end the call at its next step."""

    number: int


@dataclass(frozen=True, slots=True)
class Pause:
    """To the engine: do not begin the next step before `GoOn`."""

    number: int


@dataclass(frozen=True, slots=True)
class GoOn:
    """To the engine: the end of a pause."""

    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Stepped:
    number: int
    step: Step


@dataclass(frozen=True, slots=True, eq=False)
class Succeeded:
    number: int
    result: object


@dataclass(frozen=True, slots=True, eq=False)
class Failed:
    """The call raised an EngineError; it crosses as it is."""

    number: int
    error: EngineError


@dataclass(frozen=True, slots=True)
class Broken:
    """The call raised anything else: a fault of ours. `message` is one line, `trace` the traceback as text."""

    number: int
    message: str
    trace: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    number: int


Order = Begin | Cancel | Pause | GoOn
Answer = Stepped | Succeeded | Failed | Broken | Cancelled


class Post:
    """One end of the connection between two processes. `receive` and `send` are each for one thread at a time."""

    def __init__(self, connection: Connection, parcels: Parcels) -> None:
        self._connection = connection
        self._parcels = parcels

    @property
    def connection(self) -> Connection:
        return self._connection

    def send(self, message: Order | Answer) -> None:
        """Raises TypeError, AttributeError or pickle.PicklingError for what must not cross, OSError when the other
        end is gone (ConnectionError) or there is no room for the arrays."""
        buffers: list[pickle.PickleBuffer] = []
        stream = io.BytesIO()
        _Packer(stream, buffers).dump(message)
        views = [buffer.raw() for buffer in buffers]
        large = [view for view in views if view.nbytes >= LARGE]
        # Small arrays cross as bytes, not within the pickle: what is made of bytes is read-only.
        small = [bytes(view) if view.nbytes < LARGE else None for view in views]
        path, places = self._parcels.write(large) if large else ("", ())
        self._connection.send_bytes(pickle.dumps((stream.getvalue(), small, path, places)))

    def receive(self) -> object:
        """The next message, waiting for it. Raises EOFError when the other end is gone."""
        try:
            packed = self._connection.recv_bytes()
        except OSError as error:  # it went in the middle of a message
            raise EOFError from error
        text, small, path, places = pickle.loads(packed)
        large = iter(self._parcels.read(path, places) if path else ())
        return _Unpacker(io.BytesIO(text), buffers=[next(large) if part is None else part for part in small]).load()


class _Packer(pickle.Pickler):
    """Pickles a message, refuses what is torch's, and lays the arrays aside."""

    def __init__(self, stream: io.BytesIO, buffers: list[pickle.PickleBuffer]) -> None:
        super().__init__(stream, protocol=5, buffer_callback=buffers.append)
        numpy = sys.modules.get("numpy")
        self._array: type | None = numpy.ndarray if numpy else None

    def reducer_override(self, value: Any) -> Any:
        kind = value if isinstance(value, type) else type(value)
        for parent in kind.__mro__:
            if parent.__module__.partition(".")[0] in FORBIDDEN:
                raise TypeError(
                    f"{kind.__module__}.{kind.__qualname__} must not leave an engine process: make it numpy"
                )
        if self._array is not None and isinstance(value, self._array) and not value.flags.forc:
            return value.copy().__reduce_ex__(5)  # only whole blocks of memory can be laid aside
        return NotImplemented


class _Unpacker(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if module.partition(".")[0] in FORBIDDEN:
            raise pickle.UnpicklingError(f"{module}.{name} must not cross between processes")
        return super().find_class(module, name)

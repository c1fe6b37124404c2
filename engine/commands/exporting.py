"""`export`: a checkpoint for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.commands.answering import DONE, give
from engine.terminal import follow, printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `command(name, run, says)` makes its parser."""
    export = command("export", _export, "write a checkpoint's network as ONNX, checked against torch")
    export.add_argument("checkpoint")
    export.add_argument("out", metavar="OUT.onnx", help="takes pictures as bytes; its metadata says all about them")


def _export(arguments: argparse.Namespace) -> int:
    from engine.exporting.export import export

    result = follow(export(arguments.checkpoint, arguments.out))
    give(arguments, result, lambda: _text(Path(arguments.out), result))
    return DONE


def _text(out: Path, result: dict[str, Any]) -> str:
    lines = [f"{out}: ONNX opset {result['opset']}, at most {result['max_difference']:.1g} away from torch"]
    for way, entries in (("takes", result["inputs"]), ("gives", result["outputs"])):
        for entry in entries:
            shape = " x ".join(str(length) for length in entry["shape"])
            lines.append(f"  {way} {entry['name']:<17} {entry['type']:<8} {shape}")
    return "\n".join(printable(line) for line in lines)

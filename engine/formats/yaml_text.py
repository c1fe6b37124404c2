"""The small part of YAML that class lists need, read strictly: nothing in it can make an object or run anything.

A file is a mapping; the value of a key is a word, or a list or a mapping of words, in block or in flow style. Other
things are refused where they are asked for and passed over elsewhere. Source: YAML 1.2, chapters 6 to 8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import LabelError

if TYPE_CHECKING:
    from pathlib import Path

Value = str | list[str] | dict[str, str]

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^']|'')*'", re.DOTALL)
_PLAIN = re.compile(r"[^\s\[\]{},:\"'#&*!|>%@`?][^\[\]{},\n]*?(?=[,\]}\n]|:\s|:$|\s#|$)")  # in a flow list
_SPACE = re.compile(r"(?:\s|(?<=\s)#[^\n]*)*")
_COMMENT = re.compile(r"(?:^|\s)#.*", re.DOTALL)
_COLON = re.compile(r":(?=\s|$)")
_SPECIAL = tuple("&*!|>%@`?[]{},\"'")  # what no plain word begins with
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U00[01][0-9a-fA-F]{5}|[nt0r\"\\/ e_abfvN])")
_SHORT = dict(zip('ntr0"\\/ e_abfvN', '\n\t\r\0"\\/ \x1b\xa0\a\b\f\v\x85', strict=True))


@dataclass(slots=True)
class Entry:
    """The value of a key as it is written: from `line` on, its first piece beside the key."""

    path: Path
    line: int
    pieces: list[str]

    def value(self) -> Value:
        """Raises LabelError for what isn't a word, a list of words or a mapping of words."""
        text = "\n".join(self.pieces)
        start = _skipped(text, 0)
        if start == len(text) or text[start:].strip() in ("~", "null"):
            return ""
        if text[start] in "[{":
            return self._flow(text, start)
        if self.pieces[0].strip() and not self.pieces[0].lstrip().startswith("#"):
            if _skipped(text, len(self.pieces[0])) < len(text):
                raise self._refused(1, "a value over several lines")
            return self._word(self.pieces[0], 0)
        return self._block()

    def _block(self) -> Value:
        words: list[str] = []
        named: dict[str, str] = {}
        indents: set[int] = set()
        for below, line in enumerate(self.pieces):
            text = _COMMENT.sub("", line).strip() if line.lstrip().startswith("#") else line.strip()
            if not text:
                continue
            indents.add(len(line) - len(line.lstrip()))
            if text == "-" or text.startswith(("- ", "-\t")):
                words.append(self._word(text[1:], below))
            else:
                key = split_key(text)
                if key is None or key[0] in named:
                    raise self._refused(below, repr(text[:40]))
                named[key[0]] = self._word(key[1], below)
        if (words and named) or len(indents) > 1:
            raise self._refused(0, "a list of several depths or kinds")
        return words or named

    def _word(self, text: str, below: int) -> str:
        text = text.strip()
        quoted = _QUOTED.match(text)
        if quoted:
            if _COMMENT.sub("", text[quoted.end() :]).strip():
                raise self._refused(below, repr(text[:40]))
            return self._unquoted(quoted[0], "\n" * below, below)
        text = _COMMENT.sub("", text).strip()
        if text.startswith((*_SPECIAL, "- ")) or text == "-" or _COLON.search(text):
            raise self._refused(below, repr(text[:40]))
        return "" if text in ("~", "null") else text

    def _flow(self, text: str, at: int) -> list[str] | dict[str, str]:
        mapping, close = text[at] == "{", "}" if text[at] == "{" else "]"
        words: list[str] = []
        named: dict[str, str] = {}
        at = _skipped(text, at + 1)
        while not text.startswith(close, at):
            word, at = self._flow_word(text, at)
            if mapping:
                if not text.startswith(":", at):
                    raise self._refused(text.count("\n", 0, at), repr(text[at : at + 40]))
                named[word], at = self._flow_word(text, _skipped(text, at + 1))
            else:
                words.append(word)
            if text.startswith(",", at):
                at = _skipped(text, at + 1)
            elif not text.startswith(close, at):
                raise self._refused(text.count("\n", 0, at), repr(text[at : at + 40]) if text[at:] else "no end")
        if _skipped(text + "\n", at + 1) < len(text):
            raise self._refused(text.count("\n", 0, at), repr(text[at + 1 : at + 41]))
        return named if mapping else words

    def _flow_word(self, text: str, at: int) -> tuple[str, int]:
        quoted = _QUOTED.match(text, at)
        if quoted:
            return self._unquoted(quoted[0], text, at), _skipped(text, quoted.end())
        plain = _PLAIN.match(text, at)
        if plain is None:
            raise self._refused(text.count("\n", 0, at), repr(text[at : at + 40]) if text[at:] else "no end")
        return plain[0].strip(), _skipped(text, plain.end())

    def _unquoted(self, quoted: str, text: str, at: int) -> str:
        if quoted[0] == "'":
            return quoted[1:-1].replace("''", "'")
        body = quoted[1:-1]
        if "\\" in _ESCAPE.sub("", body):
            raise self._refused(text.count("\n", 0, at), repr(quoted[:40]))
        return _ESCAPE.sub(lambda match: _SHORT.get(match[1]) or chr(int(match[1][1:], 16)), body)

    def _refused(self, below: int, what: str) -> LabelError:
        message = f"{what} is not read here; write a plain list of names in quotes"
        return LabelError(self.path, message, self.line + below)


def entries(path: Path, text: str) -> dict[str, Entry]:
    """The keys of the mapping `text` of the file `path`. Raises LabelError for another kind of file."""
    found: dict[str, Entry] = {}
    current: Entry | None = None
    depth = 0
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if depth == 0 and line[:1] not in ("", " ", "\t", "#", "-", "]", "}", "%", "."):
            key = split_key(line)
            if key is None or key[0] in found:
                what = "is there twice" if key else "is no `key: value`"
                raise LabelError(path, f"{line[:40]!a} {what}; correct the line", number)
            current = Entry(path, number, [key[1]])
            found[key[0]] = current
            depth = _depth(key[1]) if key[1].lstrip().startswith(("[", "{")) else 0
        elif current is None and line.startswith(("-", "]", "}")) and not line.startswith("---"):
            raise LabelError(path, f"{line[:40]!a} is no `key: value`; correct the line", number)
        elif current is not None and (not line.startswith(("---", "...")) or depth):
            current.pieces.append(line)
            depth = max(0, depth + _depth(line)) if depth else 0
    return found


def split_key(text: str) -> tuple[str, str] | None:
    """Key and rest of `key: rest`, None for anything else."""
    quoted = _QUOTED.match(text)
    if quoted:
        rest = text[quoted.end() :].lstrip()
        return (quoted[0][1:-1], rest[1:]) if rest.startswith(":") else None
    colon = _COLON.search(text)
    if colon is None or text.startswith(_SPECIAL):
        return None
    return text[: colon.start()].strip(), text[colon.end() :]


def _skipped(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _depth(line: str) -> int:
    bare = _COMMENT.sub("", _QUOTED.sub("", line))
    return sum(map(bare.count, "[{")) - sum(map(bare.count, "]}"))

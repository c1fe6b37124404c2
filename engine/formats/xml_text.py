"""The text of an XML file and how to put it back into bytes exactly: BOM, encoding and line ends are the file's own."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import LabelError

if TYPE_CHECKING:
    from pathlib import Path

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']""")
# Character sets people's tools write. Python knows more "encodings" (utf-7, rot13, unicode_escape) that hide markup.
_KNOWN = re.compile(
    r"utf-8|ascii|utf-16(-[lb]e)?|iso8859-\d+|cp\d+|koi8-\w|gb\w+|big5\w*|shift_jis\w*|euc_\w+|mac-\w+|johab|tis-620"
)


@dataclass(frozen=True, slots=True)
class XmlText:
    """The decoded `text` (line ends as in the file) of a file that begins with `bom` and goes on in `encoding`."""

    text: str
    encoding: str
    bom: bytes

    def to_bytes(self, text: str) -> bytes:
        """`text` as bytes of this file; characters its encoding lacks become character references."""
        return self.bom + text.encode(self.encoding, "xmlcharrefreplace")


def decode(path: Path, data: bytes) -> XmlText:
    """Decode the bytes of an XML file strictly. Raises LabelError for bytes that are not in the file's encoding, for an
    encoding nobody knows, and for files that declare entities, which no label file needs and which hide attacks."""
    bom, encoding = _encoding(path, data)
    body = data[len(bom) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        message = f"these bytes are not {encoding}; save the file again in the encoding it declares"
        raise LabelError(path, message, line) from error
    if "<!ENTITY" in text:
        line = text.count("\n", 0, text.index("<!ENTITY")) + 1
        raise LabelError(path, "the file declares entities, which are not read; write the text itself", line)
    return XmlText(text, encoding, bom)


def _encoding(path: Path, data: bytes) -> tuple[bytes, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return bom, encoding
    if data.startswith((b"<\0", b"\0<")):
        return b"", "utf-16-le" if data.startswith(b"<\0") else "utf-16-be"
    declared = _DECLARED.match(data)
    if declared is None:
        return b"", "utf-8"
    name = declared[1].decode("ascii")
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    if not _KNOWN.fullmatch(known) or known.startswith("utf-16"):
        raise LabelError(path, f"the encoding {name} cannot be read; save the file as UTF-8", 1)
    return b"", known

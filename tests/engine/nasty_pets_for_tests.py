"""A small Pets folder in which everything is in order, and every nasty thing that people's Pets folders hold."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WIDTH, HEIGHT = 60, 40
LINES = [f"Abyssinian_{n} 1 1 1" for n in range(1, 5)] + [f"pug_{n} 2 2 1" for n in range(1, 5)]
TRAINVAL, TEST = [LINES[at] for at in (0, 1, 4, 5)], [LINES[at] for at in (2, 3, 6, 7)]
HEAD = "#Image CLASS-ID SPECIES BREED ID\n#ID: 1:37 Class ids\n"
EDGES = ("xmin", "ymin", "xmax", "ymax")

LIST, TRAIN, TESTS = "annotations/list.txt", "annotations/trainval.txt", "annotations/test.txt"
A_JPG, A_XML, A_PNG = (
    "images/Abyssinian_1.jpg",
    "annotations/xmls/Abyssinian_1.xml",
    "annotations/trimaps/Abyssinian_1.png",
)
C_JPG, C_PNG = "images/Abyssinian_3.jpg", "annotations/trimaps/Abyssinian_3.png"  # of the test list: no XML


def picture(shade: int, ending: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.random.default_rng(shade).integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)).save(out, ending)
    return out.getvalue()


def xml(name: str, *objects: tuple[str, tuple[object, ...]], size: tuple[int, int] = (WIDTH, HEIGHT)) -> str:
    text = f"<annotation>\n<filename>{name}.jpg</filename>\n"
    text += f"<size><width>{size[0]}</width><height>{size[1]}</height><depth>3</depth></size>\n"
    for label, edges in objects:
        sides = "".join(f"<{edge}>{value}</{edge}>" for edge, value in zip(EDGES, edges, strict=True))
        text += f"<object>\n<name>{label}</name>\n<difficult>0</difficult>\n<bndbox>{sides}</bndbox>\n</object>\n"
    return text + "</annotation>\n"


def trimap(size: tuple[int, int] = (WIDTH, HEIGHT)) -> np.ndarray:
    made = np.full(size[::-1], 2, np.uint8)
    made[4:31, 4:41], made[5:30, 5:40] = 3, 1
    return made


def png(values: np.ndarray, mode: str = "L") -> bytes:
    image, out = Image.fromarray(values), io.BytesIO()
    if mode == "P":
        image.putpalette(bytes(range(256)) * 3)
    elif mode != "L":
        image = image.convert(mode)
    image.save(out, "PNG")
    return out.getvalue()


def make(root: Path) -> Path:
    for part in ("images", "annotations/xmls", "annotations/trimaps"):
        (root / part).mkdir(parents=True)
    for shade, line in enumerate(LINES):
        name = line.split()[0]
        (root / "images" / f"{name}.jpg").write_bytes(picture(shade))
        (root / "annotations" / "trimaps" / f"{name}.png").write_bytes(png(trimap()))
        if line in TRAINVAL:
            kind = "cat" if name[0].isupper() else "dog"
            (root / "annotations" / "xmls" / f"{name}.xml").write_text(xml(name, (kind, (6, 6, 39, 29))))
    (root / LIST).write_text(HEAD + "".join(f"{line}\n" for line in LINES))
    (root / TRAIN).write_text("".join(f"{line}\n" for line in TRAINVAL))
    (root / TESTS).write_text("".join(f"{line}\n" for line in TEST))
    return root


def put(place: str, data: bytes | str) -> Callable[[Path], object]:
    def act(root: Path) -> None:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_bytes(data if isinstance(data, bytes) else data.encode())

    return act


def gone(*places: str) -> Callable[[Path], object]:
    def act(root: Path) -> None:
        for place in places:
            (root / place).unlink()

    return act


def line(old: str, new: str, place: str = LIST) -> Callable[[Path], object]:
    """Write a line of a list otherwise."""

    def act(root: Path) -> None:
        text = (root / place).read_text()
        assert f"{old}\n" in text
        (root / place).write_text(text.replace(f"{old}\n", f"{new}\n" if new else "", 1))

    return act


def recoded(place: str, change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    def act(root: Path) -> None:
        (root / place).write_bytes(change((root / place).read_bytes()))

    return act


def renamed(old: str, new: str) -> Callable[[Path], object]:
    """A picture and all that belongs to it, in the lists too."""

    def act(root: Path) -> None:
        for path in sorted(root.rglob(f"{old}.*")):
            path.rename(path.with_name(new + path.suffix))
        xml_file = root / "annotations" / "xmls" / f"{new}.xml"
        if xml_file.exists():
            xml_file.write_text(xml_file.read_text().replace(f"{old}.jpg", f"{new}.jpg"))
        for place in (LIST, TRAIN, TESTS):
            text = (root / place).read_text()
            (root / place).write_text(text.replace(f"{old} ", f"{new} "))

    return act


def linked(place: str, target: str) -> Callable[[Path], object]:
    """A link at `place`, its target below the folder, or with .. out of it."""

    def act(root: Path) -> None:
        (root / place).unlink(missing_ok=True)
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        outside = (root / target).resolve()
        if not outside.is_relative_to(root.resolve()) and not outside.exists():
            outside.write_bytes(picture(77) if outside.suffix == ".jpg" else xml("x", ("cat", (1, 1, 9, 9))).encode())
        (root / place).symlink_to(root / target)

    return act


def both(*acts: Callable[[Path], object]) -> Callable[[Path], object]:
    def act(root: Path) -> None:
        for each in acts:
            each(root)

    return act


NASTY: dict[str, Callable[[Path], object]] = {
    # list.txt
    "list: a word for a class": line("Abyssinian_1 1 1 1", "Abyssinian_1 one 1 1"),
    "list: class 0": line("Abyssinian_1 1 1 1", "Abyssinian_1 0 1 1"),
    "list: class 38": line("Abyssinian_1 1 1 1", "Abyssinian_1 38 1 1"),
    "list: a class below 0": line("Abyssinian_1 1 1 1", "Abyssinian_1 -1 1 1"),
    "list: a class with a point": line("Abyssinian_1 1 1 1", "Abyssinian_1 1.0 1 1"),
    "list: a huge class": line("Abyssinian_1 1 1 1", f"Abyssinian_1 {'9' * 400} 1 1"),
    "list: digits of another script": line("Abyssinian_1 1 1 1", "Abyssinian_1 \u0661 1 1"),
    "list: species 0": line("Abyssinian_1 1 1 1", "Abyssinian_1 1 0 1"),
    "list: species 3": line("Abyssinian_1 1 1 1", "Abyssinian_1 1 3 1"),
    "list: the other species": line("Abyssinian_1 1 1 1", "Abyssinian_1 1 2 1"),
    "list: the breed of another": line("Abyssinian_1 1 1 1", "Abyssinian_1 2 1 1"),
    "list: one column": line("Abyssinian_1 1 1 1", "Abyssinian_1"),
    "list: three columns": line("Abyssinian_1 1 1 1", "Abyssinian_1 1 1"),
    "list: five columns": line("Abyssinian_1 1 1 1", "Abyssinian_1 1 1 1 x"),
    "list: tabs": recoded(LIST, lambda data: data.replace(b" 1 1 1", b"\t1\t1\t1")),
    "list: CRLF": recoded(LIST, lambda data: data.replace(b"\n", b"\r\n")),
    "list: CR alone": recoded(LIST, lambda data: data.replace(b"\n", b"\r")),
    "list: a byte order mark": recoded(LIST, lambda data: b"\xef\xbb\xbf" + data.partition(b"ids\n")[2]),
    "list: UTF-16": recoded(LIST, lambda data: data.decode().encode("utf-16")),
    "list: Latin-1": recoded(LIST, lambda data: data + b"ch\xe2t_1 3 1 1\n"),
    "list: NUL bytes": recoded(LIST, lambda data: data + b"\0\0\0\n"),
    "list: empty": put(LIST, ""),
    "list: comments alone": put(LIST, HEAD),
    "list: gone": gone(LIST),
    "list: no final line end": recoded(LIST, lambda data: data.rstrip()),
    "list: a line twice": line("Abyssinian_1 1 1 1", "Abyssinian_1 1 1 1\nAbyssinian_1 1 1 1"),
    "list: a line twice, otherwise": line("Abyssinian_1 1 1 1", "Abyssinian_1 1 1 1\nAbyssinian_1 2 1 1"),
    "list: a picture that is not here": line("Abyssinian_1 1 1 1", "Abyssinian_1 1 1 1\nAbyssinian_99 1 1 1"),
    "list: a line is missing": line("Abyssinian_1 1 1 1", ""),
    "list: an ending": line("Abyssinian_1 1 1 1", "Abyssinian_1.jpg 1 1 1"),
    "list: a path": line("Abyssinian_1 1 1 1", "../../etc/Abyssinian_1 1 1 1"),
    "list: other capitals": line("Abyssinian_1 1 1 1", "abyssinian_1 1 1 1"),
    "list: a letter nobody sees": line("Abyssinian_1 1 1 1", "Abyssinian_1\u200b 1 1 1"),
    "list: a line break of Unicode": line("Abyssinian_1 1 1 1", "Abyssinian_1 1 1 1 \u2028"),
    "list: spaces around": line("Abyssinian_1 1 1 1", "  Abyssinian_1   1  1 1  "),
    "list: a long line": line("Abyssinian_1 1 1 1", "Abyssinian_1 1 1 1 " + "x" * 5000),
    "list: a folder": both(gone(LIST), lambda root: (root / LIST).mkdir()),
    # image lists
    "lists: in both": line("Abyssinian_3 1 1 1", "Abyssinian_3 1 1 1\nAbyssinian_1 1 1 1", TESTS),
    "lists: in none": line("Abyssinian_3 1 1 1", "", TESTS),
    "lists: a line twice": line("Abyssinian_3 1 1 1", "Abyssinian_3 1 1 1\nAbyssinian_3 1 1 1", TESTS),
    "lists: nobody's picture": line("Abyssinian_3 1 1 1", "Abyssinian_3 1 1 1\nghost_7 1 1 1", TESTS),
    "lists: names alone": put(TESTS, "".join(f"{each.split()[0]}\n" for each in TEST)),
    "lists: CRLF and a mark": recoded(TESTS, lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")),
    "lists: empty": put(TESTS, ""),
    "lists: gone": gone(TESTS, TRAIN),
    "lists: not one of the pictures": put(TESTS, "x_1 1 1 1\ny_2 1 1 1\n"),
    "lists: binary": put(TESTS, bytes(range(256))),
    "lists: the same picture under two names": put(C_JPG, picture(0)),
    # XML
    "xml: no object": put(A_XML, xml("Abyssinian_1")),
    "xml: nothing": put(A_XML, ""),
    "xml: cut short": put(A_XML, xml("Abyssinian_1", ("cat", (6, 6, 39, 29)))[:-30]),
    "xml: another root": put(A_XML, "<annotations/>"),
    "xml: an object without a name": put(A_XML, xml("Abyssinian_1", ("", (6, 6, 39, 29)))),
    "xml: an object without a box": put(
        A_XML, xml("Abyssinian_1").replace("</a", "<object><name>cat</name></object></a")
    ),
    "xml: the other species": put(A_XML, xml("Abyssinian_1", ("dog", (6, 6, 39, 29)))),
    "xml: no species": put(A_XML, xml("Abyssinian_1", ("rabbit", (6, 6, 39, 29)))),
    "xml: the breed for a name": put(A_XML, xml("Abyssinian_1", ("Abyssinian", (6, 6, 39, 29)))),
    "xml: capitals": put(A_XML, xml("Abyssinian_1", ("Cat", (6, 6, 39, 29)))),
    "xml: reversed": put(A_XML, xml("Abyssinian_1", ("cat", (39, 6, 6, 29)))),
    "xml: outside": put(A_XML, xml("Abyssinian_1", ("cat", (600, 6, 639, 29)))),
    "xml: zero area": put(A_XML, xml("Abyssinian_1", ("cat", ("9.0", 6, "9.0", 29)))),
    "xml: no numbers": put(A_XML, xml("Abyssinian_1", ("cat", ("a", 6, 39, 29)))),
    "xml: another size": put(A_XML, xml("Abyssinian_1", ("cat", (6, 6, 39, 29)), size=(640, 480))),
    "xml: twice the same": put(A_XML, xml("Abyssinian_1", *[("cat", (6, 6, 39, 29))] * 2)),
    "xml: of no picture": put("annotations/xmls/ghost_7.xml", xml("ghost_7", ("cat", (6, 6, 39, 29)))),
    "xml: gone": gone(A_XML),
    "xml: all gone": gone(*(f"annotations/xmls/{each.split()[0]}.xml" for each in TRAINVAL)),
    "xml: other capitals": both(
        put("annotations/xmls/abyssinian_1.xml", xml("Abyssinian_1", ("cat", (6, 6, 39, 29)))), gone(A_XML)
    ),
    "xml: a folder": both(gone(A_XML), lambda root: (root / A_XML).mkdir()),
    # trimaps
    "trimap: another size": put(C_PNG, png(trimap((50, 40)))),
    "trimap: 0 and 255": put(C_PNG, png(np.where(trimap() == 1, np.uint8(255), np.uint8(0)))),
    "trimap: counted from 0": put(C_PNG, png(trimap() - np.uint8(1))),
    "trimap: gone": gone(C_PNG),
    "trimap: RGB": put(C_PNG, png(trimap(), "RGB")),
    "trimap: RGBA": put(C_PNG, png(trimap(), "RGBA")),
    "trimap: a palette": put(C_PNG, png(trimap(), "P")),
    "trimap: one bit": put(C_PNG, png(np.where(trimap() == 1, np.uint8(255), np.uint8(0)), "1")),
    "trimap: 16 bits": put(C_PNG, png(trimap().astype(np.uint16))),
    "trimap: a JPEG": put(C_PNG, picture(3)),
    "trimap: cut short": put(C_PNG, png(trimap())[:-30]),
    "trimap: nothing": put(C_PNG, b""),
    "trimap: background alone": put(C_PNG, png(np.full((HEIGHT, WIDTH), 2, np.uint8))),
    "trimap: border alone": put(C_PNG, png(np.full((HEIGHT, WIDTH), 3, np.uint8))),
    "trimap: of no picture": put("annotations/trimaps/ghost_7.png", png(trimap())),
    "trimap: what a Mac leaves": put("annotations/trimaps/._Abyssinian_1.png", b"\0\5\26\7"),
    "trimap: not where the box is": put(A_XML, xml("Abyssinian_1", ("cat", (45, 32, 59, 39)))),
    # pictures and names
    "picture: nothing": put(A_JPG, b""),
    "picture: cut short": put(A_JPG, picture(0)[:-400]),
    "picture: a PNG": put(A_JPG, picture(0, "PNG")),
    "picture: gone": gone(A_JPG),
    "picture: a new one": put("images/Abyssinian_50.jpg", picture(50)),
    "picture: of no breed": put("images/holiday.jpg", picture(51)),
    "picture: twice": put("images/Abyssinian_1.png", picture(52, "PNG")),
    "picture: a .mat": put("images/Abyssinian_1.mat", b"MATLAB 5.0"),
    "name: a space": renamed("Abyssinian_1", "Abyssinian 1"),
    "name: spaces and a number": renamed("Abyssinian_3", "my old cat_3"),
    "name: decomposed": renamed("Abyssinian_1", "Ka\u0308tzchen_1"),
    "name: emoji": renamed("pug_1", "\U0001f436_1"),
    "name: a point": renamed("pug_1", "pug.old_1"),
    "name: a small cat": renamed("Abyssinian_1", "abyssinian_1"),
    # links
    "link: a picture elsewhere": linked(A_JPG, "../elsewhere.jpg"),
    "link: labels elsewhere": linked(A_XML, "../elsewhere.xml"),
    "link: labels within": both(
        put("annotations/kept.xml", xml("Abyssinian_1", ("cat", (6, 6, 39, 29)))), linked(A_XML, "annotations/kept.xml")
    ),
    "link: a list elsewhere": linked(LIST, "../elsewhere.xml"),
    "link: to nowhere": linked(A_XML, "annotations/nowhere.xml"),
    "link: round": linked("images/round", "images"),
}

"""The short ways through headers and label files say what the long ways say, or nothing at all."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine import headers, images
from engine.datasets import rows
from engine.datasets.folder import open_folder
from engine.datasets.record import Record
from engine.datasets.shapes import write_scenes
from engine.errors import LabelError
from engine.formats import voc, voc_plain

PLACE = Path("a.xml")
NAMES = st.sampled_from(["cat", " dog\n", "", "a &amp; b", "x<y", "chât", "a>b", "feature 1", "<![CDATA[cow]]>"])
NUMBERS = st.sampled_from(["1", "5", " 7", "12.5", "0", "-3", "1e2", "nan", "9" * 12, "", "20", "30.25", "6"])
FLAGS = st.sampled_from(["", "<difficult>0</difficult>", "<difficult>1</difficult>", "<difficult> 1</difficult>"])
EXTRAS = st.sampled_from(
    ["", "<pose>Left</pose>", "<!-- kept -->", "<part><name>head</name></part>", "<name>second</name>", "<Object/>"]
)


@st.composite
def things(draw: st.DrawFn) -> str:
    edges = [f"<{edge}>{draw(NUMBERS)}</{edge}>" for edge in draw(st.permutations(voc.EDGES))]
    if draw(st.booleans()):
        edges = [f"<{edge}>{number}</{edge}>" for edge, number in zip(voc.EDGES, (3, 4, 20, 30), strict=True)]
    name = draw(st.just("cat") | NAMES)
    box = f"<bndbox>\n{''.join(edges)}</bndbox>"
    return f"<object><name>{name}</name>{draw(EXTRAS)}{box}{draw(FLAGS)}{draw(EXTRAS)}</object>"


@st.composite
def files(draw: st.DrawFn) -> bytes:
    head = draw(st.sampled_from(["", '<?xml version="1.0"?>\n', "<?xml version='1.0'?>", "<!DOCTYPE annotation>"]))
    said = draw(st.sampled_from(["", ' verified="yes"', ' verified="no"', ' foo="bar"']))
    size = draw(
        st.sampled_from(
            ["", "<size><width>64</width><height>48</height><depth>3</depth></size>", "<size><width>6</width></size>"]
        )
    )
    inside = "\n".join([size, *draw(st.lists(things(), max_size=3)), draw(EXTRAS)])
    text = f"{head}<annotation{said}>\n<folder>f</folder>{inside}\n</annotation>\n"
    cut = draw(st.integers(0, 400))
    return (text[: -cut - 1] if cut < 30 else text).encode()


def agree(data: bytes) -> bool:
    """Whether the short way answered; if so, the long way must say the same."""
    short = voc_plain.parse(data)
    if short is None:
        return False
    long = voc.parse(PLACE, data)
    assert long.problems == ()
    assert short.labels == tuple(instance.label for instance in long.instances)
    assert short.boxes == tuple(instance.box.as_tuple() for instance in long.instances)
    assert short.difficult == tuple(instance.difficult for instance in long.instances)
    assert (short.size, short.verified) == (long.size, long.verified)
    return True


@given(files())
def test_label_files(data: bytes) -> None:
    agree(data)


def test_what_the_usual_tools_write_goes_the_short_way() -> None:
    thing = "<object><name>cat</name><pose>Unspecified</pose><truncated>0</truncated><difficult>1</difficult>"
    thing += "<bndbox><xmin>5</xmin><ymin>6.5</ymin><xmax>20</xmax><ymax>30</ymax></bndbox></object>"
    size = "<size><width>64</width><height>48</height><depth>3</depth></size>"
    source = "<source>\n\t<database>Unknown</database></source>"
    text = f'<annotation verified="yes"><path>C:\\a.jpg</path>{source}{size}{thing}{thing}</annotation>'
    assert agree(text.encode())
    short = voc_plain.parse(text.encode())
    assert short is not None and short.boxes == ((4, 5.5, 20, 30),) * 2 and short.verified
    assert (
        voc_plain.parse(text.replace("<object>", "<OBJECT>", 1).replace("</object>", "</OBJECT>", 1).encode()) is None
    )


def test_real_label_files(shared: Path) -> None:
    read = [agree(path.read_bytes()) for path in sorted((shared / "data").rglob("*.xml")) if _is_voc(path)]
    assert sum(read) > 0.9 * len(read) > 0


def _is_voc(path: Path) -> bool:
    try:
        return voc.parse(path, path.read_bytes()) is not None
    except LabelError:
        return False


@st.composite
def pictures(draw: st.DrawFn) -> bytes:
    mode, form = draw(st.sampled_from([("RGB", "JPEG"), ("L", "JPEG"), ("CMYK", "JPEG"), ("RGB", "PNG"), ("P", "PNG")]))
    size = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    exif = Image.Exif()
    if draw(st.booleans()):
        exif[0x0112] = draw(st.integers(0, 9))
        exif[0x010E] = "x" * draw(st.sampled_from([0, 3, 6000]))
    out = io.BytesIO()
    more: dict[str, object] = {"exif": exif} if len(exif) else {}
    if form == "JPEG":
        more["progressive"] = draw(st.booleans())
    Image.new(mode, size).save(out, form, **more)
    data = bytearray(out.getvalue())
    for place in draw(st.lists(st.integers(0, min(700, len(data) - 1)), max_size=2)):
        data[place] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.just(len(data)) | st.integers(0, len(data)))])


def frame(path: Path) -> headers.Frame | None:
    return headers.frame_in(path.read_bytes()[: headers.MORE])


def test_a_table_that_does_not_fill_its_segment_is_left_to_the_decoder(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (5, 4)).save(out, "JPEG")
    data = bytearray(out.getvalue())
    path = tmp_path / "picture.jpg"
    path.write_bytes(data)
    assert frame(path) == ((5, 4), 1)
    data[data.index(b"\xff\xdb") + 4] = 16  # 16 bits a number, for which there is no room
    path.write_bytes(data)
    assert frame(path) is None


@given(data=pictures())
def test_headers_of_pictures_whole_and_damaged(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "picture"
    path.write_bytes(data)
    short = frame(path)
    if short is not None:
        assert short == images.read_frame(path)


def test_ordinary_pictures_go_the_short_way_in_all_orientations(tmp_path: Path) -> None:
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        path = tmp_path / f"{orientation}.jpg"
        Image.fromarray(np.zeros((20, 30, 3), np.uint8)).save(path, exif=exif)
        size = (20, 30) if orientation >= 5 else (30, 20)
        assert frame(path) == images.read_frame(path) == (size, orientation)
    Image.new("RGB", (7, 9)).save(tmp_path / "a.png")
    assert frame(tmp_path / "a.png") == ((7, 9), 1)


def test_what_is_no_plain_file_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    for path in (tmp_path / "pipe.jpg", tmp_path / "gone.jpg", tmp_path, Path("/dev/zero")):
        row = rows.read("images", Record("a", str(path)))
        assert row.size == (0, 0) and [problem.code for problem in row.problems] == ["picture"]


@pytest.fixture
def folders(shared: Path) -> list[Path]:
    real = [shared / "data" / name for name in ("pets", "voc2012", "raccoon")]
    odd = ("labelimg_name_mismatch", "gray_depth3", "exif", "labelme/semantic_segmentation/data_dataset_voc")
    return real + [shared / "data" / "odd" / name for name in odd]


def test_an_index_read_the_short_way_says_what_the_long_way_says(
    folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in folders:
        dataset = open_folder(folder)
        short = [rows.read(dataset.format, record) for record in dataset.records]
        monkeypatch.setattr(rows, "_short", lambda _form, _record: None)
        long = [rows.read(dataset.format, record) for record in dataset.records]
        monkeypatch.undo()
        assert short == long


def test_generated_scenes_too_and_all_of_them_go_the_short_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in write_scenes(str(tmp_path), images=20):
        pass
    dataset = open_folder(tmp_path)
    long_way: list[str] = []
    monkeypatch.setattr(rows, "_long", lambda _form, record: long_way.append(record.name))
    short = [rows.read(dataset.format, record) for record in dataset.records]
    assert long_way == [] and all(row.labels and row.has_mask and row.annotated for row in short)

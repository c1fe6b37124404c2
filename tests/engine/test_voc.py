"""People's VOC files: what is read, what is refused, and that a save touches nothing but what changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.annotation import Annotation, Box, Instance
from engine.errors import LabelError
from engine.formats import voc, voc_writing
from engine.formats.voc_edit import edited

FILE = Path("cat_1.xml")
BOX = "<bndbox><xmin>5</xmin><ymin>6</ymin><xmax>20</xmax><ymax>30</ymax></bndbox>"


def wrapped(objects: str, root: str = "<annotation>", head: str = "") -> bytes:
    return f"{head}{root}\n\t<filename>cat_1.jpg</filename>\n\t{objects}\n</annotation>\n".encode()


def test_a_box_covers_the_same_pixels_in_our_frame() -> None:
    """VOC's 1-based inclusive 5..20 is our half open 4..20: 16 pixels both ways."""
    (instance,) = voc.parse(FILE, wrapped(f"<object><name>cat</name>{BOX}</object>")).instances
    assert instance == Instance("cat", Box(4, 5, 20, 30), origin=0)
    assert voc.file_edges(instance.box) == (5, 6, 20, 30)


def test_flags_pose_floats_verified_and_size_are_read() -> None:
    data = wrapped(
        "<size><width>64</width><height>48</height></size><object><name> big cat\n</name><pose>Left</pose>"
        "<truncated>1</truncated><difficult/><occluded>1</occluded><bndbox><xmax>45.5</xmax><xmin>1</xmin>"
        "<ymin>2.25</ymin><ymax>3e1</ymax></bndbox></object>",
        root='<annotation verified="yes">',
    )
    file = voc.parse(FILE, data)
    assert file.verified and file.size == (64, 48)
    (cat,) = file.instances
    assert (cat.label, cat.pose, cat.truncated, cat.difficult, cat.occluded) == ("big cat", "Left", True, False, True)
    assert cat.box == Box(0, 1.25, 45.5, 30)


def test_only_objects_directly_under_the_root_count_and_parts_keep_their_own_boxes() -> None:
    part = f"<part><name>head</name>{BOX.replace('5', '7')}</part>"
    inner = f"<scene><object><name>no</name>{BOX}</object></scene>"
    file = voc.parse(FILE, wrapped(f"{inner}<object><name>cat</name>{part}{BOX}</object>"))
    assert [(each.label, each.box.xmin, each.origin) for each in file.instances] == [("cat", 4, 0)]


@pytest.mark.parametrize(
    ("objects", "message"),
    [
        ("<object><name>cat</name>\n{}\n</object>".format(BOX.replace(">20<", ">0<").replace(">5<", ">12<")), None),
        (f"<object>{BOX}</object>", "line 3: the object has no name"),
        ("<object><name>cat</name></object>", "line 3: cat has no <bndbox>"),
        (f"<object><name>cat</name>{BOX.replace('>20<', '>1,5<')}</object>", "xmax '1,5' is not a number of pixels"),
        (f"<object><name>cat</name>{BOX.replace('>20<', '>NaN<')}</object>", "xmax 'NaN' is not a number of pixels"),
        (f"<object><name>cat</name>{BOX.replace('<xmin>5</xmin>', '')}</object>", "<bndbox> has no xmin"),
    ],
)
def test_one_bad_object_is_skipped_with_its_place_and_the_others_load(objects: str, message: str | None) -> None:
    file = voc.parse(FILE, wrapped(f"{objects}<object><name>dog</name>{BOX}</object>"))
    assert [(each.label, each.origin) for each in file.instances] == [("dog", 1)]
    (problem,) = file.problems
    whole = "cat_1.xml, line 4: xmax 0 is left of xmin 12; the instance was skipped: correct its numbers"
    assert str(problem) == whole if message is None else message in str(problem)


ENTITY = '<!DOCTYPE annotation [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
REFUSED = {
    "empty": b"",
    "only zeros, after a power cut": b"\0" * 100,
    "cut short": wrapped(f"<object><name>cat</name>{BOX}</object>")[:-15],
    "two files in one": wrapped("") + wrapped(""),
    "a bare ampersand": wrapped(f"<object><name>a & b</name>{BOX}</object>"),
    "bytes of another encoding": wrapped("<object/>").replace(b"cat", b"ch\xe2t"),
    "an unknown encoding": b'<?xml version="1.0" encoding="x-klingon"?>\n' + wrapped(""),
    "an encoding that hides markup": b'<?xml version="1.0" encoding="UTF-7"?>\n' + wrapped(""),
    "another root": b"<annotations><image/></annotations>",
    "a web page": b"<!DOCTYPE html><html><body>404</body></html>",
    "an entity that reads a file": wrapped("<object><name>&x;</name></object>", head=ENTITY),
    "an entity in UTF-16": ("\ufeff" + ENTITY + "<annotation/>").encode("utf-16-le"),
    "an entity of a DTD elsewhere": wrapped("<a>&x;</a>", head='<!DOCTYPE annotation SYSTEM "evil.dtd">\n'),
    "no end of depth": wrapped("<d>" * 5000 + "</d>" * 5000),
}


@pytest.mark.parametrize("odd", REFUSED)
def test_a_file_that_is_not_whole_never_opens_as_empty(odd: str) -> None:
    with pytest.raises(LabelError, match=r"^cat_1\.xml"):
        voc.parse(FILE, REFUSED[odd])
    with pytest.raises(LabelError):
        edited(FILE, REFUSED[odd], (), verified=False)


# ---------------------------------------------------------------- what a save does to odd files

LETTERS = st.text(st.characters(codec="latin-1", exclude_categories=["Cc", "Cs", "Zs"]), min_size=1, max_size=8)
EDGE = st.one_of(st.integers(1, 400), st.decimals(1, 400, places=3).map(float))


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x, y = draw(EDGE) - 1, draw(EDGE) - 1
    return Box(x, y, x + 1 + draw(EDGE), y + 1 + draw(EDGE))


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@st.composite
def objects(draw: st.DrawFn, space: str) -> str:
    """An object as some program wrote it: fields missing, empty, odd or in another order, parts, comments, spaces."""
    ends = [f"<{edge}>{draw(EDGE) + (500 if 'max' in edge else 0)}</{edge}>" for edge in voc.EDGES]
    note = draw(st.sampled_from(["", " note='>/'"]))
    box = f"<bndbox{note}>{space.join(draw(st.permutations(ends)))}</bndbox>"
    name = draw(st.sampled_from(["<name>{}</name>", "<name> {} </name>", "<name a='1'>{}</name>"]))
    fields = [name.format(escaped(draw(LETTERS))), box]
    extra = ["<pose/>", "<truncated>0</truncated>", "<difficult>1</difficult>", "<occluded />", "<!-- <object> -->"]
    extra += [f"<part><name>head</name>{BOX}</part>", "<actions><jumping>0</jumping></actions>", "<track id='7'/>"]
    extra += ["<x:name xmlns:x='u'>not ours</x:name>", "<bndbox xmlns='u'><xmin>7</xmin></bndbox>"]
    fields += draw(st.lists(st.sampled_from(extra), max_size=4, unique=True))
    body = space.join(draw(st.permutations(fields)))
    return f"<object>{space}{body}{space}</object>"


SKIPPED = "<object><name>polygon only</name><polygon><x1>1</x1></polygon></object>"


@st.composite
def files(draw: st.DrawFn) -> tuple[list[str], str]:
    """The pieces of an odd file, those at odd places being usable objects, and the encoding to write it in."""
    end = draw(st.sampled_from(["\n", "\r\n", ""]))
    space = end + draw(st.sampled_from(["", "\t", "    "])) if end else ""
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "iso-8859-1", "utf-16"]))
    declared = draw(st.booleans()) or encoding in ("iso-8859-1", "utf-16")
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{end}' if declared else ""
    verified = draw(st.sampled_from(["", ' verified="yes"', " a='>' verified = 'no'"]))
    pieces = [f"{head}<!-- made by hand -->{end}<annotation{verified}>{space}<folder>chât</folder>"]
    for _ in range(draw(st.integers(0, 3))):
        pieces.append(draw(objects(space + space.strip("\r\n"))))
        pieces.append(draw(st.sampled_from(["", "<!-- next -->", "<v:meta xmlns:v='urn:v'>1</v:meta>", SKIPPED])))
    gaps = [space if space and i < len(pieces) - 1 else "" for i in range(len(pieces))]
    return [piece + gap * (i % 2 == 0) for i, (piece, gap) in enumerate(zip(pieces, gaps, strict=True))] + [
        f"{end}</annotation>{end}"
    ], encoding


def joined(pieces: list[str], encoding: str) -> bytes:
    return "".join(pieces).encode(encoding)


@settings(deadline=None, max_examples=150)
@given(files())
def test_saving_what_was_read_changes_no_byte(made: tuple[list[str], str]) -> None:
    data = joined(*made)
    file = voc.parse(FILE, data)
    assert edited(FILE, data, file.instances, file.verified) == data


@settings(deadline=None, max_examples=200)
@given(files(), st.data())
def test_one_edited_object_changes_only_its_element(made: tuple[list[str], str], data: st.DataObject) -> None:
    pieces, encoding = made
    before = joined(pieces, encoding)
    file = voc.parse(FILE, before)
    assume(file.instances)
    k = data.draw(st.integers(0, len(file.instances) - 1))
    change = data.draw(
        st.fixed_dictionaries(
            {},
            optional={
                "label": LETTERS,
                "box": boxes(),
                "difficult": st.booleans(),
                "truncated": st.booleans(),
                "occluded": st.booleans(),
                "pose": LETTERS,
            },
        )
    )
    new = replace(file.instances[k], **change)
    others = [each for i, each in enumerate(file.instances) if i != k]
    after = edited(FILE, before, (*others, new), file.verified)
    place = 2 * k + 1
    text = after.decode(encoding)
    assert text.startswith("".join(pieces[:place])) and text.endswith("".join(pieces[place + 1 :]))
    if not set(change) - {"box"} and encoding != "utf-16":
        assert len(after) - len(before) <= 4 * 8, "a moved box rewrites four numbers at most"
    again = voc.parse(FILE, after)
    assert again.problems == file.problems or len(again.problems) == len(file.problems)
    assert again.instances[k].label == new.label and again.instances[k].difficult == new.difficult
    for was, now in zip(new.box.as_tuple(), again.instances[k].box.as_tuple(), strict=True):
        assert abs(was - now) < 0.001


@settings(deadline=None, max_examples=100)
@given(files(), st.data())
def test_deleting_an_object_leaves_the_rest_and_adding_one_leaves_all(
    made: tuple[list[str], str], data: st.DataObject
) -> None:
    pieces, encoding = made
    before = joined(pieces, encoding)
    file = voc.parse(FILE, before)
    added = replace(Instance("naïve <&>", data.draw(boxes())), difficult=data.draw(st.booleans()))
    more = edited(FILE, before, (*file.instances, added), verified=True)
    text = more.decode(encoding)
    at = 0
    for piece in pieces[1:]:  # the first holds the root, whose attribute changed
        at = text.index(piece.strip(), at) + len(piece.strip())
    again = voc.parse(FILE, more)
    assert again.verified and len(again.instances) == len(file.instances) + 1
    assert (again.instances[-1].label, again.instances[-1].difficult) == (added.label, added.difficult)
    if file.instances:
        fewer = edited(FILE, before, file.instances[1:], file.verified).decode(encoding)
        assert fewer == "".join([pieces[0].rstrip(" \t\r\n"), *pieces[2:]])


@settings(deadline=None, max_examples=20)
@given(st.lists(boxes(), min_size=1, max_size=3))
def test_a_hundred_rounds_through_a_file_move_nothing(drawn: list[Box]) -> None:
    instances = tuple(Instance("cat", box) for box in drawn)
    empty = voc_writing.to_bytes("images", "cat_1.jpg", Annotation(500, 400), segmented=False)
    first = edited(FILE, empty, instances, verified=False)
    data = first
    for _ in range(100):
        instances = tuple(replace(each, origin=None) for each in voc.parse(FILE, data).instances)
        data = edited(FILE, empty, instances, verified=False)
    assert data == first
    for box, instance in zip(drawn, instances, strict=True):
        assert max(abs(a - b) for a, b in zip(box.as_tuple(), instance.box.as_tuple(), strict=True)) < 0.001


def test_a_moved_edge_is_the_only_line_that_changes() -> None:
    data = wrapped(
        "<object>\n\t\t<name>cat</name>\n\t\t<bndbox>\n\t\t\t<xmin> 5 </xmin>\n\t\t\t<ymin>6.50</ymin>\n"
        "\t\t\t<xmax>20</xmax>\n\t\t\t<ymax>30</ymax>\n\t\t</bndbox>\n\t</object>"
    )
    (cat,) = voc.parse(FILE, data).instances
    after = edited(FILE, data, (replace(cat, box=replace(cat.box, xmin=11.0)),), verified=False)
    assert after == data.replace(b"<xmin> 5 </xmin>", b"<xmin> 12 </xmin>")


def test_a_new_object_follows_the_style_of_the_file() -> None:
    one = f"<object><name>cat</name>{BOX}</object>".encode()
    line = b"<annotation><filename>a.jpg</filename>" + one + b"</annotation>"
    added = edited(FILE, line, (*voc.parse(FILE, line).instances, Instance("dog", Box(0, 1, 2, 3))), verified=False)
    assert b"\n" not in added and added.startswith(line[: -len("</annotation>")])
    tree = voc_writing.to_bytes("f", "a.jpg", Annotation(9, 9), segmented=False)
    text = edited(FILE, tree, (Instance("dog", Box(0, 1, 2, 3.5)),), verified=True).decode()
    assert text.startswith('<annotation verified="yes">\n\t<folder>f</folder>\n')
    assert (
        "\n\t<object>\n\t\t<name>dog</name>\n" in text
        and "\n\t\t\t<ymax>3.5</ymax>\n\t\t</bndbox>\n\t</object>\n</a" in text
    )
    windows = tree.replace(b"\n", b"\r\n").replace(b"\t", b"  ")
    assert edited(FILE, windows, (Instance("dog", Box(0, 1, 2, 3.5)),), verified=True).decode() == text.replace(
        "\n", "\r\n"
    ).replace("\t", "  ")


def test_a_class_the_file_cannot_spell_becomes_a_character_reference() -> None:
    data = b'<?xml version="1.0" encoding="ISO-8859-1"?>\n' + wrapped(f"<object><name>cat</name>{BOX}</object>")
    (cat,) = voc.parse(FILE, data).instances
    after = edited(FILE, data, (replace(cat, label="猫"),), verified=False)
    assert b"<name>&#29483;</name>" in after
    assert voc.parse(FILE, after).instances[0].label == "猫"


def test_a_save_of_every_real_file_touches_one_object(shared: Path) -> None:
    paths = sorted((shared / "data").rglob("*.xml"))
    assert len(paths) > 500
    for path in paths:
        data = path.read_bytes()
        file = voc.parse(path, data)
        assert edited(path, data, file.instances, file.verified) == data
        for k, instance in enumerate(file.instances[:3]):
            moved = replace(instance, box=replace(instance.box, xmax=instance.box.xmax + 1))
            after = edited(path, data, (*file.instances[:k], moved, *file.instances[k + 1 :]), file.verified)
            start = data.split(b"<object>")[: k + 1]
            assert after.startswith(b"<object>".join(start)) and abs(len(after) - len(data)) <= 16
            fewer = edited(path, data, (*file.instances[:k], *file.instances[k + 1 :]), file.verified)
            assert edited(path, fewer, (*voc.parse(path, fewer).instances, instance), file.verified)

"""What a VOC file says beyond our Annotation: it is named, so that a conversion can say what it leaves behind."""

from __future__ import annotations

from pathlib import Path

from engine.formats import voc

FILE = Path("cat_1.xml")
BOX = "<bndbox><xmin>5</xmin><ymin>6</ymin><xmax>20</xmax><ymax>30</ymax></bndbox>"


def wrapped(objects: str) -> bytes:
    return f"<annotation><filename>cat_1.jpg</filename>{objects}</annotation>".encode()


def test_what_only_the_file_holds_is_counted_by_kind() -> None:
    part = f"<part><name>head</name>{BOX}</part>"
    actions = "<actions><jumping>1</jumping></actions>"
    objects = f"<object><name>cat</name>{BOX}{part}{part}{actions}<!-- a --></object>"
    objects += f"<object><name>dog</name>{BOX}<id>4</id></object>"
    head = "<folder>x</folder><source><database>d</database></source><layout>1</layout><segmented>0</segmented>"
    file = voc.parse(FILE, wrapped(head + objects))
    kinds = {"actions": 1, "id": 1, "layout": 1, "part": 2, "source": 1, "XML comments": 1}
    assert dict(file.extras) == kinds
    nobodys = "<source><database>Unknown</database></source>"  # labelImg's
    assert voc.parse(FILE, wrapped(nobodys)).extras == ()
    assert voc.parse(FILE, wrapped(f"<object><name>cat</name><pose/>{BOX}<point/></object>")).extras == (("point", 1),)


def test_comments_are_counted_in_any_encoding_and_are_not_what_only_looks_like_one() -> None:
    text = f"<!-- head --><annotation><object><name>cat</name>{BOX}<!-- a\n<b> --></object></annotation>"
    for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-16-be"):
        assert dict(voc.parse(FILE, text.encode(encoding)).extras) == {"XML comments": 2}
    quoted = "<?x <!-- ?><object><name><![CDATA[<!-- cat -->]]></name>" + BOX + "</object>"
    [cat] = voc.parse(FILE, wrapped(quoted)).instances
    assert (cat.label, voc.parse(FILE, wrapped(quoted)).extras) == ("<!-- cat -->", ())


def test_what_an_object_says_twice_or_in_attributes_is_counted() -> None:
    angled = BOX.replace("<bndbox>", '<bndbox angle="30"><zmin>3</zmin>')
    file = voc.parse(FILE, wrapped(f'<object id="17" occl="x"><name>cat</name><name>dog</name>{angled}{BOX}</object>'))
    assert dict(file.extras) == {"name": 1, "bndbox": 1, "zmin": 1, "XML attributes": 3}


def test_extras_are_counted_under_any_prefix_and_never_without_end() -> None:
    names = "".join(f"<x:n{i}/>" for i in range(500))
    file = voc.parse(FILE, f'<x:annotation xmlns:x="http://x">{names}<x:size/></x:annotation>'.encode())
    assert len(file.extras) == 101 and dict(file.extras)["other tags"] == 400


def test_real_files_have_no_kinds_but_those_of_the_development_kit(shared: Path) -> None:
    found = set()
    for path in sorted((shared / "data" / "voc2012").rglob("*.xml")):
        found |= {kind for kind, _ in voc.parse(path, path.read_bytes()).extras}
    assert found <= {"part", "actions", "point", "source"}

"""The page of a report: it carries all it shows, loads nothing, and takes no name for anything but a name."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from PIL import Image

from engine.formats import rle
from engine.reporting import inert, scores, worst_drawn
from engine.reporting.comparing import compare
from engine.reporting.comparison_page import comparison_page
from engine.reporting.mask_shapes import kept, of_regions, outlines
from engine.reporting.page import page
from engine.reporting.scores import Outcome
from engine.reporting.worst import shown
from tests.engine.finishing_for_tests import finish
from tests.engine.test_reports import detected, report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.reporting.report import Report

HOSTILE = (
    "<script>document.title='taken'</script>",
    '"><img src=http://example.invalid/x.png onerror=alert(1)>',
    "</style><b>bold</b>",
    "</svg><iframe src=//example.invalid>",
    "&lt;b&gt; is no tag",
    "a\u202etxt.exe",
    "=HYPERLINK(1)",
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def photograph(path: Path, size: tuple[int, int] = (640, 480)) -> Path:
    """A picture that compresses badly."""
    noise = np.random.default_rng(0).integers(0, 256, (size[1] // 4, size[0] // 4, 3), np.uint8)
    Image.fromarray(noise).resize(size).save(path, "JPEG", quality=95)
    return path


def disc(radius: int) -> np.ndarray:
    """A mask of a picture of 640×480 with a disc of class 1, and a hole in it."""
    y, x = np.ogrid[-240:240, -320:320]
    away = x * x + y * y
    return ((away < (10 * radius) ** 2) & (away > radius**2)).astype(np.uint8)


def hostile(folder: Path) -> Report:
    """A report in which every name is one of `HOSTILE`."""
    names = HOSTILE
    made = [
        Outcome(name, (640, 480), n % 3, (n + 1) % 3, 0.4 + n / 20, (10, 10, 200, 200), (50, 50, 300, 300), pixels(n))
        for n, name in enumerate(names)
    ]
    found = [replace(one, objects=each.objects) for one, each in zip(made, detected(), strict=False)]
    outcomes = [replace(one, masks=kept(disc(9), disc(20))) for one in (*found, *made[len(found) :])]
    classes = names[:3]
    pictures = {name: photograph(folder / f"{n}.jpg") for n, name in enumerate(names)}
    rows = scores.rows(outcomes, classes)
    return report(
        images=len(outcomes),
        label=finish(scores.label_part(outcomes, classes)),
        box=finish(scores.box_part(outcomes, classes, with_class=True)),
        mask=finish(scores.mask_part(outcomes, names[:1])),
        detections=finish(scores.detections_part(outcomes, classes)),
        pictures=rows,
        worst=shown(outcomes, rows, pictures, (classes, names[:1])),
        recipe=names[0],
        folder=names[1],
        checkpoint=names[2],
        split=names[3],
        leak={"images": 2, "names": list(names), "exact": 1, "near": 1},
        skipped=tuple({"file": name, "message": name} for name in names),
        definition={name: name for name in names} | {"list": list(names)},
        speed={names[0]: names[1]},
    )


def pixels(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(1, 99, (2, 2))


CURVE = [{"epoch": float(n), "train_loss": 3 / n, "val_loss": 3.1 / n, "val_miou": 0.1 * n} for n in range(1, 9)]


def visible(text: str) -> str:
    """The words of a page, as its reader sees them."""
    return unescape(re.sub(r"<[^>]*>", " ", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)))


def test_every_name_is_text_and_nothing_else(tmp_path: Path) -> None:
    text = page(hostile(tmp_path), CURVE)
    allowed = {
        *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "div", "span", "section"),
        *("table", "thead", "tbody", "tr", "th", "td", "ul", "li", "figure", "figcaption", "b", "br"),
        *("svg", "line", "text", "rect", "circle", "polyline", "g", "image", "path", "pattern"),
    }
    assert set(re.findall(r"<([a-zA-Z0-9]+)", text)) <= allowed
    attributes = set(re.findall(r'\s([a-zA-Z-]+)="', re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)))
    assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)
    assert set(re.findall(r'href="([^"]{0,23})', text)) == {"data:image/jpeg;base64,"}
    seen = visible(text)
    for name in HOSTILE:
        assert inert.printable(name) in seen
    assert "\u202e" not in text and 'class="leak"' in text
    for drawing in re.findall(r"<svg.*?</svg>", text):
        ElementTree.fromstring(drawing)
    assert text.count('class="photo"') == len(HOSTILE)


def test_the_page_forbids_itself_to_load_anything() -> None:
    text = page(report())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None and "default-src 'none'" in policy[1] and "script" not in policy[1]
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert 'class="leak"' not in text and "Leak check: none of these pictures" in text
    assert "prefers-color-scheme:dark" in text and "@media print" in text
    assert text.count("@media") == 2 and text.count("{") == text.count("}")


def test_a_page_shows_all_that_a_report_says(tmp_path: Path) -> None:
    seen = visible(page(hostile(tmp_path), CURVE))
    for words in (
        *("Worst pictures", "Classes", "Can its scores be believed?", "Boxes", "Masks", "Objects", "Learning"),
        *("Against the trivial", "7 skipped", "What the figures mean", "Most frequent mistakes", "background"),
        *("Precision against recall, each class", "COCO's figures", "hash 0123456789abcdef", "95 % of draws"),
    ):
        assert words in seen


def test_pictures_are_small_and_one_that_is_damaged_says_so(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (3000, 2000, 3), np.uint8)
    data = worst_drawn.thumbnail(noise)
    assert len(data) <= worst_drawn.MOST_BYTES
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "JPEG" and max(image.size) <= 480
    path = photograph(tmp_path / "a.jpg")
    row: dict[str, Any] = {"name": "a", "image": str(path), "width": 640, "height": 480}
    row |= {"truth": [{"label": "cat", "box": [0, 0, 9, 9], "difficult": True}], "found": []}
    drawn = worst_drawn.drawn(row, "words")
    (inside,) = re.findall(r"base64,([^\"]+)", drawn)
    assert len(inside) <= 40_000 and base64.b64decode(inside)[:2] == b"\xff\xd8"
    path.write_bytes(path.read_bytes()[:2000])
    assert "<image" not in worst_drawn.drawn(row, "words") and "a.jpg" in worst_drawn.drawn(row, "words")
    for gone in (str(tmp_path / "gone.jpg"), "no\0path"):
        assert 'class="none"' in worst_drawn.drawn({**row, "image": gone}, "words")


def test_the_masks_of_a_picture_are_outlined_with_their_holes_and_take_little_room(tmp_path: Path) -> None:
    truth, found = disc(9), disc(20)
    true, said, wrong = outlines(kept(truth, found), ("cat",))
    for told, mask in ((true, truth), (said, found), (wrong, (truth != found).astype(np.uint8))):
        one: Any = told[0]
        lines = [[point.split(",") for point in line.split()] for line in one["outlines"]]
        drawn = (
            cv2.fillPoly(np.zeros((480, 640), np.uint8), [np.array(line, float).astype(int) for line in lines], 1) > 0
        )
        assert (drawn & (mask > 0)).sum() / (drawn | (mask > 0)).sum() > 0.95
    assert not outlines(kept(np.where(found != truth, 255, truth).astype(np.uint8), found), ("cat",))[2]
    assert of_regions([("dog", rle.encode(truth)), ("cat", None)])[0]["label"] == "dog" and of_regions([]) == []
    noise = np.random.default_rng(0).integers(0, 3, (480, 640)).astype(np.uint8)
    rough = cv2.resize(noise[:80, :80], (640, 480), interpolation=cv2.INTER_NEAREST)
    assert len(str(outlines(kept(rough, noise), ("a", "b")))) < 20_000
    row: dict[str, Any] = {"name": "a", "image": str(photograph(tmp_path / "a.jpg")), "width": 640, "height": 480}
    row |= {"truth": [], "found": [], "true_masks": true, "found_masks": [{"outlines": ['1,2"/><script>']}]}
    drawn = worst_drawn.drawn(row, "")
    assert drawn.count("<path") == 2 and "script" not in drawn and "hatch" not in drawn, "what is no line is not drawn"


def test_masks_of_odd_pictures_are_outlined_where_they_lie() -> None:
    slim = np.zeros((4000, 60), np.uint8)
    slim[3000:3900, 10:50] = 1
    long: Any = outlines(kept(slim, slim), ("cat",))[0][0]
    assert max(float(point.split(",")[1]) for point in long["outlines"][0].split()) == pytest.approx(3900, abs=15)
    wide = np.zeros((1000, 12_000), np.uint8)
    wide[100:900, 11_000:11_900] = 1
    far: Any = outlines(kept(wide, wide), ("cat",))[0][0]
    assert worst_drawn._POINTS.fullmatch(far["outlines"][0]) and "11" in far["outlines"][0]
    cells = np.zeros((320, 320), np.uint8)
    for y in range(0, 320, 16):
        for x in range(0, 320, 16):
            cells[y + 2 : y + 12, x + 2 : x + 12] = 1 + (x // 16 + y // 16) % 20
    names = tuple(str(number) for number in range(20))
    many: list[Any] = outlines(kept(cells, cells), names)[0]
    points = sum(len(line.split()) for told in many for line in told["outlines"])
    assert 100 < points <= 500, "as many of the small ones as there is room for"


@pytest.mark.parametrize("name", ["a", "x" * 300, "a\nb", "\udc80"])
def test_names_of_any_kind_make_a_whole_page(name: str) -> None:
    text = page(report(folder=name, recipe=name, skipped=({"message": name},)))
    assert text.encode().decode() == text  # nothing that is no text is left


def test_two_reports_make_a_page_too(tmp_path: Path) -> None:
    before = hostile(tmp_path)
    text = comparison_page(finish(compare(before, before)), (HOSTILE[0], HOSTILE[1]))
    assert "<script" not in text and "<img" not in text and "detections.f1" in text
    assert inert.printable(HOSTILE[0]) in visible(text) and "0 regressed" in text


@pytest.fixture
def browse(tmp_path: Path) -> Callable[..., str]:
    """Opens a page in Chromium and gives the text of what became of it."""
    if CHROMIUM is None:
        pytest.skip("no chromium here: the page was not rendered")

    def opened(file: Path, *more: str) -> str:
        own = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}")
        quiet = ("--no-first-run", "--disable-background-networking", "--disable-component-update")
        log = tmp_path / "network.json"
        words = [CHROMIUM, *own, *quiet, f"--log-net-log={log}", *more, file.as_uri()]
        done = subprocess.run(words, capture_output=True, timeout=100, check=False)
        assert done.returncode == 0, done.stderr[-500:]
        assert "example.invalid" not in log.read_text(errors="replace")
        return done.stdout.decode()

    return opened


@pytest.mark.slow
def test_a_browser_shows_the_names_and_asks_nobody_for_anything(tmp_path: Path, browse: Callable[..., str]) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(page(hostile(tmp_path), CURVE).encode())
    became = browse(file, "--dump-dom")
    assert "<title>Report: &lt;script&gt;" in became and "<iframe" not in became and "<script" not in became
    seen = visible(became)
    for name in HOSTILE:
        assert inert.printable(name) in seen
    shots = {}
    for theme, more in {"light": (), "dark": ("--blink-settings=preferredColorScheme=0",)}.items():
        shot = tmp_path / f"{theme}.png"
        browse(file, *more, f"--screenshot={shot}", "--window-size=1280,2000", "--hide-scrollbars")
        shots[theme] = np.asarray(Image.open(shot).convert("L"))
    assert shots["light"].shape == (2000, 1280)
    assert shots["light"][:, :40].mean() > 200 > 60 > shots["dark"][:, :40].mean()  # beside the page's parts
    assert all(shot.std() > 20 for shot in shots.values())  # there is something on it

"""`overlap-engine score`: every form of truth and of predictions gives the same figures, which are known."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine import cli
from engine.formats import voc
from engine.metrics.coco import TWELVE
from tests.engine.devkit_for_tests import Real, average_precision
from tests.engine.devkit_for_tests import Said as Detected
from tests.engine.foreign_for_tests import coco_json
from tests.engine.scoring_for_tests import Said, as_results, as_texts, as_voc, predicted, refused, scored

ROOT = Path(__file__).resolve().parents[2]
KEYS = {"definition", "images", "problems"}


@pytest.fixture(scope="module")
def bare(every: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scenes in every format that says all by itself, without a picture."""
    root = tmp_path_factory.mktemp("bare")
    for form in ("voc", "coco", "labelme"):
        shutil.copytree(every / form, root / form, ignore=shutil.ignore_patterns("*.jpg", "*.jpeg", "*.png"))
        if form == "coco":
            (root / form / "images").rmdir()
    return root


@pytest.fixture(scope="module")
def said(every: Path) -> list[Said]:
    return predicted(every / "voc")


def one_coco(folder: Path, out: Path) -> Path:
    """The parts of a COCO folder as one file, with ids of its own."""
    images, objects, kinds = [], [], []
    for path in sorted((folder / "annotations").glob("*.json")):
        file = json.loads(path.read_text())
        start = len(images)
        images += [{**image, "id": image["id"] + start} for image in file["images"]]
        objects += [{**each, "image_id": each["image_id"] + start} for each in file["annotations"]]
        kinds = file["categories"]
    objects = [{**each, "id": number} for number, each in enumerate(objects, start=1)]
    out.write_text(json.dumps({"images": images, "annotations": objects, "categories": kinds}))
    return out


@pytest.mark.parametrize("protocol", ["voc2007", "voc2010"])
def test_voc_is_the_development_kit(
    protocol: str, bare: Path, said: list[Said], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sorted((bare / "voc" / "Annotations").glob("*.xml"))
    objects = [(place, one) for place, path in enumerate(files) for one in voc.parse(path, path.read_bytes()).instances]
    names = [path.stem for path in files]
    labels = sorted({one.label for _, one in objects})
    true = [Real(at, labels.index(one.label), voc.file_edges(one.box), one.difficult) for at, one in objects]
    found = [Detected(names.index(one.picture), labels.index(one.label), one.score, one.corners) for one in said]
    for iou in (0.5, 0.75):
        more = ("--iou", str(iou)) if iou != 0.5 else ()
        document = scored(capsys, bare / "voc", as_texts(said, tmp_path / f"texts{iou}"), protocol, *more)
        assert set(document) == {"mAP", "classes", "iou", *KEYS} and document["images"] == 10
        known = {label: average_precision(true, found, at, iou, protocol) for at, label in enumerate(labels)}
        assert document["classes"] == pytest.approx(known, abs=1e-14)
        assert document["mAP"] == pytest.approx(sum(known.values()) / len(known))
        assert protocol[3:] in document["definition"]


@pytest.mark.parametrize("protocol", ["voc2007", "voc2010", "coco", "single"])
def test_every_form_gives_the_same(
    protocol: str, every: Path, bare: Path, said: list[Said], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = one_coco(every / "coco", tmp_path / "whole.json")
    forms = [as_texts(said, tmp_path / "texts"), as_voc(said, tmp_path / "xml")]
    known = scored(capsys, bare / "voc", forms[0], protocol)
    named = as_results(said, tmp_path / "named.json")
    cases = [(every / "voc", forms[1]), (every / "yolo", forms[0]), (every / "labelme", forms[0]), (whole, forms[1])]
    cases += [(bare / form, forms[0]) for form in ("coco", "labelme")]
    cases += [(whole, as_results(said, tmp_path / "results.json", whole)), (bare / "voc", named)]
    for truth, predictions in cases:
        document = scored(capsys, truth, predictions, protocol)
        for key, value in known.items():
            by_area = key.startswith(("AP", "AR")) and key[-1] in "sml"  # COCO's files say that of the outline
            if key != "definition" and not (by_area and truth.name in ("coco", "whole.json")):
                near = pytest.approx(value, abs=1e-4 if truth.name == "yolo" else 1e-12)  # YOLO writes six digits
                assert document[key] == near, (truth, predictions, key)


def test_the_toy_example(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toy = shared / "metrics" / "toyexample"
    truth, texts = toy / "gts_vocpascal_format", toy / "dets_classname_abs_xyx2y2"
    whole, results = toy / "gts_coco_format" / "toy_example_coco.JSON", toy / "dets_coco_format" / "coco_dets.json"
    for protocol, iou, known in [
        ("voc2007", "0.5", 0.8864),
        ("voc2010", "0.5", 0.8958),
        ("voc2007", "0.75", 0.4924),
        ("voc2010", "0.75", 0.5097),
    ]:
        for pair in ((truth, texts), (whole, results)):
            document = scored(capsys, *pair, protocol, "--iou", iou)
            assert document["mAP"] == pytest.approx(known, abs=5e-5) and document["images"] == 10
    assert scored(capsys, toy / "gts_coco_format", results, "coco")["images"] == 10


def test_the_documents_have_the_keys_of_the_doors(
    bare: Path, said: list[Said], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = as_texts(said, tmp_path / "texts")
    assert set(scored(capsys, bare / "voc", texts, "coco")) == {*TWELVE, *KEYS}
    single = scored(capsys, bare / "voc", texts, "single")
    assert {"mean_iou", "accuracy", "localization_accuracy", "iou_at", *KEYS} <= set(single)
    assert list(single["iou_at"])[::9] == ["0.50", "0.95"]
    assert -1 < single["mean_ciou"] <= single["mean_diou"] < single["mean_iou"] and "mean_giou" in single
    assert set(single["legacy"]) == {"misplaced_one_iou", "corners_as_sizes_iou"}
    assert single["legacy"]["corners_as_sizes_iou"] > single["mean_iou"], "the old notebook's figure was too high"
    words = ["score", "--truth", str(bare / "voc"), "--predictions", str(texts), "--protocol", "voc2010"]
    assert cli.main(words) == 0
    assert "mAP" in (text := capsys.readouterr().out) and "every point" in text


def test_one_object_a_picture_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = as_voc(
        [
            Said("a", "cat", 1, (1, 1, 10, 10)),
            Said("a", "dog", 1, (1, 1, 4, 4)),
            Said("b", "dog", 1, (1, 1, 10, 10)),
            Said("c", "dog", 1, (1, 1, 10, 10)),
            Said("d", "dog", 1, (1, 1, 10, 10)),
        ],
        tmp_path / "truth",
    )
    said = [Said("a", "cat", 0.9, (1, 1, 10, 6)), Said("a", "dog", 0.8, (1, 1, 10, 10))]
    said += [Said("b", "cat", 0.7, (1, 1, 10, 10)), Said("c", "dog", 0.1, (1, 1, 10, 4))]
    document = scored(capsys, truth, as_texts(said, tmp_path / "texts"), "single")
    assert document["mean_iou"] == pytest.approx((0.6 + 1 + 0.4 + 0) / 4)
    assert document["accuracy"] == 0.5 and document["localization_accuracy"] == 0.25
    assert document["iou_at"]["0.60"] == 0.5 and document["iou_at"]["0.65"] == 0.25
    lower = scored(capsys, truth, tmp_path / "texts", "single", "--iou", "0.4")
    assert lower["localization_accuracy"] == 0.5


def test_what_belongs_to_no_picture_is_told(
    bare: Path, said: list[Said], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = as_texts(said, tmp_path / "texts")
    known = scored(capsys, bare / "voc", texts, "voc2010")
    (texts / "elsewhere.txt").write_text("cat 0.9 1 1 5 5\n")
    document = scored(capsys, bare / "voc", texts, "voc2010", status=1)
    assert document["mAP"] == known["mAP"] and "elsewhere.txt" in document["problems"][0]
    for path in texts.iterdir():
        if path.name != "elsewhere.txt":
            path.unlink()
    assert "elsewhere.txt" in refused(capsys, bare / "voc", texts, "voc2010")


def results(path: Path, *entries: dict) -> Path:
    path.write_text(json.dumps(list(entries)))
    return path


def test_results_without_names_lead_to_the_file_that_has_them(
    bare: Path, said: list[Said], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As `predict --to coco` leaves both of a folder that is not COCO's own."""
    whole = one_coco(bare / "coco", tmp_path / "predictions.json")
    alone = as_results(said, tmp_path / "results.json", whole)
    assert f"or {whole}, which names them" in refused(capsys, bare / "voc", alone, "voc2010")
    assert "predictions.json" not in refused(capsys, tmp_path / "nowhere", alone, "voc2010")
    whole.unlink()
    assert "predictions.json" not in refused(capsys, bare / "voc", alone, "voc2010")


GOOD = {"image_id": 1, "category_id": 1, "bbox": [1, 1, 5, 5], "score": 0.5}


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({**GOOD, "score": float("nan")}, "detection 2 of 2: its score nan"),
        ({**GOOD, "score": None}, "its score None"),
        ({**GOOD, "bbox": [1, 2, 3]}, "four numbers"),
        ({**GOOD, "bbox": [1, 1, -5, 5]}, "-5 wide"),
        ({"image_id": 1, "category_id": 1, "score": 1}, "neither a bbox nor a segmentation"),
        ({**GOOD, "segmentation": [[1, 1, 5, 1, 5, 5]]}, "no segmentation, though others have"),
    ],
)
def test_predictions_that_cannot_be_ranked_or_placed_are_refused(
    entry: dict, says: str, every: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = one_coco(every / "coco", tmp_path / "whole.json")
    assert says in refused(capsys, whole, results(tmp_path / "said.json", GOOD, entry), "coco")


@pytest.mark.parametrize("line", ["cat 0.9 1 1 5", "cat nan 1 1 5 5", "cat 0.9 1 1 5 inf", "cat", "\xff"])
def test_texts_that_say_something_else_are_refused_with_their_line(
    line: str, bare: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = next((bare / "voc" / "Annotations").glob("*.xml")).stem
    (tmp_path / f"{name}.txt").write_bytes(f"potted plant 0.5 1 1 5 5\n\n{line}\n".encode("latin-1"))
    said = refused(capsys, bare / "voc", tmp_path, "voc2007")
    assert f"{name}.txt" in said and ("line 3" in said or line == "\xff")


def test_wrong_calls_are_one_line(
    bare: Path, said: list[Said], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth, texts = bare / "voc", as_texts(said, tmp_path / "texts")
    assert "--iou 0.5: coco has no threshold" in refused(capsys, truth, texts, "coco", "--iou", "0.5")
    assert "above 0" in refused(capsys, truth, texts, "voc2007", "--iou", "0")
    assert "no such truth" in refused(capsys, tmp_path / "nowhere", texts, "coco")
    assert "no such predictions" in refused(capsys, truth, tmp_path / "nowhere", "coco")
    (tmp_path / "empty").mkdir()
    assert "no predictions here" in refused(capsys, truth, tmp_path / "empty", "coco")
    refused(capsys, tmp_path / "empty", texts, "coco")
    xml = as_voc(said, tmp_path / "xml")
    path = next(xml.iterdir())
    path.write_text(path.read_text().replace("<score>", "<sure>").replace("</score>", "</sure>"))
    assert f"{path.name}, line 1: an object has no <score>" in refused(capsys, truth, xml, "coco")


def test_a_damaged_truth_is_left_out_and_told(
    bare: Path, said: list[Said], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = Path(shutil.copytree(bare / "voc", tmp_path / "truth"))
    path = next((truth / "Annotations").glob("*.xml"))
    path.write_text("<annotation><object>")
    document = scored(capsys, truth, as_texts(said, tmp_path / "texts"), "voc2010", status=1)
    assert document["images"] == 9 and any(path.name in problem for problem in document["problems"])


def test_two_files_with_the_same_ids_are_not_guessed(
    every: Path, said: list[Said], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sorted((every / "coco" / "annotations").glob("*.json"))
    if len(files) < 2:
        (tmp_path / "annotations").mkdir()
        files = [Path(shutil.copy(files[0], tmp_path / "annotations" / f"instances_{part}.json")) for part in "ab"]
    found = as_results([one for one in said if one.score], tmp_path / "results.json", files[0])
    assert "name the one COCO file" in refused(capsys, files[0].parent.parent, found, "coco")


def test_scoring_never_loads_torch(bare: Path, said: list[Said], tmp_path: Path) -> None:
    texts = as_texts(said, tmp_path / "texts")
    words = ["score", "--truth", str(bare / "voc"), "--predictions", str(texts), "--protocol", "coco"]
    code = f"import sys; from engine import cli; assert cli.main({words!r}) == 0; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)


def test_numbers_that_mean_two_classes_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two COCO files side by side, whose pictures have numbers of their own and whose classes don't."""
    (tmp_path / "truth").mkdir()
    for image, name in enumerate(("cat", "dog"), start=1):
        entry = {"id": image, "image_id": image, "category_id": 1, "bbox": [10, 10, 20, 20], "area": 400, "iscrowd": 0}
        picture = {"id": image, "file_name": f"{image}.jpg", "width": 90, "height": 90}
        document = {"images": [picture], "annotations": [entry], "categories": [{"id": 1, "name": name}]}
        (tmp_path / "truth" / f"instances_{image}.json").write_text(json.dumps(document))
    found = [{"image_id": image, "category_id": 1, "bbox": [10, 10, 20, 20], "score": 0.9} for image in (1, 2)]
    results = tmp_path / "results.json"
    results.write_text(json.dumps(found))
    said = refused(capsys, tmp_path / "truth", results, "voc2010")
    assert "call category 1 differently" in said and "name the one COCO file" in said
    own = {"images": [{"id": n, "file_name": f"{n}.jpg"} for n in (1, 2)], "categories": [{"id": 1, "name": "cat"}]}
    results.write_text(json.dumps({**own, "annotations": found}))  # it says itself what it means
    assert scored(capsys, tmp_path / "truth", results, "voc2010")["classes"] == {"cat": 1, "dog": 0}


@pytest.mark.parametrize("name", ["sub\\a.jpg", "sub/a.jpg", "a"])
@pytest.mark.parametrize("said", ["sub/a", "a"])
def test_pictures_of_a_coco_file_are_found_however_their_paths_are_written(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And a stray line among the outlines of an object takes nothing from its box."""
    outlines = [[1, 1, 3, 3], [5, 6, 25, 6, 25, 16, 5, 16]]
    entry = {"id": 1, "image_id": 1, "category_id": 7, "bbox": [5, 6, 20, 10], "segmentation": outlines}
    truth = tmp_path / "truth.json"
    truth.write_text(coco_json(name, annotations=[entry]))
    (tmp_path / "said" / "sub").mkdir(parents=True)
    (tmp_path / "said" / f"{said}.txt").write_text("cat .9 6 7 25 16\r\n")
    assert scored(capsys, truth, tmp_path / "said", "voc2010")["mAP"] == 1

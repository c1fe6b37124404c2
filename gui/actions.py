"""ONE table of everything a person can do. Menus, the tool bar, the keys and the finder all read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Entry:
    """One action. `icon` is its drawing in the tool bar. `when` names the condition it needs (see `CONDITIONS`), ""
    none. `anywhere` is False for keys that also mean something inside fields and lists (Enter, Del): they act only
    while the canvas or the image list has the focus. `checks` marks an action that is on or off."""

    id: str
    text: str
    category: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    when: str = ""
    anywhere: bool = True
    checks: bool = False


@dataclass(frozen=True, slots=True)
class Gesture:
    """A key or mouse gesture that the canvas or the list takes itself; listed on the sheet of keys. No action may have
    the keys that are `taken`."""

    keys: str
    text: str
    category: str
    taken: tuple[str, ...] = ()


CATEGORIES = ("File", "Edit", "Tools", "View", "Go", "Model", "Help")

CONDITIONS: Mapping[str, str] = {
    "folder": "Open a folder first",
    "picture": "Open a picture first",
    "editable": "This picture's labels cannot be edited",
    "selected": "Select a box first",
    "unsaved": "Nothing to save",
    "any_unsaved": "Nothing to save",
    "undo": "Nothing to undo",
    "redo": "Nothing to redo",
    "prediction": "There is no prediction to take here",
    "prediction_kept": "This picture has no prediction",
    "toned": "The picture is shown as it is",
    "checkpoint": "Open a checkpoint or train one first",
    "walked": "Go to a disagreement first (Tab)",
    "object": "Choose an object first",
    "verified": "This picture is not verified",
}
"""Condition -> why an action that needs it is off."""

TABLE = (
    Entry("open_folder", "Open folder…", "File", ("Ctrl+O", "Ctrl+U")),
    Entry("open_sample", "Open the sample", "File"),
    Entry("open_checkpoint", "Open checkpoint…", "File", (), "", "folder"),
    Entry("save", "Save labels", "File", ("Ctrl+S",), "", "unsaved"),
    Entry("save_all", "Save all labels", "File", ("Ctrl+Shift+S",), "", "any_unsaved"),
    Entry("autosave", "Save when leaving a picture", "File", checks=True),
    Entry("quit", "Quit", "File", ("Ctrl+Q",)),
    Entry("undo", "Undo", "Edit", ("Ctrl+Z",), "undo", "undo"),
    Entry("redo", "Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "redo"),
    Entry("relabel", "Change label…", "Edit", ("Ctrl+E",), "", "selected"),
    Entry("delete", "Delete", "Edit", ("Del",), "", "selected", anywhere=False),
    Entry("accept", "Accept prediction", "Edit", ("Enter", "Return"), "", "prediction", anywhere=False),
    Entry("accept_box", "Accept its box", "Edit", (), "", "prediction"),
    Entry("accept_class", "Accept its class", "Edit", (), "", "prediction"),
    Entry("accept_mask", "Accept its mask", "Edit", (), "", "prediction"),
    Entry("reject", "Reject: leave the label as it is", "Edit", ("Backspace",), "", "walked", anywhere=False),
    Entry("hide_object", "Hide or show the object", "Edit", ("Shift+H",), "", "object"),
    Entry("lock", "Lock or unlock the object", "Edit", ("L",), "", "selected"),
    Entry("difficult", "Difficult", "Edit", ("Shift+D",), "", "selected", checks=True),
    Entry(
        "accept_here",
        "Accept all confident predictions here",
        "Edit",
        ("Ctrl+Enter", "Ctrl+Return"),
        "",
        "prediction_kept",
    ),
    Entry("accept_list", "Accept all confident predictions of the list…", "Edit", (), "", "checkpoint"),
    Entry("copy", "Copy", "Edit", ("Ctrl+C",), "", "selected", anywhere=False),
    Entry("paste", "Paste", "Edit", ("Ctrl+V",), "", "editable", anywhere=False),
    Entry("duplicate", "Duplicate", "Edit", ("Ctrl+D",), "", "selected"),
    Entry("copy_previous", "Copy all from the previous picture", "Edit", ("Ctrl+Shift+V",), "", "editable"),
    Entry("select_all", "Select all objects", "Edit", ("Ctrl+A",), "", "editable", anywhere=False),
    Entry("rename_class", "Rename, merge or recolour a class…", "Edit", (), "", "folder"),
    Entry("select", "Select", "Tools", ("Esc", "Ctrl+J"), "select", checks=True),
    Entry("box", "Draw a box", "Tools", ("W", "R"), "box", "editable", checks=True),
    Entry("polygon", "Draw a polygon", "Tools", ("P",), "polygon", "editable", checks=True),
    Entry("edges", "Draw along edges", "Tools", ("I",), "edges", "editable", checks=True),
    Entry("brush", "Paint", "Tools", ("B",), "brush", "editable", checks=True),
    Entry("eraser", "Erase", "Tools", ("E",), "eraser", "editable", checks=True),
    Entry("fill", "Fill a region", "Tools", ("F",), "fill", "editable", checks=True),
    Entry("wand", "Magic wand", "Tools", ("M",), "wand", "editable", checks=True),
    Entry("cut_out", "Cut out an object in a box", "Tools", ("G",), "cut_out", "editable", checks=True),
    Entry("scribble", "Cut out a marked object", "Tools", ("Shift+G",), "scribble", "editable", checks=True),
    Entry("smaller", "Smaller brush", "Tools", ("[",), "", "editable"),
    Entry("larger", "Larger brush", "Tools", ("]",), "", "editable"),
    Entry("paint_void", "Paint void", "Tools", ("0",), "", "editable", anywhere=False),
    Entry("over_void", "Paint over void", "Tools", ("Shift+V",), "", "editable", checks=True),
    Entry("network_mask", "Take the network's mask in the box", "Tools", ("N",), "", "selected"),
    Entry("to_polygon", "Make it a polygon", "Tools", ("Shift+P",), "", "selected"),
    Entry("to_mask", "Make it pixels of the mask", "Tools", ("Shift+B",), "", "selected"),
    Entry("to_box", "Make it a box", "Tools", ("Shift+W",), "", "selected"),
    Entry("merge", "Merge the selected objects", "Tools", ("Ctrl+M",), "", "selected"),
    Entry("split", "Split the object into its parts", "Tools", ("Ctrl+Shift+M",), "", "selected"),
    Entry("view_truth", "Truth", "View", checks=True),
    Entry("view_prediction", "Prediction", "View", checks=True),
    Entry("view_both", "Both", "View", checks=True),
    Entry("view_side", "Side by side", "View", checks=True),
    Entry("view_difference", "Difference", "View", checks=True),
    Entry("view_swipe", "Swipe", "View", checks=True),
    Entry("masks", "Masks", "View", ("X",), checks=True),
    Entry("outlines", "Outlines", "View", ("Z",), checks=True),
    Entry("colour_by_class", "Colour outlines by class", "View", checks=True),
    Entry("fit", "Fit picture", "View", ("Ctrl+F",), "fit", "picture"),
    Entry("actual_size", "Actual size", "View", ("Ctrl+0",), "", "picture"),
    Entry("zoom_in", "Zoom in", "View", ("Ctrl++", "Ctrl+="), "", "picture"),
    Entry("zoom_out", "Zoom out", "View", ("Ctrl+-",), "", "picture"),
    Entry("tone", "Brightness and contrast…", "View", ("Ctrl+Shift+B",), "", "picture"),
    Entry("tone_brighter", "Brighter", "View", ("Ctrl+PgUp",), "", "picture"),
    Entry("tone_darker", "Darker", "View", ("Ctrl+PgDown",), "", "picture"),
    Entry("tone_reset", "Picture as it is", "View", ("Ctrl+Shift+0",), "", "toned"),
    Entry("images_dock", "Images", "View", ("F9",), "", "folder", checks=True),
    Entry("instances_dock", "Instances", "View", ("F10",), "", "folder", checks=True),
    Entry("bottom_dock", "Train and evaluate", "View", ("F11",), "", "folder", checks=True),
    Entry("next_dock", "Next panel", "View", ("F6",)),
    Entry("theme_system", "System theme", "View", checks=True),
    Entry("theme_light", "Light theme", "View", checks=True),
    Entry("theme_dark", "Dark theme", "View", checks=True),
    Entry("language_system", "System language", "View", checks=True),
    Entry("language_en", "English", "View", checks=True),
    Entry("language_de", "Deutsch", "View", checks=True),
    Entry("next", "Next picture", "Go", ("D",), "", "folder"),
    Entry("previous", "Previous picture", "Go", ("A",), "", "folder"),
    Entry("next_unverified", "Next not verified", "Go", ("Ctrl+Shift+D",), "", "folder"),
    Entry("verify", "Verified, next picture", "Go", ("Space",), "", "folder", anywhere=False),
    Entry("unverify", "Take “verified” back", "Go", ("Shift+Space",), "", "verified", anywhere=False),
    Entry("goto", "Go to picture…", "Go", ("Ctrl+G",), "", "folder"),
    Entry("first", "First picture", "Go", ("Home",), "", "folder", anywhere=False),
    Entry("last", "Last picture", "Go", ("End",), "", "folder", anywhere=False),
    Entry("next_disagreement", "Next disagreement", "Go", ("Tab",), "", "picture", anywhere=False),
    Entry("previous_disagreement", "Previous disagreement", "Go", ("Shift+Tab",), "", "picture", anywhere=False),
    Entry("search", "Search pictures", "Go", ("/",), "", "folder"),
    Entry("train", "Train…", "Model", ("Ctrl+T",), "", "folder"),
    Entry("hyperparameters", "How it learns…", "Model", (), "", "folder"),
    Entry("find_rate", "Find a learning rate…", "Model", (), "", "folder"),
    Entry("augmentations", "Preview augmentations…", "Model", (), "", "folder"),
    Entry("evaluate", "Evaluate", "Model", (), "", "folder"),
    Entry("predict", "Predict this folder", "Model", (), "", "checkpoint"),
    Entry("export_onnx", "Export to ONNX…", "Model", (), "", "checkpoint"),
    Entry("weights", "Folder of pretrained weights…", "Model"),
    Entry("find", "Find an action…", "Help", ("Ctrl+K",)),
    Entry("shortcuts", "Keys", "Help", ("F1",)),
    Entry("change_keys", "Change keys…", "Help"),
    Entry("tour", "Show the tour", "Help"),
    Entry("log", "Show the log", "Help"),
)

CLASS_KEYS = tuple(
    Entry(f"class_{digit}", f"Class {digit}", "Classes", (str(digit),), "", "editable", anywhere=False)
    for digit in range(1, 10)
)
"""Not in a menu, and one line on the sheet."""

ARROWS = tuple(
    f"{held}{arrow}" for held in ("", "Shift+", "Alt+", "Alt+Shift+") for arrow in ("Left", "Right", "Up", "Down")
)

SWIPE_KEYS = tuple(f"Ctrl+{held}{arrow}" for held in ("", "Shift+") for arrow in ("Left", "Right"))

GESTURES = (
    Gesture("1-9", "Set the class", "Edit"),
    Gesture("Arrows", "Nudge 1 px (Shift 10 px, Alt one edge)", "Edit", ARROWS),
    Gesture("H, held", "Hide everything drawn", "View", ("H",)),
    Gesture("Ctrl+Left, Ctrl+Right", "Move the divider of Swipe", "View", SWIPE_KEYS),
    Gesture("Ctrl+wheel", "Zoom at the cursor", "View"),
    Gesture("Wheel, Shift+wheel", "Scroll, sideways", "View"),
    Gesture("Middle drag, Space+drag", "Move the picture", "View"),
    Gesture("Drag, or click twice", "Draw a box", "Tools"),
    Gesture("Shift+click", "Select another, too", "Tools"),
    Gesture("Drag beside objects, Shift+drag", "Select what is framed", "Tools"),
    Gesture("Enter, Backspace", "Close an outline, take its last point back", "Tools"),
    Gesture("Click an edge, Alt+click a point", "Add and delete points of a polygon", "Tools"),
    Gesture("Ctrl, held", "Points do not snap to neighbours", "Tools"),
)

TOOL_BAR = (
    "select",
    "box",
    "polygon",
    "edges",
    "brush",
    "eraser",
    "fill",
    "wand",
    "cut_out",
    "scribble",
    "|",
    "undo",
    "redo",
    "|",
    "fit",
)

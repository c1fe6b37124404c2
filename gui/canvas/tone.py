"""Brightness, contrast and gamma for viewing only: a table of 256 values that the drawn levels of a picture go through.
No file, no label and nothing that is learnt ever sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from PySide6.QtGui import QImage

    from gui.canvas.backdrop import Pyramid


@dataclass(frozen=True, slots=True)
class Tone:
    """`brightness` and `contrast` in -100..100, 0 as the picture is; `gamma` in 0.2..5, above 1 the shadows are lit."""

    brightness: int = 0
    contrast: int = 0
    gamma: float = 1.0

    @property
    def plain(self) -> bool:
        """Whether the picture is shown as it is."""
        return self == Tone()

    def table(self) -> np.ndarray:
        """What becomes of each value of a channel: 256 uint8, never falling. Contrast turns round the middle grey, a
        hundred of it is four times as steep or flat; brightness is added after that, gamma comes last."""
        import numpy as np  # there is a picture, so numpy has long been loaded

        value = np.arange(256) / 255
        value = (value - 0.5) * 4.0 ** (self.contrast / 100) + 0.5 + self.brightness / 100
        return np.rint(255 * np.clip(value, 0, 1) ** (1 / self.gamma)).astype(np.uint8)


class Toned:
    """A pyramid seen through a tone; a level is made when it is first drawn."""

    def __init__(self, pyramid: Pyramid, tone: Tone) -> None:
        self.pyramid, self.tone = pyramid, tone
        self._made: dict[int, tuple[QImage, object]] = {}

    @property
    def whole(self) -> QImage:
        """The picture at full size, as it is in its file: to be measured, not drawn."""
        return self.pyramid.whole

    def level(self, scale: float) -> QImage:
        """`Pyramid.level`, through the table."""
        plain = self.pyramid.level(scale)
        key = plain.cacheKey()
        if key not in self._made:
            self._made[key] = _through(plain, self.tone.table())
        return self._made[key][0]


def _through(image: QImage, table: np.ndarray) -> tuple[QImage, object]:
    """`image`, 32 bits a pixel, with its three channels through `table`, and the pixels it does not keep itself."""
    import cv2
    import numpy as np
    from PySide6.QtGui import QImage

    high, wide = image.height(), image.width()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(high, image.bytesPerLine())[:, : 4 * wide]
    drawn = cv2.LUT(np.ascontiguousarray(pixels), table)
    drawn[:, 3::4] = 255  # what no colour uses is full in every picture of this kind
    return QImage(drawn.data, wide, high, 4 * wide, QImage.Format.Format_RGB32), drawn


class Tones:
    """The last pyramid that was seen through a tone, so that what is drawn twice is made once."""

    def __init__(self) -> None:
        self._last: Toned | None = None

    def of(self, pyramid: Pyramid | None, tone: Tone) -> Pyramid | Toned | None:
        """`pyramid` itself where the tone is plain."""
        if pyramid is None or tone.plain:
            self._last = None
            return pyramid
        if self._last is None or self._last.pyramid is not pyramid or self._last.tone != tone:
            self._last = Toned(pyramid, tone)
        return self._last

"""How tall the capitals are where letters of these heights are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Height of letters without ascender, as a share of capitals: .69 in Times, .73 in sans faces.
X_HEIGHT = 0.69
#: How much such a letter tells: a little less, so that a line of capitals is not taken for small
#: letters of a larger type.
_WORTH = 0.85
#: Heights differ by this share of a tall within a line.
_NEAR = 0.06
#: Fewer letters tell less than what the page has.
_ENOUGH = 8
#: The share of letters that are high, how many tell, and how odd it is when none is.
_HIGH_SHARE, _MANY, _ODD = 0.15, 12, 0.35
_STEPS = 60


class CapHeights:
    """The talls that letters may have, and which heights each of them explains.

    Args:
        usual: the most likely tall, in pixels.
        shares: the least and the largest tall, as shares of that.
        doubts: the share of letters that a smaller and that a larger tall must explain besides,
            per square of the logarithm of how unusual it is.
    """

    def __init__(
        self, usual: float, shares: tuple[float, float], *, doubts: tuple[float, float]
    ) -> None:
        import numpy as np

        low, high = shares
        self._talls = np.linspace(low, high, _STEPS) * usual
        heights, talls = np.arange(int(high * usual) + 4)[None, :], self._talls[:, None]

        def near(tall: Floats) -> Floats:
            return np.asarray(np.exp(-0.5 * ((heights - tall) / (_NEAR * talls)) ** 2))

        self._high, self._low = near(talls), _WORTH * near(X_HEIGHT * talls)
        smaller, larger = doubts
        doubt = np.where(self._talls < usual, smaller, larger)
        self._doubt = doubt * np.log(self._talls / usual) ** 2

    def best(self, heights: NDArray[np.number]) -> float:
        """Return the tall that explains most of ``heights``, how high letters reach."""
        import numpy as np

        most = self._high.shape[1] - 1
        counts = np.bincount(np.clip(heights, 0, most).astype(np.int64), minlength=most + 1)
        counts[[0, most]] = 0
        seen = max(1, int(counts.sum()))
        high = self._high @ counts
        explained = (high + self._low @ counts) / max(_ENOUGH, seen)
        # Many letters, and no capital or ascender among them, is not what words look like.
        missing = np.clip(1 - high / (_HIGH_SHARE * seen), 0, 1) * min(1, seen / _MANY)
        return float(self._talls[np.argmax(explained - self._doubt - _ODD * missing)])

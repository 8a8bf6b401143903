"""How often a value like this one is right: a rule's confidence, put on the curve of its field.

The curves are fitted by ``models/confidence`` on values that were held against gold records.
"""

from __future__ import annotations

import json
import math
from functools import cache
from typing import NamedTuple, TypeVar

from vnadmin_nlp.model.record import Citation, Deadline, Evidence
from vnadmin_nlp.runtime.model_files import trained

#: What a rule says beyond these is taken as if it said so much: no rule can tell 0.998 from 1.
_LEAST_SAID, _MOST_SAID = 0.02, 0.998
#: Nothing is as good as certain: more than this no number of right values has shown yet.
_LEAST, _MOST = 0.01, 0.995

#: Name of the curve for fields without one of their own.
OTHER = "other"

Item = TypeVar("Item", Evidence, Citation, Deadline)


class Curve(NamedTuple):
    """A logistic curve over the log-odds of what a rule says (Platt).

    Attributes:
        level: log-odds of being right where a rule says 0.953, whose log-odds are 3.
        slope: how much the log-odds grow with those that the rule says; never negative.
    """

    level: float
    slope: float

    def at(self, confidence: float) -> float:
        """Return the share of values that are right where a rule is so confident.

        >>> steady, trusting = Curve(level=3.0, slope=0.0), Curve(level=3.0, slope=1.0)
        >>> steady.at(0.2) == steady.at(0.9), round(trusting.at(0.9), 3)
        (True, 0.9)
        """
        odds = self.level + self.slope * log_odds(confidence)
        return min(_MOST, max(_LEAST, 1 / (1 + math.exp(-odds))))


def log_odds(confidence: float) -> float:
    """Return the log-odds of what a rule says, counted from 3: that is a confidence of 0.953."""
    said = min(_MOST_SAID, max(_LEAST_SAID, confidence))
    return math.log(said / (1 - said)) - 3


def calibrated(field: str, item: Item, most: float = 1.0) -> Item:
    """Return a value's evidence, a citation or a deadline with the confidence of its curve.

    Args:
        field: name of the field; of an item that of its list.
        item: with the confidence of the rule that found it.
        most: it gets no surer than this, whatever the curve says.
    """
    curve = curve_of(field)
    return item.model_copy(update={"confidence": round(min(most, curve.at(item.confidence)), 3)})


def curve_of(field: str) -> Curve:
    """Return the curve of a field, or that of fields without one of their own."""
    curves = _curves()
    return curves.get(field, curves[OTHER])


@cache
def _curves() -> dict[str, Curve]:
    table = json.loads(trained("confidence", "curves.json").read_text("utf-8"))
    return {field: Curve(**curve) for field, curve in table["curves"].items()}

"""The outcome of a comparison: counts, differences and how far confidences can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from vnadmin_nlp.evaluation import reliability
from vnadmin_nlp.evaluation.reliability import Reliability

#: The fields whose mean F1 is reported, and which must all be right for a record to be whole.
CORE = (
    "issuing_body", "number", "date", "subject",
    "signer.name", "addressees", "citations", "deadlines",
)  # fmt: skip


@dataclass
class Tally:
    """The counts of one field.

    Attributes:
        right: values that are given and right.
        gold: values in the gold records.
        got: values given.
        close: values right or nearly so.
        sure: values given without a review flag.
        sure_wrong: how many of those are wrong.
    """

    right: int = 0
    gold: int = 0
    got: int = 0
    close: int = 0
    sure: int = 0
    sure_wrong: int = 0

    def add(self, right: int, gold: int, got: int, close: int | None = None) -> None:
        """Count some values; ``close`` is ``right`` where nearness means nothing."""
        self.right += right
        self.gold += gold
        self.got += got
        self.close += right if close is None else close

    def figures(self) -> dict[str, float]:
        """Return the shares that the table shows; an empty field counts as perfect."""
        precision = _share(self.right, self.got, empty=not self.gold)
        recall = _share(self.right, self.gold, empty=not self.got)
        both = precision + recall
        return {
            "gold": self.gold,
            "got": self.got,
            "precision": precision,
            "recall": recall,
            "f1": 2 * precision * recall / both if both else 0.0,
            "close": _share(self.close, self.gold, empty=True),
            "sure": self.sure,
            "sure_wrong": _share(self.sure_wrong, self.sure, empty=False),
        }


def _share(part: int, whole: int, *, empty: bool) -> float:
    return part / whole if whole else float(empty)


@dataclass(frozen=True)
class Difference:
    """A value of one document that is missing, wrong or too many.

    Attributes:
        document: name of the gold record.
        field: the field; of a list all that is amiss is one difference.
        gold: what was to be read; of a list the missed items.
        got: what was read; of a list the surplus items.
        items: the turns of the gold values in a list, from 0.
    """

    document: str
    field: str
    gold: Any
    got: Any
    items: tuple[int, ...] = ()


@dataclass
class AccuracyReport:
    """The outcome of a comparison.

    Attributes:
        documents: number of gold records compared.
        answered: how many of them have a prediction.
        whole: share of documents whose core fields are all right.
        fields: the counts, in the order of the table.
        differences: every value that is not right.
        reliability: the claims of every field that has a confidence.
    """

    documents: int = 0
    answered: int = 0
    whole: float = 0.0
    fields: dict[str, Tally] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    reliability: dict[str, Reliability] = field(default_factory=dict)

    @property
    def core_mean_f1(self) -> float:
        """Return the mean F1 of the core fields that were scored."""
        scores = [self.fields[name].figures()["f1"] for name in CORE if name in self.fields]
        return sum(scores) / max(1, len(scores))

    def to_json(self) -> dict[str, Any]:
        """Return all figures."""
        return {
            "documents": self.documents,
            "answered": self.answered,
            "core_mean_f1": self.core_mean_f1,
            "whole_record": self.whole,
            "fields": {name: tally.figures() for name, tally in self.fields.items()},
            "calibration": {
                name: one.figures() for name, one in self.reliability.items() if one.claims
            },
        }

    def table(self) -> str:
        """Return the figures as a table, one line a field."""
        heads = ("prec", "recall", "F1", "close")
        lines = [
            f"{self.documents} documents, {self.answered} answered",
            f"{'field':24}{'gold':>6}{'got':>6}"
            + "".join(f"{head:>8}" for head in heads)
            + f"{'sure':>7}{'wrong':>8}",
        ]
        for name, tally in self.fields.items():
            row = tally.figures()
            line = f"{name:24}{row['gold']:6}{row['got']:6}"
            line += "".join(f"{row[key]:8.3f}" for key in ("precision", "recall", "f1", "close"))
            lines.append(line + (f"{row['sure']:7}{row['sure_wrong']:8.3f}" if row["sure"] else ""))
        lines.append(
            f"mean F1 of the eight core fields: {self.core_mean_f1:.3f}; "
            f"documents with all eight right: {self.whole:.3f}"
        )
        return "\n".join(lines)

    def calibration_table(self) -> str:
        """Return how far confidences can be trusted; nothing where records have none."""
        return reliability.table(self.reliability)

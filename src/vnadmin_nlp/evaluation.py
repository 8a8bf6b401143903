"""Compare records with gold records, field by field: precision, recall, F1 and nearness."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from vnadmin_nlp.text import same_tone_style

#: A record or gold record in its public JSON form.
Json = Mapping[str, Any]

SCALARS = (
    "system", "doc_type", "parent_body", "issuing_body", "number", "sign",
    "place", "date", "subject", "urgency", "secrecy",
)  # fmt: skip
SIGNER_PARTS = ("authority", "role", "name")
LISTS = ("addressees", "recipients")
#: The fields whose mean F1 is reported, and which must all be right for a record to be whole.
CORE = (
    "issuing_body", "number", "date", "subject",
    "signer.name", "addressees", "citations", "deadlines",
)  # fmt: skip

_NUMBERLIKE = ("number", "sign")
_EXACT = (*_NUMBERLIKE, "date")  # nearly right is wrong here
_CLOSE, _CLOSE_NAME = 0.95, 0.9
_SAME_ITEM, _SAME_TITLE, _SAME_DEADLINE, _SAME_ISSUER = 0.9, 0.85, 0.6, 0.8

_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_QUOTES = re.compile("[\u2018\u2019\u201c\u201d\"']")
_SPACES = re.compile(r"\s+")
_LEADING_ZEROS = re.compile(r"^0+(?=\d)")


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
    """A value of one document that is missing, wrong or too many."""

    document: str
    field: str
    gold: Any
    got: Any


@dataclass
class Report:
    """The outcome of a comparison.

    Attributes:
        documents: number of gold records compared.
        answered: how many of them have a prediction.
        whole: share of documents whose core fields are all right.
        fields: the counts, in the order of the table.
        differences: every value that is not right.
    """

    documents: int = 0
    answered: int = 0
    whole: float = 0.0
    fields: dict[str, Tally] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

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


def evaluate(gold: Mapping[str, Json], got: Mapping[str, Json]) -> Report:
    """Compare predictions with gold records of the same names.

    A document without a prediction counts as wholly missed; a field that a gold record lacks is
    not scored there.

    Args:
        gold: gold records by name.
        got: predicted records by name, in the public JSON form.
    """
    report = Report(documents=len(gold), answered=sum(name in got for name in gold))
    whole = 0
    for name, expected in sorted(gold.items()):
        seen = len(report.differences)
        for part in (_scalars, _signer, _lists, _citations, _deadlines):
            part(report, name, expected, got.get(name) or {})
        wrong = {difference.field for difference in report.differences[seen:]}
        whole += wrong.isdisjoint(CORE)
    report.whole = whole / len(gold) if gold else 0.0
    return report


def select(gold: Mapping[str, Json], only: str | None) -> dict[str, Json]:
    """Return the gold records that count: no rejected ones, and of one kind if asked.

    Args:
        gold: gold records by name.
        only: ``KEY=VALUE``, for example ``system=party`` or ``number_handwritten=true``; for a
            key that holds a list, records whose list has the value.
    """
    kept = {name: record for name, record in gold.items() if "reject" not in record}
    if only is None:
        return kept
    key, _, value = only.partition("=")
    return {name: record for name, record in kept.items() if value in _spellings(record.get(key))}


def _spellings(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else (str(value), json.dumps(value))


def fold_value(value: object) -> str:
    """Return the form in which two values are compared.

    >>> fold_value("Uỷ ban  nhân dân;") == fold_value("ỦY BAN NHÂN DÂN")
    True
    """
    if value is None:
        return ""
    text = _QUOTES.sub("", _DASHES.sub("-", same_tone_style(str(value))))
    return _SPACES.sub(" ", text).strip(" .,;:/-*–")


def fold_number(value: object) -> str:
    """Return the form in which two document numbers are compared.

    >>> fold_number("Số: 05 - CT/TU")
    '5-ct/tu'
    """
    text = _SPACES.sub("", fold_value(value)).removeprefix("số").lstrip(":.")
    return _LEADING_ZEROS.sub("", text)


def likeness(one: object, other: object) -> float:
    """Return 0.0 to 1.0: how alike two values are once folded."""
    a, b = fold_value(one), fold_value(other)
    return 1.0 if a == b else SequenceMatcher(None, a, b, autojunk=False).ratio()


def pair_up(
    gold: Sequence[Any], got: Sequence[Any], alike: Callable[[Any, Any], float]
) -> list[tuple[int, int]]:
    """Return the index pairs of items that match one to one, the most alike first.

    >>> pair_up(["a", "b"], ["b", "c"], lambda x, y: float(x == y))
    [(1, 0)]
    """
    scored = sorted(
        ((alike(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(got)), reverse=True
    )
    pairs: list[tuple[int, int]] = []
    taken_gold: set[int] = set()
    taken_got: set[int] = set()
    for score, i, j in scored:
        if score > 0 and i not in taken_gold and j not in taken_got:
            taken_gold.add(i)
            taken_got.add(j)
            pairs.append((i, j))
    return pairs


def _scalars(report: Report, name: str, gold: Json, got: Json) -> None:
    for key in SCALARS:
        if key not in gold:
            continue
        g, p = gold[key], got.get(key)
        compare = fold_number if key in _NUMBERLIKE else fold_value
        right = bool(g and p) and compare(g) == compare(p)
        close = right or (bool(g and p) and key not in _EXACT and likeness(g, p) >= _CLOSE)
        _count(report, name, key, g, p, right, close, flags={key} & _flags(got))


def _signer(report: Report, name: str, gold: Json, got: Json) -> None:
    if "signer" not in gold:
        return
    for part in SIGNER_PARTS:
        key = f"signer.{part}"
        g, p = (gold["signer"] or {}).get(part), (got.get("signer") or {}).get(part)
        right = bool(g and p) and _unspaced(g) == _unspaced(p)
        close = right or (bool(g and p) and likeness(g, p) >= _CLOSE_NAME)
        _count(report, name, key, g, p, right, close, flags={"signer", key} & _flags(got))


def _unspaced(value: object) -> str:
    return fold_value(value).replace(" ", "")


def _flags(got: Json) -> set[str]:
    return set(got.get("review") or ())


def _count(
    report: Report,
    name: str,
    key: str,
    g: Any,
    p: Any,
    right: bool,
    close: bool,
    *,
    flags: set[str],
) -> None:
    tally = report.fields.setdefault(key, Tally())
    tally.add(right, bool(g), bool(p), close)
    if p and not flags:
        tally.sure += 1
        tally.sure_wrong += not right
    if not right and (g or p):
        report.differences.append(Difference(name, key, g, p))


def _lists(report: Report, name: str, gold: Json, got: Json) -> None:
    for key in LISTS:
        _items(report, name, key, gold, got, _item_likeness)


def _deadlines(report: Report, name: str, gold: Json, got: Json) -> None:
    _items(report, name, "deadlines", gold, got, _deadline_likeness)


def _citations(report: Report, name: str, gold: Json, got: Json) -> None:
    if "citations" not in gold:
        return
    pairs = list(_items(report, name, "citations", gold, got, _citation_likeness))
    numbered = report.fields.setdefault("citations (numbered)", Tally())
    numbered.add(
        sum(bool(g.get("number")) for g, _ in pairs),
        _having("number", gold["citations"] or ()),
        _having("number", got.get("citations") or ()),
    )
    for part in ("type", "date", "relation"):
        _part_of_pairs(report, part, pairs, lambda g, p: fold_value(g) == fold_value(p))
    _part_of_pairs(report, "issuer", pairs, _same_issuer)


def _having(key: str, items: Iterable[Json]) -> int:
    return sum(bool(item.get(key)) for item in items)


def _part_of_pairs(
    report: Report, part: str, pairs: Sequence[tuple[Json, Json]], same: Callable[[Any, Any], bool]
) -> None:
    known = [(g[part], p.get(part)) for g, p in pairs if g.get(part)]
    tally = report.fields.setdefault(f"citation.{part}", Tally())
    tally.add(
        sum(bool(p) and same(g, p) for g, p in known), len(known), sum(bool(p) for _, p in known)
    )


def _items(
    report: Report,
    name: str,
    key: str,
    gold: Json,
    got: Json,
    alike: Callable[[Any, Any], float],
) -> Iterator[tuple[Any, Any]]:
    """Count a list field and return its matched pairs."""
    if key not in gold:
        return iter(())
    g, p = gold[key] or [], got.get(key) or []
    pairs = pair_up(g, p, alike)
    report.fields.setdefault(key, Tally()).add(len(pairs), len(g), len(p))
    if len(pairs) < max(len(g), len(p)):
        missed = [item for i, item in enumerate(g) if i not in {i for i, _ in pairs}]
        extra = [item for j, item in enumerate(p) if j not in {j for _, j in pairs}]
        report.differences.append(Difference(name, key, missed, extra))
    return ((g[i], p[j]) for i, j in pairs)


def _item_likeness(gold: object, got: object) -> float:
    score = likeness(gold, got)
    return score if score >= _SAME_ITEM else 0.0


def _citation_likeness(gold: Json, got: Json) -> float:
    """Same number, the better if the date agrees; without numbers, nearly the same title."""
    g, p = fold_number(gold.get("number")), fold_number(got.get("number"))
    if g or p:
        if g != p:
            return 0.0
        if gold.get("date") and got.get("date"):
            return 3.0 if gold["date"] == got["date"] else 1.0
        return 2.0
    score = likeness(_full_title(gold), _full_title(got))
    return score if score >= _SAME_TITLE else 0.0


def _full_title(citation: Json) -> str:
    return " ".join(part for part in (citation.get("type"), citation.get("title")) if part)


def _deadline_likeness(gold: Json, got: Json) -> float:
    if gold.get("date") or got.get("date"):
        return 2.0 if gold.get("date") == got.get("date") else 0.0
    score = likeness(gold.get("text"), got.get("text"))
    return score if score >= _SAME_DEADLINE else 0.0


def _same_issuer(gold: object, got: object) -> bool:
    g, p = fold_value(gold), fold_value(got)
    return likeness(gold, got) >= _SAME_ISSUER or g in p or p in g

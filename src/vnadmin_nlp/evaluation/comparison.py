"""Compare records with gold records, field by field: precision, recall, F1 and nearness."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from vnadmin_nlp.evaluation.accuracy_report import CORE, AccuracyReport, Difference, Tally
from vnadmin_nlp.evaluation.likeness import (
    citation_likeness,
    deadline_likeness,
    fold_number,
    fold_value,
    item_likeness,
    likeness,
    pair_up,
    same_issuer,
)
from vnadmin_nlp.evaluation.reliability import Reliability, ScoredValue

#: A record or gold record in its public JSON form.
Json = Mapping[str, Any]

SCALARS = (
    "system", "doc_type", "parent_body", "issuing_body", "number", "sign",
    "place", "date", "subject", "urgency", "secrecy",
)  # fmt: skip
SIGNER_PARTS = ("authority", "role", "name")
LISTS = ("addressees", "recipients")
CITATION_PARTS = ("type", "date", "relation", "issuer")

_NUMBERLIKE = ("number", "sign")
_EXACT = (*_NUMBERLIKE, "date")  # nearly right is wrong here
_CLOSE, _CLOSE_NAME = 0.95, 0.9


def evaluate(gold: Mapping[str, Json], got: Mapping[str, Json]) -> AccuracyReport:
    """Compare predictions with gold records of the same names.

    A document without a prediction counts as wholly missed; a field that a gold record lacks is
    not scored there.

    Args:
        gold: gold records by name.
        got: predicted records by name, in the public JSON form.
    """
    report = AccuracyReport(documents=len(gold), answered=sum(name in got for name in gold))
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


def _scalars(report: AccuracyReport, name: str, gold: Json, got: Json) -> None:
    for key in SCALARS:
        if key not in gold:
            continue
        g, p = gold[key], got.get(key)
        compare = fold_number if key in _NUMBERLIKE else fold_value
        right = bool(g and p) and compare(g) == compare(p)
        close = right or (bool(g and p) and key not in _EXACT and likeness(g, p) >= _CLOSE)
        _count(report, name, key, g, p, right, close, got)


def _signer(report: AccuracyReport, name: str, gold: Json, got: Json) -> None:
    if "signer" not in gold:
        return
    for part in SIGNER_PARTS:
        g, p = (gold["signer"] or {}).get(part), (got.get("signer") or {}).get(part)
        right = bool(g and p) and _unspaced(g) == _unspaced(p)
        close = right or (bool(g and p) and likeness(g, p) >= _CLOSE_NAME)
        _count(report, name, f"signer.{part}", g, p, right, close, got)


def _unspaced(value: object) -> str:
    return fold_value(value).replace(" ", "")


def _count(
    report: AccuracyReport, name: str, key: str, g: Any, p: Any, right: bool, close: bool, got: Json
) -> None:
    tally = report.fields.setdefault(key, Tally())
    tally.add(right, bool(g), bool(p), close)
    if p and not _flagged(got, key):
        tally.sure += 1
        tally.sure_wrong += not right
    if not right and (g or p):
        report.differences.append(Difference(name, key, g, p))
    _claim(report, key, bool(g or p), [(_confidence(got, key), right)] if p else [], got)


def _flagged(got: Json, key: str) -> bool:
    """Return whether a review is asked for a field, or for what it is a part of."""
    return not {key, key.split(".")[0]}.isdisjoint(got.get("review") or ())


def _confidence(got: Json, key: str) -> float | None:
    reason = (got.get("evidence") or {}).get(key)
    return reason["confidence"] if reason else None


def _claim(
    report: AccuracyReport,
    key: str,
    values: int,
    given: Iterable[tuple[float | None, bool]],
    got: Json,
) -> None:
    """Hold confidences against what is right; values given without one are left out."""
    flagged = _flagged(got, key)
    claims = [ScoredValue(sure, right, flagged) for sure, right in given if sure is not None]
    report.reliability.setdefault(key, Reliability()).add(values, claims)


def _lists(report: AccuracyReport, name: str, gold: Json, got: Json) -> None:
    for key in LISTS:
        if key in gold:
            confidences = [_confidence(got, f"{key}[{j}]") for j in range(len(got.get(key) or ()))]
            _items(report, name, key, gold, got, item_likeness, confidences)


def _deadlines(report: AccuracyReport, name: str, gold: Json, got: Json) -> None:
    if "deadlines" in gold:
        confidences = [item.get("confidence") for item in got.get("deadlines") or ()]
        _items(report, name, "deadlines", gold, got, deadline_likeness, confidences)


def _citations(report: AccuracyReport, name: str, gold: Json, got: Json) -> None:
    if "citations" not in gold:
        return
    g, p = gold["citations"] or [], got.get("citations") or []
    confidences = [item.get("confidence") for item in p]
    pairs = _items(report, name, "citations", gold, got, citation_likeness, confidences)
    numbered = report.fields.setdefault("citations (numbered)", Tally())
    numbered.add(
        sum(bool(g[i].get("number")) for i, _ in pairs), _having("number", g), _having("number", p)
    )
    for part in CITATION_PARTS:
        _part_of_pairs(report, name, part, {i: (g[i], p[j]) for i, j in pairs})


def _having(key: str, items: Iterable[Json]) -> int:
    return sum(bool(item.get(key)) for item in items)


def _part_of_pairs(
    report: AccuracyReport, name: str, part: str, pairs: Mapping[int, tuple[Json, Json]]
) -> None:
    same = same_issuer if part == "issuer" else _same
    tally = report.fields.setdefault(f"citation.{part}", Tally())
    for i, (citation, other) in sorted(pairs.items()):
        g, p = citation.get(part), other.get(part)
        if not g:
            continue
        right = bool(p) and same(g, p)
        tally.add(right, 1, bool(p))
        if not right:
            report.differences.append(Difference(name, f"citation.{part}", g, p, (i,)))


def _same(gold: object, got: object) -> bool:
    return fold_value(gold) == fold_value(got)


def _items(
    report: AccuracyReport,
    name: str,
    key: str,
    gold: Json,
    got: Json,
    alike: Callable[[Any, Any], float],
    confidences: Sequence[float | None],
) -> list[tuple[int, int]]:
    """Count a list field and return the turns of its matched items."""
    g, p = gold[key] or [], got.get(key) or []
    pairs = pair_up(g, p, alike)
    found, right = {i for i, _ in pairs}, {j for _, j in pairs}
    report.fields.setdefault(key, Tally()).add(len(pairs), len(g), len(p))
    if len(pairs) < max(len(g), len(p)):
        missed = tuple(i for i in range(len(g)) if i not in found)
        extra = [item for j, item in enumerate(p) if j not in right]
        report.differences.append(Difference(name, key, [g[i] for i in missed], extra, missed))
    given = [(sure, j in right) for j, sure in enumerate(confidences)]
    _claim(report, key, max(len(g), len(p)), given, got)
    return pairs

"""Measure the citation rules on the field's examples: every expected mention, every part of it.

    python -m benchmarks.citations [--errors]

The examples are ``../shared/domain/citation_examples.jsonl``; without them it says so and ends.
Their expected items are met in reading order. An item is *found* where its number (or the lack of
one), the code of its type, its organ and its date are right, and *told* where issuer, pinpoint,
relation and the item it relates to (``of``) are right too. References to the document itself, words
that point back and short forms count like all others; for those that stand for an item of the same
text, *resolved* counts the ones that point to the right one. Texts without an expected item must
stay empty. Every miss is printed; those in ``FINDINGS`` are wrong expectations, and misses too.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vnadmin_nlp.extraction.citations.find_citations import FoundCitation, find_citations
from vnadmin_nlp.grammar.document_numbers import lookup_key, parse_number
from vnadmin_nlp.text.unicode import fold, nfc
from vnadmin_nlp.vocab import doc_types

EXAMPLES = Path(__file__).resolve().parents[2] / "shared" / "domain" / "citation_examples.jsonl"
#: The class of each example whose expectation we hold for wrong, and why.
FINDINGS = {
    "named resolution without number": "the ordinal of a plenum is expected as number; by "
    "domain/citations.md, section 6, and by its own note it is none",
}
#: What tells which document is meant, and what tells what is said of it.
IDENTITY = ("number", "type", "organ_code", "date")
SAID = ("issuer_text", "pinpoint", "relation", "of")
_STANDARD = re.compile(r"(?P<type>TC|QC)\w{1,2} (?P<number>\d+)[^/]*(?:/(?P<organ_code>.+))?")

Parts = dict[str, Any]


@dataclass
class Figures:
    """Counts over all examples.

    Attributes:
        texts: number of texts, those without a citation included.
        expected: items in them.
        found: of these, the ones whose number, type, organ and date are right.
        told: of these, the ones whose issuer, pinpoint, relation and ``of`` are right too.
        pointing: expected items that stand for another one of their text.
        resolved: of these, the ones that point to it.
        surplus: mentions found that are none.
        errors: a pair for each difference: the phenomenon, what differs.
    """

    texts: int = 0
    expected: int = 0
    found: int = 0
    told: int = 0
    pointing: int = 0
    resolved: int = 0
    surplus: int = 0
    errors: list[tuple[str, str]] = field(default_factory=list)


def measure(path: Path = EXAMPLES) -> Figures:
    """Return the figures of the examples in ``path``."""
    figures = Figures()
    for line in path.read_text("utf-8").splitlines():
        example = json.loads(line)
        figures.texts += 1
        _compare(example, figures)
    return figures


def _compare(example: Parts, figures: Figures) -> None:
    text = nfc(example["text"])
    found = find_citations(text)
    met: list[FoundCitation] = []  # by the index of the expected item
    for wanted in example["expected"]:
        figures.expected += 1
        got = next((one for one in found if one not in met and _is_at(one, text, wanted)), None)
        if got is None:
            figures.errors.append((example["phenomenon"], f"missed {wanted['surface']!r}"))
            continue
        met.append(got)
        parts = parts_of(got, text, [found.index(one) for one in met])
        wrong = [n for n in (*IDENTITY, *SAID) if not _alike(n, wanted.get(n), parts[n])]
        figures.found += not set(wrong) & set(IDENTITY)
        figures.told += not wrong
        for name in wrong:
            says = f"{wanted['surface']!r}: {name} {wanted.get(name)!r}, got {parts[name]!r}"
            figures.errors.append((example["phenomenon"], says))
        _resolve(wanted, got, found, example, figures)
    for one in found:
        if one not in met:
            figures.surplus += 1
            figures.errors.append((example["phenomenon"], f"surplus {one.text!r}"))


def _is_at(one: FoundCitation, text: str, wanted: Parts) -> bool:
    """Tell whether a mention stands where a surface does, with or without its year."""
    surface = nfc(wanted["surface"])
    return text.startswith(surface, one.start) or surface.startswith(one.text)


def _resolve(
    wanted: Parts,
    got: FoundCitation,
    found: Sequence[FoundCitation],
    example: Parts,
    figures: Figures,
) -> None:
    """Count a mention that stands for another: the expected canonical number is that one's."""
    pointing = got.short or got.relation == "anaphora"
    if not (pointing and wanted["canonical"]):
        return
    figures.pointing += 1
    meant = [lookup_key(found[at].number or "") for at in got.refers_to]
    if meant == [lookup_key(wanted["canonical"])]:
        figures.resolved += 1
    else:
        figures.errors.append((example["phenomenon"], f"{got.text!r} points to {meant}"))


def parts_of(one: FoundCitation, text: str, turns: Sequence[int]) -> Parts:
    """Return the parts of a mention under the names of the examples.

    Args:
        one: the mention.
        text: that it was found in.
        turns: the indices of the mentions that stand for the expected items.
    """
    number = parse_number(one.number) if one.number and not one.short else None
    kind = doc_types.by_name(one.type)
    parts: Parts = {
        "number": number.serial if number else one.number,
        "type": kind.code if kind and kind.code != "VB" else None,
        "organ_code": number.organ if number else None,
        "date": one.date.isoformat() if one.date else None,
        "issuer_text": one.issuer,
        "pinpoint": text[slice(*one.place)] if one.place else None,
        "relation": one.relation,
        "of": turns.index(one.of) if one.of in turns else None,
    }
    standard = _STANDARD.fullmatch(one.number or "")
    return {**parts, **standard.groupdict(), "type": parts["type"]} if standard else parts


def _alike(name: str, wanted: Any, got: Any) -> bool:
    if name == "issuer_text" and wanted and got:
        return fold(wanted) == fold(got)
    return bool(wanted == got)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--errors", action="store_true", help="print every miss")
    arguments = parser.parse_args()
    if not EXAMPLES.exists():
        print(f"no examples at {EXAMPLES}: nothing measured")
        return
    figures = measure()
    print(f"{figures.texts} texts, {figures.expected} expected citations")
    for name, of in (("found", figures.expected), ("told", figures.expected)):
        count = getattr(figures, name)
        print(f"{name:10}{count:5} of {of:3} {count / of:6.3f}")
    print(f"{'resolved':10}{figures.resolved:5} of {figures.pointing:3}")
    print(f"{'surplus':10}{figures.surplus:5}")
    for phenomenon, says in figures.errors:
        why = FINDINGS.get(phenomenon)
        if why:
            print(f"wrong expectation: {says} ({why})")
        elif arguments.errors:
            print(f"missed: {says} ({phenomenon})")


if __name__ == "__main__":
    main()

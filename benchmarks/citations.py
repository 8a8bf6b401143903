"""Measure the citation rules on the field's examples: each act with its date and relation.

    python -m benchmarks.citations [--errors]

The examples are ``../shared/domain/citation_examples.jsonl``; without them it says so and ends.
References to the document itself, anaphora, and short forms without an organ are left out: they
are resolved, not found.
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vnadmin_nlp.extraction.citations import FoundCitation, find_citations
from vnadmin_nlp.notation.numbers import lookup_key
from vnadmin_nlp.text import fold, nfc, strip_accents

EXAMPLES = Path(__file__).resolve().parents[2] / "shared" / "domain" / "citation_examples.jsonl"


@dataclass
class Figures:
    """Counts over all examples.

    Attributes:
        texts: number of texts, those without a citation included.
        expected: citations in them.
        found: of these, the ones found by number or title.
        right: of these, the ones whose date and relation are right too.
        issuers: expected citations whose issuer (or its absence) is right.
        surplus: citations found that are none.
        errors: one line for each difference.
    """

    texts: int = 0
    expected: int = 0
    found: int = 0
    right: int = 0
    issuers: int = 0
    surplus: int = 0
    errors: list[str] = field(default_factory=list)


def measure(path: Path = EXAMPLES) -> Figures:
    """Return the figures of the examples in ``path``."""
    figures = Figures()
    for line in path.read_text("utf-8").splitlines():
        example = json.loads(line)
        figures.texts += 1
        text = nfc(example["text"])
        found = [citation for citation in find_citations(text) if not citation.short]
        for wanted in filter(_is_ours, example["expected"]):
            figures.expected += 1
            got = next((c for c in found if _key(c) == _wanted_key(wanted)), None)
            if got is None:
                figures.errors.append(f"missed {wanted['surface']!r} in {text!r}")
                continue
            found.remove(got)
            figures.found += 1
            date = got.date.isoformat() if got.date else None
            right = (date, got.relation) == (wanted["date"], wanted["relation"])
            same_issuer = fold(got.issuer) == fold(wanted["issuer_text"])
            figures.right += right
            figures.issuers += same_issuer
            if not (right and same_issuer):
                figures.errors.append(f"wanted {wanted}, got {got}")
        figures.surplus += len(found)
        figures.errors += [f"surplus {citation.text!r} in {text!r}" for citation in found]
    return figures


def _is_ours(wanted: dict[str, Any]) -> bool:
    short = wanted["number"] and not wanted["organ_code"] and "Trung ương" not in wanted["surface"]
    return wanted["relation"] not in ("self", "anaphora") and (
        not short or wanted["type"] in ("TCVN", "QCVN")
    )


def _key(citation: FoundCitation) -> str:
    return lookup_key(citation.number) if citation.number else _name(citation.title or "")


def _wanted_key(wanted: dict[str, Any]) -> str:
    if wanted["canonical"]:
        return lookup_key(wanted["canonical"])
    return _name(wanted.get("title") or wanted["surface"])


def _name(title: str) -> str:
    return strip_accents(re.sub(r",?( năm)? (?:19|20)\d\d$", "", fold(title)))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="print every difference")
    arguments = parser.parse_args()
    if not EXAMPLES.exists():
        print(f"no examples at {EXAMPLES}: nothing measured")
        return
    figures = measure()
    print(f"{figures.texts} texts, {figures.expected} citations")
    for name in ("found", "right", "issuers"):
        count = getattr(figures, name)
        print(f"{name:10} {count:4} {count / figures.expected:6.3f}")
    print(f"{'surplus':10} {figures.surplus:4}")
    for error in figures.errors if arguments.errors else ():
        print(f"- {error}")


if __name__ == "__main__":
    main()

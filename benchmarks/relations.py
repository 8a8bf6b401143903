"""What relations by rules, by the trained model and by both earn, on clean and on spoiled text.

    python -m benchmarks.relations [--keep FOLDER] [--errors]

Sets: sentences written by hand (``relation_sentences.tsv``: plain, inverted, passive, cues misread,
phrases that neither the rules nor the recipe of the model know, traps), the field's examples,
letters, and ``gold/dev``. Examples, ``gold/dev`` and the plain sentences are also spoiled outside
of the citations, a share of the letters misread, five times each. Counted are citations that were
found with their number; ``--keep`` stores what was read of the scans.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.zones import kept
from models.zones.slips import misread
from vnadmin_nlp.extraction.citations.find_citations import FoundCitation, find_citations
from vnadmin_nlp.extraction.citations.merge_citations import merge_citations
from vnadmin_nlp.extraction.citations.relation_model import chances, relations, settled
from vnadmin_nlp.extraction.citations.relation_rules import STRENGTH
from vnadmin_nlp.extraction.locate_mentions import flowing_text
from vnadmin_nlp.grammar.document_numbers import lookup_key
from vnadmin_nlp.layout import documents
from vnadmin_nlp.model.page import BoundingBox, Source, Word
from vnadmin_nlp.ocr.files.text_file import plain_page
from vnadmin_nlp.text.unicode import nfc

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SENTENCES = ROOT / "benchmarks" / "relation_sentences.tsv"
_RATES = (0.03, 0.08, 0.2)
_ROUNDS = 5

Way = Callable[[str, Sequence[FoundCitation]], Sequence[FoundCitation]]


class Case(NamedTuple):
    """A text and the relation of each number that it cites."""

    kind: str
    text: str
    right: dict[str, str]


def by_rules(text: str, found: Sequence[FoundCitation]) -> Sequence[FoundCitation]:
    """Leave the relations as they were found."""
    return found


def by_model(text: str, found: Sequence[FoundCitation]) -> Sequence[FoundCitation]:
    """Take what the model likes best."""
    related = [one for one in found if one.relation in STRENGTH]
    best = iter(chances(text, related).argmax(axis=1))
    return [
        replace(one, relation=relations()[next(best)]) if one.relation in STRENGTH else one
        for one in found
    ]


WAYS: dict[str, Way] = {"rules": by_rules, "model": by_model, "both": settled}


# --- sets ---------------------------------------------------------------------------------------


def sentences() -> Iterator[Case]:
    """Yield the sentences written by hand; their relations stand in the order of the citations."""
    with SENTENCES.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            text, told = nfc(row["text"]), row["relations"].split()
            found = [one for one in find_citations(text) if one.relation in STRENGTH]
            named = found if len(found) == len(told) else [one for one in found if one.number]
            yield Case(row["kind"], text, dict(zip(map(_key, named), told, strict=True)))


def examples(path: Path = SHARED / "domain" / "citation_examples.jsonl") -> Iterator[Case]:
    """Yield the field's examples."""
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        example = json.loads(line)
        right = {
            lookup_key(wanted["canonical"]): wanted["relation"]
            for wanted in example["expected"]
            if wanted["canonical"] and wanted["relation"] not in ("self", "anaphora")
        }
        yield Case("examples", nfc(example["text"]), right)


def scans(keep: Path | None) -> Iterator[Case]:
    """Yield the flowing text of real scans."""
    for case in kept(SHARED / "gold" / "dev", keep):
        yield Case("gold/dev", flowing_text(documents(case.pages)[0]).text, _numbered(case.gold))


def letters(folder: Path = SHARED / "seeds") -> Iterator[Case]:
    """Yield the flowing text of the letters that there are as text."""
    for path in sorted(folder.glob("*.txt")):
        page = plain_page(path.read_text("utf-8").splitlines(), Source.PLAIN_TEXT, "text")
        gold = json.loads(path.with_suffix(".json").read_text("utf-8"))
        yield Case("seeds", flowing_text(documents([page])[0]).text, _numbered(gold))


def _numbered(gold: dict[str, Any]) -> dict[str, str]:
    cited = (item for item in gold.get("citations", ()) if item["number"])
    return {lookup_key(item["number"]): item["relation"] for item in cited}


def spoiled(case: Case, rate: float, rng: random.Random) -> Case:
    """Misread a share of the letters outside of the citations."""
    parts, at = [], 0
    for item in find_citations(case.text):
        parts += [_slipped(case.text[at : item.start], rate, rng), case.text[item.start : item.end]]
        at = item.end
    parts.append(_slipped(case.text[at:], rate, rng))
    return case._replace(kind=f"{case.kind}, {rate:.0%} misread", text="".join(parts))


def _slipped(text: str, rate: float, rng: random.Random) -> str:
    return "".join(
        nfc(misread(Word(word, BoundingBox(0, 0, 1, 1), 1.0, 0), rate, rng).text)
        if word.strip()
        else word
        for word in re.split(r"(\s+)", text)
    )


# --- counting -----------------------------------------------------------------------------------


def _key(item: FoundCitation) -> str:
    return lookup_key(item.number) if item.number else item.text


def measure(cases: Iterator[Case], errors: list[str]) -> dict[str, Counter[str]]:
    """Return for each kind how many relations there are and how many each way gets right."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        found = find_citations(case.text)
        for way, change in WAYS.items():
            told = {}
            for item in merge_citations(change(case.text, found)):
                told.setdefault(_key(item.mentions[0]), item.relation)
                told.update({_key(m): item.relation for m in item.mentions})
            for key, right in case.right.items():
                if key not in told:
                    continue
                counts[case.kind]["all"] += way == "rules"
                counts[case.kind][way] += told[key] == right
                if told[key] != right and way == "both":
                    errors.append(f"{case.kind}: {right}, not {told[key]}: {key}")
    return counts


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--keep", type=Path, help="folder for what was read")
    parser.add_argument("--errors", action="store_true", help="print what both get wrong")
    args = parser.parse_args()
    rng = random.Random(7)
    clean = [*sentences(), *examples(), *letters(), *scans(args.keep)]
    whole = [case for case in clean if case.kind in ("plain", "examples", "gold/dev")]
    hard = [spoiled(case, rate, rng) for rate in _RATES for case in whole for _ in range(_ROUNDS)]
    errors: list[str] = []
    print(f"{'':28} {'number':>6} {'rules':>6} {'model':>6} {'both':>6}")
    for kind, count in measure(iter([*clean, *hard]), errors).items():
        shares = " ".join(f"{count[way] / count['all']:6.3f}" for way in WAYS)
        print(f"{kind:28} {count['all']:6} {shares}")
    for error in errors if args.errors else ():
        print(f"- {error}")


if __name__ == "__main__":
    main()

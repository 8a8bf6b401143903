"""What underthesea's names and words would add to our own rules, in the zones where names stand.

    python -m benchmarks.names [--gold FOLDER] [--keep FOLDER] [-v]

Three questions, each asked on real scans with gold records. Does its NER find the signer in the
signer's block, and the bodies in letterhead and addressees, that our rules don't? Does its word
segmentation tell misread words better than our tables of syllables and pairs: a misread syllable
should belong to no word of several? Only our spaCy tokenizer uses it.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.zones import Case, kept
from vnadmin_nlp.evaluation import fold_value, likeness
from vnadmin_nlp.extraction import extract_record
from vnadmin_nlp.layout import Document, Zone, documents
from vnadmin_nlp.model.record import Record, SourceFile
from vnadmin_nlp.text.bigrams import known_pairs
from vnadmin_nlp.text.syllables import is_syllable
from vnadmin_nlp.text.unicode import same_tone_style

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "dev"
_EDGES = ".,;:!?()[]\"“”'-–/*"
#: A body is found when what was told is so alike.
_ALIKE = 0.85


class Entity(NamedTuple):
    """A name that was found, and its kind: PER, ORG or LOC."""

    text: str
    kind: str


def entities(ner: Callable[[str], list[tuple[str, ...]]], text: str) -> Iterator[Entity]:
    """Yield the names in a text."""
    words: list[str] = []
    kind = ""
    for word, *_, label in [*ner(text), ("", "O")]:
        if words and not label.startswith("I-"):
            yield Entity(" ".join(words), kind)
            words = []
        if label != "O":
            words.append(word)
            kind = label[2:]


def signers(case: Case, document: Document, record: Record, ner: Any) -> Counter[str]:
    """Count whether the signer's name is right, by our rules and by underthesea."""
    want = (case.gold.get("signer") or {}).get("name")
    if not want:
        return Counter()
    lines = [line.text for line in document.of(Zone.SIGNER)]
    block = [e.text for e in entities(ner, "\n".join(lines)) if e.kind == "PER"]
    each = [e.text for line in lines for e in entities(ner, line) if e.kind == "PER"]
    titled = [e.text for line in lines for e in entities(ner, line.title()) if e.kind == "PER"]
    return Counter(
        {
            "signers": 1,
            "our rules": same(record.signer.name, want),
            "NER, whole block": any(same(one, want) for one in block),
            "NER, line by line": any(same(one, want) for one in each),
            "NER, lines as titles": any(same(one, want) for one in titled),
            "NER alone right": any(same(one, want) for one in [*block, *each])
            and not same(record.signer.name, want),
            "NER names nobody's": sum(not same(one, want) for one in each),
        }
    )


def bodies(case: Case, document: Document, record: Record, ner: Any) -> Counter[str]:
    """Count the bodies of letterhead and addressees that are found."""
    counts: Counter[str] = Counter()
    ours = {
        Zone.LETTERHEAD: [record.parent_body, record.issuing_body],
        Zone.ADDRESSEES: list(record.addressees),
    }
    wanted = {
        Zone.LETTERHEAD: [case.gold.get("parent_body"), case.gold.get("issuing_body")],
        Zone.ADDRESSEES: case.gold.get("addressees") or [],
    }
    for zone, wants in wanted.items():
        lines = [line.text for line in document.of(zone)]
        texts = [*lines, " ".join(lines), " ".join(lines).title()]
        told = [e.text for text in texts for e in entities(ner, text)]  # of whatever kind
        for want in filter(None, wants):
            counts["bodies"] += 1
            by_rule = any(alike(one, want) for one in ours[zone])
            by_ner = any(alike(one, want) for one in told)
            counts["our rules"] += by_rule
            counts["NER"] += by_ner
            counts["NER alone"] += by_ner and not by_rule
    return counts


def same(one: str | None, other: str) -> bool:
    """Tell whether two values are the same as ``vnadmin eval`` compares names."""
    return fold_value(one).replace(" ", "") == fold_value(other).replace(" ", "")


def alike(one: str | None, other: str) -> bool:
    """Tell whether two names of bodies are nearly the same."""
    return bool(one) and likeness(one, other) >= _ALIKE


def misread(case: Case, document: Document, segment: Any) -> Counter[str]:
    """Count the words of the subject that were misread, and who suspects which of them."""
    want = case.gold.get("subject")
    text = " ".join(line.text for line in document.of(Zone.SUBJECT))
    if not want or not text:
        return Counter()
    words = [word.strip(_EDGES) for word in text.split()]
    words = [word for word in words if word.isalpha()]
    right = [word.strip(_EDGES) for word in want.split()]
    blocks = SequenceMatcher(None, [fold_value(w) for w in words], [fold_value(w) for w in right],
                             autojunk=False).get_matching_blocks()  # fmt: skip
    well = {k for block in blocks for k in range(block.a, block.a + block.size)}
    first, last = blocks[0].a, blocks[-2].a + blocks[-2].size if len(blocks) > 1 else 0
    suspects = {
        "our syllables": {k for k, word in enumerate(words) if not is_syllable(word)},
        "our pairs": set(_unknown_pairs(words)),
        "underthesea": set(_alone(words, segment)),
    }
    counts = Counter(words=last - first)
    for k in range(first, last):
        counts["misread"] += k not in well
        for who, suspected in suspects.items():
            counts[f"{who} suspect"] += k in suspected
            counts[f"{who} rightly"] += k in suspected and k not in well
    return counts


def _unknown_pairs(words: Sequence[str]) -> Iterator[int]:
    plain = [same_tone_style(word) for word in words]
    known = [known_pairs()[pair] > 0 for pair in pairwise(plain)]
    for k in range(len(words)):
        if not any(known[max(0, k - 1) : k + 1]):
            yield k


def _alone(words: Sequence[str], segment: Any) -> Iterator[int]:
    """Yield the turns of words that belong to no word of several syllables."""
    at = 0
    for token in segment(" ".join(words)):
        size = len(token.split())
        if size == 1:
            yield at
        at += size


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--keep", type=Path, help="folder for what was read")
    args = parser.parse_args()
    from underthesea import ner, word_tokenize

    begun = time.process_time()
    ner("Sở Nội vụ"), word_tokenize("Sở Nội vụ")
    print(f"load {time.process_time() - begun:.1f} CPU s")
    totals: dict[str, Counter[str]] = {what: Counter() for what in ("signers", "bodies", "words")}
    spent = pages = 0.0
    for case in kept(args.gold, args.keep):
        document = documents(case.pages)[0]
        file = SourceFile(file=case.name, sha256="", pages=len(case.pages))
        record = extract_record(document, id=case.name, source=file)
        begun = time.process_time()
        totals["signers"].update(signers(case, document, record, ner))
        totals["bodies"].update(bodies(case, document, record, ner))
        totals["words"].update(misread(case, document, word_tokenize))
        spent += time.process_time() - begun
        pages += len(case.pages)
    for what, counts in totals.items():
        print(f"{what}: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    print(f"{1000 * spent / max(1, pages):.0f} CPU ms a page")


if __name__ == "__main__":
    main()

"""Measure how references in laws, decrees and circulars are found, on the VNLegalText corpus.

    python -m benchmarks.legal_text [--errors N]

The sentences are ``../shared/text/vnlegaltext_val.jsonl.gz``; without them it says so and ends.
They are word-segmented and marked up: ``_`` becomes the space it stands for, spaces before
punctuation and left-over tags are taken out, and the spans moved accordingly. What is annotated
twice at one place, with and without its date, is brought to the two places it stands at.

Their spans run from the type word to the end of the number or the name, with the date where one
follows; ours end before the date, so dates and years are cut from both. *Numbers* are the spans
with a document number: one is found where a mention that overlaps it has the same number and type.
*All* are those and the acts named without a number: both ends must agree as well. Mentions of types
that the corpus does not annotate are left aside, and so are words that point back.

Real citations stand in it unannotated (those in the title that begins a text as a rule), so that
precision is a lower bound. The second line of *numbers* leaves those aside whose form leaves no
doubt: a type word, a number with its year, and a sign.
"""

from __future__ import annotations

import argparse
import bisect
import gzip
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from vnadmin_nlp.extraction.citations.find_citations import FoundCitation, find_citations
from vnadmin_nlp.grammar.document_numbers import lookup_key
from vnadmin_nlp.text.unicode import nfc
from vnadmin_nlp.vocab import doc_types

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "text" / "vnlegaltext_val.jsonl.gz"
LABELS = ("L", "BL", "PL", "HP", "NĐ", "NQ", "QĐ", "TT", "TTLT")
_TAG = r"</?[A-Z]{1,4}(?: rel=\"[^\"]*\")?> ?"
_SPACED = re.compile(rf"(?P<cut>{_TAG}| (?=[,.;:)”])|(?<=[(“]) )")
# a number left blank ("số …/2004/TT-BTC") is none
_NUMBER = re.compile(r"(?<![\d/])\d{1,5} ?[a-z]?\s?[/-]\s?(?:\d{3,4}\s?[/-]\s?)?[A-ZĐƯ][^\s,;]*")
_DATED = re.compile(
    r",?\s(?:ngày\s\d.*|tháng\s\d.*|(?:\(?năm\s?)?(?:19|20)\d\d\)?)$", re.IGNORECASE | re.DOTALL
)
_UNMISTAKABLE = re.compile(
    r"(?:Nghị định|Nghị quyết|Quyết định|Thông tư|Thông tư liên tịch) (?:số )?"
    r"\d{1,5}/(?:19|20)\d\d/[A-ZĐ][\w/-]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference to an act.

    Attributes:
        start: offset of its first letter.
        end: offset after its number or name, date and year left out.
        label: of the corpus.
        number: in the form numbers are compared by, or None.
    """

    start: int
    end: int
    label: str
    number: str | None


@dataclass
class Tally:
    """True and false positives, and misses."""

    right: int = 0
    surplus: int = 0
    missed: int = 0

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.surplus)
        recall = self.right / max(1, self.right + self.missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return (
            f"{self.right + self.missed:6} expected  P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}"
        )


@dataclass
class Figures:
    """Counts over all sentences.

    Attributes:
        sentences: how many.
        numbers: of the references with a document number.
        aside: mentions without annotation whose form leaves no doubt, which count as surplus.
        spans: of all references.
        classes: how often each class of error occurs.
        errors: a class, what is annotated or found, and its sentence.
    """

    sentences: int = 0
    numbers: Tally = field(default_factory=Tally)
    aside: int = 0
    spans: Tally = field(default_factory=Tally)
    classes: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[str, str, str]] = field(default_factory=list)


def measure(path: Path = CORPUS, *, most: int | None = None) -> Figures:
    """Return the figures of the sentences in ``path``, or of the first ``most`` of them."""
    figures = Figures()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, most):
            text, wanted = read(json.loads(line))
            found = list(_found(text))
            figures.sentences += 1
            _count_numbers(text, wanted, found, figures)
            _count_spans(text, wanted, found, figures)
    return figures


def read(sentence: dict[str, Any]) -> tuple[str, list[Reference]]:
    """Return a sentence as it was written before its words were joined, and its references."""
    printed = nfc(sentence["text"]).replace("_", " ")
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for cut in _SPACED.finditer(printed):
        parts.append(printed[at : cut.start()])
        offsets += range(at, cut.start())
        at = cut.end()
    text = "".join([*parts, printed[at:]])
    offsets += range(at, len(printed) + 1)
    spans = sorted({_span(printed, **span) for span in sentence["spans"]})
    moved = [(*(bisect.bisect_left(offsets, side) for side in span[:2]), span[2]) for span in spans]
    return text, [_reference(text, *span) for span in _apart(text, moved)]


def _span(printed: str, start: int, end: int, label: str, **_: Any) -> tuple[int, int, str]:
    """Return a span; one with an open tag inside goes on to the tag that closes it."""
    closed = printed.find(f"</{label}>", end) if f"<{label} " in printed[start:end] else -1
    return start, closed if closed >= 0 else end, label


def _apart(text: str, spans: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield spans without overlaps.

    A text that occurs twice is annotated at its first place both times, once with its date and
    once without: the shorter one belongs to the next place, if it is not taken.
    """
    taken: list[tuple[int, int]] = []
    for start, end, label in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        at = start
        while at >= 0 and any(at < e and s < at + end - start for s, e in taken):
            at = text.find(text[start:end], at + 1)
        if at >= 0:
            taken.append((at, at + end - start))
            yield at, at + end - start, label


def _reference(text: str, start: int, end: int, label: str) -> Reference:
    end = start + len(text[start:end].rstrip())
    number = _NUMBER.search(text, start, end)
    key = lookup_key(number.group()) if number else None
    dated = _DATED.search(text[start:end])
    return Reference(start, start + dated.start() if dated else end, label, key)


def _found(text: str) -> Iterator[Reference]:
    for one in find_citations(text):
        label = label_of(one)
        if label in LABELS and one.relation not in ("self", "anaphora"):
            dated = _DATED.search(one.text)
            end = one.start + dated.start() if dated else one.end
            key = lookup_key(one.number) if one.number else None
            yield Reference(one.start, end, label, key)


def label_of(one: FoundCitation) -> str:
    """Return the label that the corpus has for the type of a mention."""
    kind = doc_types.by_name(one.type)
    return "L" if one.type in ("Luật", "Lệnh") else kind.code if kind else ""


def _count_numbers(
    text: str, wanted: Sequence[Reference], found: Sequence[Reference], figures: Figures
) -> None:
    wanted = [one for one in wanted if one.number]
    numbered = [one for one in found if one.number]
    for one in wanted:
        met = next((other for other in numbered if _is_same(one, other)), None)
        if met:
            numbered.remove(met)
            figures.numbers.right += 1
        else:
            figures.numbers.missed += 1
    figures.numbers.surplus += len(numbered)
    for one in numbered:
        free = not any(other.start < one.end and one.start < other.end for other in wanted)
        figures.aside += free and bool(_UNMISTAKABLE.fullmatch(text[one.start : one.end]))


def _is_same(one: Reference, other: Reference) -> bool:
    overlap = one.start < other.end and other.start < one.end
    return overlap and one.label == other.label and one.number == other.number


def _count_spans(
    text: str, wanted: Sequence[Reference], found: Sequence[Reference], figures: Figures
) -> None:
    places = {(one.start, one.end, one.label): one for one in found}
    for one in wanted:
        if places.pop((one.start, one.end, one.label), None):
            figures.spans.right += 1
            continue
        figures.spans.missed += 1
        near = [o for o in found if o.start < one.end and one.start < o.end]
        _note(figures, _class_of(one, near), text, one)
    figures.spans.surplus += len(places)
    for one in places.values():
        if not any(o.start < one.end and one.start < o.end for o in wanted):
            _note(figures, f"not annotated: {'number' if one.number else 'name'}", text, one)


def _class_of(wanted: Reference, near: Sequence[Reference]) -> str:
    """Say why a span is missed."""
    kind = "number" if wanted.number else "name"
    if not near:
        return f"{kind} not found"
    if all(one.label != wanted.label for one in near):
        return f"{kind}: other type"
    if any(one.start == wanted.start for one in near):
        return f"{kind}: other end"
    return f"{kind}: other start"


def _note(figures: Figures, kind: str, text: str, one: Reference) -> None:
    figures.classes[kind] += 1
    shown = text[max(0, one.start - 40) : one.end + 60].replace("\n", " ")
    figures.errors.append((kind, text[one.start : one.end], shown))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--errors", type=int, default=0, help="print so many errors of each class")
    arguments = parser.parse_args()
    if not CORPUS.exists():
        print(f"no corpus at {CORPUS}: nothing measured")
        return
    figures = measure()
    print(f"{figures.sentences} sentences")
    numbers = figures.numbers
    print(f"numbers {numbers}")
    sure = replace(numbers, surplus=numbers.surplus - figures.aside)
    print(f"        {sure}  ({figures.aside} not annotated, of form without doubt, left aside)")
    print(f"all     {figures.spans}")
    for kind, count in figures.classes.most_common():
        print(f"  {count:4} {kind}")
        for _, what, shown in [e for e in figures.errors if e[0] == kind][: arguments.errors]:
            print(f"       {what!r} in {shown!r}")


if __name__ == "__main__":
    main()

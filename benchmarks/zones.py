"""What zones by rules, by the trained tagger and by both earn, on pages as they are and made hard.

    python -m benchmarks.zones [--keep FOLDER] [--only SET] [--sheets N]

Sets: ``gold/dev`` and our samples as they were read; the same with lines lost, with the words by
which rules know the parts misread, and with both; and made-up dispatches in layouts of other
offices (typeset by the generator of the training, with text that this has not seen, slips added).
Figures are F1 of the fields that zones feed, exact as ``vnadmin eval`` counts. ``--keep`` stores
what was read, so that the next run reads nothing.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from models.recogniser.texts import gazette
from models.zones.dispatches import source
from models.zones.labelled import set_words
from models.zones.material import subjects
from models.zones.phrases import Phrases
from models.zones.rearrange import rearranged
from models.zones.slips import misread, spoiled
from samples.typesetter.gold import gold as gold_of
from samples.typesetter.typeset import sheets
from vnadmin_nlp.evaluation import AccuracyReport, evaluate
from vnadmin_nlp.extraction import extract_record
from vnadmin_nlp.layout import Zoning, documents
from vnadmin_nlp.model.page import Page, Word
from vnadmin_nlp.model.record import SourceFile
from vnadmin_nlp.ocr import read
from vnadmin_nlp.vocab import layout_phrases

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
FIELDS = (
    "system", "doc_type", "parent_body", "issuing_body", "number", "sign", "place", "date",
    "subject", "addressees", "recipients", "signer.authority", "signer.role", "signer.name",
)  # fmt: skip
#: Phrases by which rules know a part, and words that lead one.
_ANCHORS = ("motto_state", "motto_party", "addressees", "recipients")
_LEAD = re.compile(r"Số\b|V/v|Về$|-?Lưu|KT\.|TM\.|TL\.|TUQ|[TK]/[MLT]", re.IGNORECASE)

Change = Callable[[Page, random.Random], Page]


class Case(NamedTuple):
    """A document: its pages and its gold record."""

    name: str
    pages: tuple[Page, ...]
    gold: dict[str, Any]


def kept(folder: Path, keep: Path | None) -> Iterator[Case]:
    """Yield the documents of a folder of gold records, read once."""
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        file = next(p for p in sorted(folder.glob(f"{path.stem}.*")) if p != path)
        store = keep / f"{folder.name}-{path.stem}.pkl" if keep else None
        if store and store.exists():
            pages = pickle.loads(store.read_bytes())
        else:
            pages = read(file).pages
            if store:
                store.parent.mkdir(parents=True, exist_ok=True)
                store.write_bytes(pickle.dumps(pages))
        if "reject" not in gold and pages[0].source.has_geometry:
            yield Case(path.stem, pages, gold)


def with_lines_lost(page: Page, rng: random.Random) -> Page:
    """Leave out one line in twelve."""
    gone = {line for line in {word.line for word in page.words} if rng.random() < 1 / 12}
    return replace(page, words=tuple(word for word in page.words if word.line not in gone))


def with_anchors_misread(page: Page, rng: random.Random) -> Page:
    """Misread half of the letters of the words by which rules know the parts of a page."""
    by_line: dict[int, list[Word]] = {}
    for word in page.words:
        by_line.setdefault(word.line, []).append(word)
    hit = {id(word) for line in by_line.values() for word in _anchor_words(line)}
    words = (misread(word, 0.5, rng) if id(word) in hit else word for word in page.words)
    return replace(page, words=tuple(word for word in words if word.text))


def _anchor_words(line: Sequence[Word]) -> list[Word]:
    texts = [word.text for word in line]
    spans = [found for kind in _ANCHORS if (found := layout_phrases.find_in_words(texts, kind))]
    hit = [
        word for start, end in spans if end - start > 2 or start == 0 for word in line[start:end]
    ]
    return hit + [word for word in line[:2] if _LEAD.match(word.text) and len(line) < 13]


def with_both(page: Page, rng: random.Random) -> Page:
    """Lose lines and misread anchors."""
    return with_anchors_misread(with_lines_lost(page, rng), rng)


CHANGES: dict[str, Change | None] = {
    "as read": None,
    "lines lost": with_lines_lost,
    "anchors misread": with_anchors_misread,
    "both": with_both,
}


def changed(cases: Sequence[Case], change: Change | None) -> list[Case]:
    """Return cases with every page changed; the same for every run."""
    if change is None:
        return list(cases)
    return [
        case._replace(pages=tuple(change(page, random.Random(f"{case.name}{page.number}"))
                                  for page in case.pages))
        for case in cases
    ]  # fmt: skip


def other_layouts(count: int) -> list[Case]:
    """Return made-up dispatches, set as offices of other habits do."""
    rng = random.Random(77)
    phrases = Phrases(gazette(SHARED / "text", held_out=True), subjects(SHARED / "text"), rng)
    cases = []
    for number in range(count):
        file = source(phrases, f"made-{number}")
        pages = [rearranged(sheet, rng) for sheet in sheets(file)]
        words = [set_words(page, k, len(pages)) for k, page in enumerate(pages)]
        seen = tuple(spoiled(page, rng).page for page in words)
        cases.append(Case(file.name, seen, gold_of(file)))
    return cases


def report(cases: Sequence[Case], zoning: Zoning) -> tuple[AccuracyReport, float]:
    """Return how right the records are, and the CPU seconds that zoning took a page."""
    got: dict[str, Any] = {}
    spent = 0.0
    for case in cases:
        begun = time.process_time()
        document = documents(case.pages, zoning=zoning)[0]
        spent += time.process_time() - begun
        file = SourceFile(file=case.name, sha256="", pages=len(case.pages))
        record = extract_record(document, id=case.name, source=file)
        got[case.name] = record.model_dump(mode="json")
    found = evaluate({case.name: case.gold for case in cases}, got)
    return found, spent / sum(len(case.pages) for case in cases)


def table(name: str, cases: Sequence[Case]) -> None:
    """Print F1 of each field for each way of zoning."""
    reports = {zoning: report(cases, zoning) for zoning in Zoning}
    print(f"\n{name}, {len(cases)} documents")
    print(f"{'F1':20}{'gold':>6}" + "".join(f"{zoning:>8}" for zoning in Zoning))
    for field in FIELDS:
        tallies = [found.fields[field] for found, _ in reports.values() if field in found.fields]
        if tallies:
            figures = "".join(f"{tally.figures()['f1']:8.3f}" for tally in tallies)
            print(f"{field:20}{tallies[0].gold:6}{figures}")
    means = (
        sum(f.fields[x].figures()["f1"] for x in FIELDS) / len(FIELDS) for f, _ in reports.values()
    )
    print(f"{'mean':26}" + "".join(f"{mean:8.3f}" for mean in means))
    wrong = (_sure_and_wrong(found) for found, _ in reports.values())
    print(f"{'sure and wrong':26}" + "".join(f"{share:8.3f}" for share in wrong))
    costs = "".join(f"{1000 * seconds:8.1f}" for _, seconds in reports.values())
    print(f"{'CPU ms a page':26}{costs}", flush=True)


def _sure_and_wrong(found: AccuracyReport) -> float:
    tallies = [found.fields[field] for field in FIELDS]
    return sum(t.sure_wrong for t in tallies) / max(1, sum(t.sure for t in tallies))


def main() -> None:
    """Print a table for each set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--keep", type=Path, help="folder for what was read")
    parser.add_argument("--only", help="sets whose name begins so")
    parser.add_argument("--sheets", type=int, default=150, help="made-up dispatches")
    args = parser.parse_args()
    folders = {"gold/dev": SHARED / "gold" / "dev", "samples": ROOT / "samples" / "scans"}
    for name, folder in folders.items():
        if not folder.is_dir():
            print(f"\n{name}: not at hand")
            continue
        cases = list(kept(folder, args.keep))
        for what, change in CHANGES.items():
            if not args.only or f"{name}, {what}".startswith(args.only):
                table(f"{name}, {what}", changed(cases, change))
    if (SHARED / "text").is_dir() and (not args.only or "layouts".startswith(args.only)):
        table("layouts of other offices, set and spoiled", other_layouts(args.sheets))


if __name__ == "__main__":
    main()

"""Read every set at hand once and hold each value against what is right, curves left aside."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from models.confidence.fit import Value
from samples.typesetter import load
from samples.typesetter.build import build
from vnadmin_nlp import ocr
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.evaluation import Reliability, ScoredValue, evaluate, select
from vnadmin_nlp.extraction.evidence.calibrate import curve_of
from vnadmin_nlp.ingest.expand_paths import SUFFIXES
from vnadmin_nlp.ingest.process_pool import in_order, work
from vnadmin_nlp.model.page import FileFacts
from vnadmin_nlp.ocr import Scan
from vnadmin_nlp.pipeline import Options, extracted

ROOT = Path(__file__).resolve().parents[2]
#: Folders of gold records, and what in a name tells which document it is a copy of.
SETS = {
    "dev": ("../shared/gold/dev", r".+"),
    "party": ("../shared/gold/party", r"\d+"),
    "seeds": ("../shared/seeds", r"\d+"),
    "samples": ("samples/scans", r".+"),
}
#: Scans whose number stands in the file name that a clerk gave them (``names.csv``).
CLERK = "../shared/scans"
#: A document that we typeset tells this much of what a real scan tells.
TYPESET = 0.25
REAL = ("dev", "clerk")
#: How the samples are scanned once more, and by which chance.
LEVELS = {"office": 11, "fax": 13, "bad": 11, "photo": 12}
#: How the records are made: with the confidence of the rules.
RULES = Options(calibrate=False)

Json = Mapping[str, Any]


class Compared(NamedTuple):
    """A document that was read, and its values.

    Attributes:
        folder: the set it belongs to.
        original: the document that it is a copy of.
        name: its own.
        fields: the values of each field, with the confidence of the rules.
        most: what no curve makes them surer than, value by value: the chance that their pens are
            right, and how sure their zone is; 1 where nothing holds them.
    """

    folder: str
    original: str
    name: str
    fields: dict[str, Reliability]
    most: dict[str, list[float]]


def compared(records: Path, jobs: int = 1) -> list[Compared]:
    """Return every document of the sets at hand.

    Args:
        records: folder where our records are kept; those that are there are taken.
        jobs: number of processes.
    """
    return [*_gold_sets(records, jobs), *_clerk(records, jobs), *_drawn(records, jobs)]


def values(documents: Sequence[Compared]) -> list[Value]:
    """Return every value that was given, document by document."""
    return [
        Value(
            one.original,
            f"{one.folder}/{one.name}",
            field,
            claim.confidence,
            claim.right,
            1.0 if one.folder in REAL else TYPESET,
        )
        for one in documents
        for field, reliability in one.fields.items()
        for claim in reliability.claims
    ]


def _gold_sets(records: Path, jobs: int) -> Iterator[Compared]:
    for label, (folder, original) in SETS.items():
        yield from _gold_set(label, ROOT / folder, original, records, jobs)


def _gold_set(
    label: str, folder: Path, original: str, records: Path, jobs: int
) -> Iterator[Compared]:
    if not folder.is_dir():
        print(f"{folder}: not at hand, left out", file=sys.stderr)
        return
    known = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    gold = select(known, None)
    paths = [path for path in _inputs(folder) if path.stem in gold]
    got = _read(label, paths, records, jobs, first_record)
    for name in sorted(gold.keys() & got):
        match = re.search(original, name)
        yield _compared(label, match[0] if match else name, name, gold[name], got[name])


def _clerk(records: Path, jobs: int) -> Iterator[Compared]:
    """Yield the numbers of scans whose clerk wrote them into the file names: running numbers.

    The titles within those files are the same names: as witnesses they would judge themselves.
    """
    folder = ROOT / CLERK
    if not folder.is_dir():
        print(f"{folder}: not at hand, left out", file=sys.stderr)
        return
    with (folder / "names.csv").open(encoding="utf-8") as table:
        gold = {row["id"]: _serial(row["number_hint"]) for row in csv.DictReader(table)}
    paths = [path for path in _inputs(folder) if gold[path.stem]]
    got = _read("clerk", paths, records, jobs, first_record_of_pages)
    for name, both in sorted(got.items()):
        bare = {by: {**one, "number": _serial(one["number"])} for by, one in both.items()}
        yield _compared("clerk", name, name, {"number": gold[name]}, bare)


def _drawn(records: Path, jobs: int) -> Iterator[Compared]:
    """Scan the samples once more, as offices, faxes, careless hands and telephones do."""
    sources = sorted((ROOT / "samples" / "sources").glob("*.toml"))
    looks = {path: load(path).look for path in sources}
    scanned = [p for p in sources if looks[p].layer != "born" and looks[p].format in ("pdf", "tif")]
    for level, seed in LEVELS.items():
        folder = records / "drawn" / level
        for source in scanned:
            if not (folder / f"{source.stem}.json").exists():
                build(source, folder, level=level, seed=seed)
        yield from _gold_set(f"drawn-{level}", folder, r".+", records, jobs)


def _compared(folder: str, original: str, name: str, gold: Json, got: Json) -> Compared:
    rules, given = (
        evaluate({name: gold}, {name: got[by]}).reliability for by in ("rules", "given")
    )
    most = {
        field: [
            _most(field, *claims) for claims in zip(one.claims, given[field].claims, strict=True)
        ]
        for field, one in rules.items()
    }
    return Compared(folder, original, name, rules, most)


def _most(field: str, rule: ScoredValue, given: ScoredValue) -> float:
    """Return what holds a value that is given as less sure than its curve has it."""
    held = given.confidence < round(curve_of(field).at(rule.confidence), 3)
    return given.confidence if held else 1.0


def _inputs(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)


def _serial(number: str | None) -> str | None:
    match = re.match(r"0*(\d+)", number or "")
    return match[1] if match else None


def _read(
    label: str, paths: Sequence[Path], records: Path, jobs: int, read: Callable[[Path], Json]
) -> dict[str, Json]:
    """Return our records of every file that came through, from the folder where they are there."""
    kept = records / f"{label}.jsonl"
    if not kept.exists():
        print(f"reading {len(paths)} files of {label}", file=sys.stderr)
        kept.parent.mkdir(parents=True, exist_ok=True)
        with kept.with_suffix(".part").open("w", encoding="utf-8") as lines:
            for done in in_order(work(read, paths, jobs=jobs)):
                if isinstance(done.value, VnadminError):
                    print(f"{done.item.name}: {done.value}", file=sys.stderr)
                else:
                    line = [done.item.stem, done.value]
                    lines.write(json.dumps(line, ensure_ascii=False) + "\n")
        kept.with_suffix(".part").rename(kept)
    return dict(map(json.loads, kept.read_text("utf-8").splitlines()))


def first_record(path: Path) -> dict[str, Any]:
    """Return the record of the first document in a file, by the rules and as it is given."""
    return _both(ocr.read(path))


def first_record_of_pages(path: Path) -> dict[str, Any]:
    """Return the same, from the pages alone: what else the file tells of itself is not heard."""
    return _both(replace(ocr.read(path), facts=FileFacts()))


def _both(pages: Scan) -> dict[str, Any]:
    options = {"rules": RULES, "given": Options()}
    return {by: extracted(pages, options=o).records[0].to_json() for by, o in options.items()}

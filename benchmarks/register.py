"""Measure how one-line citations are taken apart, in many spellings of a register's documents.

    python -m benchmarks.register [--every N] [--errors N]

The documents are those of ``../shared/text/register_phapdien.jsonl.gz``; without them it says so
and ends. Each is printed as one line in every way of ``SPELLINGS``. A line is right where its only
citation has the number, type, date, issuer and title of the document, as far as the line gives
them, and where its key is that of the first spelling. Entries
with slips of the register (no date, one among the issuers, a cut number) are left aside.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vnadmin_nlp.extraction.citations.find_citations import FoundCitation
from vnadmin_nlp.grammar.dates import print_date
from vnadmin_nlp.grammar.document_numbers import lookup_key
from vnadmin_nlp.parsing import Setting, key_of, parse
from vnadmin_nlp.text.unicode import fold, nfc, strip_accents

REGISTER = Path(__file__).resolve().parents[2] / "shared" / "text" / "register_phapdien.jsonl.gz"
PARTS = ("number", "type", "date", "issuer", "title")
_NAMED = ("Luật", "Bộ luật", "Pháp lệnh")
_EDGES = ' .;,"\n'
_WHOLE = re.compile(r"[/-][^\W\d][^/]*[^\W_]\)?$")
# A title that is no subject by itself gets its "về".
_OPENERS = ("về", "quy định", "hướng dẫn", "ban hành", "sửa đổi", "bổ sung", "bãi bỏ", "phê duyệt")


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the register.

    Attributes:
        type: its type word.
        number: as printed.
        date: of the document.
        issuer: the body.
        subject: the title as it follows in a citation, or None where the type word begins it.
        name: type word and name of a law, else the type word.
    """

    type: str
    number: str
    date: dt.date
    issuer: str
    subject: str | None
    name: str

    @classmethod
    def of(cls, entry: Mapping[str, str]) -> Document:
        """Read an entry; marks at the ends of its values are slips."""
        number, issuer, title = (
            " ".join(nfc(entry[part]).split()).strip(' .;,"')
            for part in ("number", "issuer", "title")
        )
        typed = fold(title).startswith(fold(entry["type"]) + " ")
        named = typed and entry["type"] in _NAMED
        if typed and not named:
            title = title[len(entry["type"]) :].strip()
        subject = None if named else _subject(title)
        date = dt.date.fromisoformat(entry["date"])
        return cls(entry["type"], number, date, issuer, subject, title if named else entry["type"])


def _subject(title: str) -> str:
    small = title[:1].lower() + title[1:]
    return small if small.lower().startswith(_OPENERS) else f"về {title}"


def _numeric(date: dt.date, sign: str = "/") -> str:
    return f"{date.day:02d}{sign}{date.month}{sign}{date.year}"


def _line(
    document: Document,
    *,
    number: str | None = None,
    cue: str = " số ",
    date: str | None = None,
    order: str = "{name}{cue}{number} {date} của {issuer} {subject}",
) -> str:
    line = order.format(
        name=document.name,
        cue=cue,
        number=number or document.number,
        date=date or print_date(document.date),
        issuer=document.issuer,
        subject=document.subject or "",
    )
    return line.strip()


def _short(document: Document) -> str:
    return f"ngày {_numeric(document.date)}"


#: The ways in which a document is printed, the official one first (NĐ 30/2020/NĐ-CP).
SPELLINGS: dict[str, Callable[[Document], str]] = {
    "official": _line,
    "short date": lambda d: _line(d, date=_short(d)),
    "comma": lambda d: _line(
        d, date=_short(d), order="{name}{cue}{number}, {date} của {issuer} {subject}"
    ),
    "no số": lambda d: _line(d, cue=" ", date=_short(d)),
    "colon": lambda d: _line(d, cue=" số: ", date=_short(d)),
    "dotted date": lambda d: _line(d, date=f"ngày {_numeric(d.date, '.')}"),
    "dashed date": lambda d: _line(d, date=f"ngày {_numeric(d.date, '-')}"),
    "spaced": lambda d: _line(d, number=re.sub("([/-])", r" \1 ", d.number), date=_short(d)),
    "spaced dashes": lambda d: _line(d, number=d.number.replace("-", " - ")),
    "en dashes": lambda d: _line(d, number=d.number.replace("-", "–"), date=_short(d)),
    "line break": lambda d: _line(d, number=d.number.replace("-", "-\n"), date=_short(d)),
    "issuer first": lambda d: _line(
        d, date=_short(d), order="{name}{cue}{number} của {issuer} {date} {subject}"
    ),
    "glued": lambda d: _line(
        d, date=_short(d), order="{name}{cue}{number} {date}của {issuer} {subject}"
    ),
    "capitals": lambda d: _line(d, date=_short(d)).upper(),
    "decomposed": lambda d: unicodedata.normalize("NFD", _line(d)),
    "brackets": lambda d: _line(
        d, cue=" ", date=_numeric(d.date), order="{name}{cue}{number} ({issuer}, {date})"
    ),
    "look-alikes": lambda d: _line(d, number=d.number.replace("Đ", "Ð").replace("/", "∕")),
}


@dataclass
class Figures:
    """Counts over all lines.

    Attributes:
        documents: number of them.
        aside: documents without a date, with one among its issuers, or with a number that is cut
            (``71/2015``, ``11/2015/TTLT-``).
        lines: number of them.
        right: lines whose parts are all right.
        keyed: lines with the key of the first spelling.
        wrong: how often each part is wrong.
        by_spelling: how many lines of each spelling are not right.
        errors: the spelling, the part, what is wanted and got.
    """

    documents: int = 0
    aside: int = 0
    lines: int = 0
    right: int = 0
    keyed: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    by_spelling: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[str, str, str]] = field(default_factory=list)


def measure(path: Path = REGISTER, *, every: int = 1) -> Figures:
    """Return the figures of every ``every``-th document in ``path``."""
    figures = Figures()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines][::every]
    for entry in entries:
        if not (entry["date"] and _WHOLE.search(entry["number"].strip(_EDGES))) or (
            "ngày" in entry["issuer"]
        ):
            figures.aside += 1
            continue
        document = Document.of(entry)
        figures.documents += 1
        key: str | None = None
        for name, spell in SPELLINGS.items():
            line = spell(document)
            found = _cited(line)
            wrong = wrong_parts(document, found, line)
            own = key_of(found, Setting()) if found else None
            key = key or own
            figures.lines += 1
            figures.right += not wrong
            figures.by_spelling[name] += bool(wrong)
            figures.keyed += own is not None and own == key
            for part, says in wrong.items():
                figures.wrong[part] += 1
                figures.errors.append((name, part, says))
    return figures


def _cited(line: str) -> FoundCitation | None:
    """Return the citation that a line is, and none where it has more than one."""
    found = [one for one in parse(line).citations if not one.nested]
    return found[0] if found and len({one.number for one in found}) == 1 else None


def wrong_parts(document: Document, found: FoundCitation | None, line: str) -> dict[str, str]:
    """Return the parts that were not read as they are, with what is wanted and got."""
    if found is None:
        return {"number": f"nothing, or more than one citation, in {line!r}"}
    bracketed = "(" in line and document.issuer in line.rpartition("(")[2]
    wanted: dict[str, Any] = {
        "number": lookup_key(document.number),
        "type": document.type,
        "date": document.date,
        "issuer": _plain(document.issuer),
        "title": "" if bracketed else _plain(document.subject),
    }
    got: dict[str, Any] = {
        "number": lookup_key(found.number or ""),
        "type": found.type,
        "date": found.date,
        "issuer": _plain(found.issuer),
        "title": _plain(found.subject),
    }
    return {
        part: f"{wanted[part]!r}, got {got[part]!r} in {line!r}"
        for part in PARTS
        if wanted[part] != got[part]
    }


def _plain(text: str | None) -> str:
    return re.sub(r"[^a-z0-9]+", " ", strip_accents(nfc(text or ""))).strip()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--every", type=int, default=1, help="take every N-th document only")
    parser.add_argument("--errors", type=int, default=0, help="print so many errors of each part")
    arguments = parser.parse_args()
    if not REGISTER.exists():
        print(f"no register at {REGISTER}: nothing measured")
        return
    figures = measure(every=arguments.every)
    aside = f"{figures.aside} with slips left aside"
    print(f"{figures.documents} documents ({aside}), {figures.lines} lines")
    print(f"right   {figures.right:6} {figures.right / figures.lines:.4f}")
    print(f"one key {figures.keyed:6} {figures.keyed / figures.lines:.4f}")
    for part in PARTS:
        print(f"  {part:7} {1 - figures.wrong[part] / figures.lines:.4f} right")
        for spelling, _, says in [e for e in figures.errors if e[1] == part][: arguments.errors]:
            print(f"    {spelling}: {says[:300]}")
    for spelling, count in figures.by_spelling.most_common():
        print(f"  {count:5} of {figures.documents} not right: {spelling}")


if __name__ == "__main__":
    main()

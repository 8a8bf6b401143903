"""Measure which registered document citations are resolved to, plain ones and misread ones.

    python -m benchmarks.resolution [--register FILE] [--count N]

Documents of a register are cited as letters would cite them, and with one slip each, drawn from the
digits that recognisers take for one another. A wrong link is worse than one that is left open; what
is read exactly like another document of the same day can only be wrong.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from vnadmin_nlp import graph
from vnadmin_nlp.identity.misread import LOOK_ALIKE
from vnadmin_nlp.model.record import Citation, Record, SourceFile
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.graph.reference_registers import import_register
from vnadmin_nlp.store.graph.register_files import RegisterRow, read_register
from vnadmin_nlp.text.number_key import lookup_key

REGISTER = Path(__file__).parents[2] / "shared/text/register_phapdien.jsonl.gz"
TODAY = dt.date(2025, 6, 2)
Slip = Callable[[RegisterRow, random.Random], Citation | None]


def plain(entry: RegisterRow, chance: random.Random) -> Citation:
    """Cite all that is known."""
    issuer = chance.choice([entry.issuer, None])
    return Citation(type=entry.type, number=entry.number, date=entry.date, issuer=issuer)


def undated(entry: RegisterRow, chance: random.Random) -> Citation:
    """Leave the date out."""
    return plain(entry, chance).model_copy(update={"date": None})


def by_name(entry: RegisterRow, chance: random.Random) -> Citation | None:
    """Cite a law by name and year."""
    if entry.type not in ("Luật", "Bộ luật") or not entry.title or not entry.date:
        return None
    title = entry.title if entry.title.startswith(entry.type) else f"{entry.type} {entry.title}"
    return Citation(type=entry.type, title=f"{title} năm {entry.date.year}")


def misread_number(entry: RegisterRow, chance: random.Random) -> Citation | None:
    """Misread a digit of the running number."""
    serial, _, rest = (entry.number or "").partition("/")
    return _renumbered(entry, chance, _misread(serial, chance), rest)


def misread_year(entry: RegisterRow, chance: random.Random) -> Citation | None:
    """Misread a digit of the year in the number."""
    serial, _, rest = (entry.number or "").partition("/")
    year, _, sign = rest.partition("/")
    other = _misread(year[2:], chance) if year.isdigit() and len(year) == 4 else None
    return _renumbered(entry, chance, serial, other and f"{year[:2]}{other}/{sign}")


def misread_date(entry: RegisterRow, chance: random.Random) -> Citation | None:
    """Misread a digit of the day."""
    day = _misread(f"{entry.date.day:02}", chance) if entry.date else None
    try:
        date = entry.date and day and entry.date.replace(day=int(day))
    except ValueError:
        return None
    return plain(entry, chance).model_copy(update={"date": date}) if date else None


SLIPS: dict[str, Slip] = {
    "all that is known": plain,
    "without a date": undated,
    "law by name and year": by_name,
    "digit of the number": misread_number,
    "digit of its year": misread_year,
    "digit of the day": misread_date,
}


def _renumbered(
    entry: RegisterRow, chance: random.Random, serial: str | None, rest: str | None
) -> Citation | None:
    if not (serial and rest and entry.date):
        return None
    return plain(entry, chance).model_copy(update={"number": f"{serial}/{rest}"})


def _misread(digits: str, chance: random.Random) -> str | None:
    places = list(range(len(digits)))
    chance.shuffle(places)
    for place in places:
        others = [d for d in "0123456789" if frozenset((d, digits[place])) in LOOK_ALIKE]
        if others:
            return digits[:place] + chance.choice(others) + digits[place + 1 :]
    return None


def measure(register: Path, count: int) -> dict[str, Counter[str]]:
    """Return for each kind of citation how many are right, wrong and open."""
    chance = random.Random(1)
    known = [entry for entry in read_register(register) if isinstance(entry, RegisterRow)]
    drawn = [e for e in chance.sample(known, len(known)) if not e.date or e.date < TODAY]
    asked: list[tuple[str, RegisterRow]] = []
    cited: list[Citation] = []
    for name, slip in SLIPS.items():
        made = [(entry, slip(entry, chance)) for entry in drawn[: 4 * count]]
        for entry, citation in [pair for pair in made if pair[1]][:count]:
            asked.append((name, entry))
            cited.append(citation)  # type: ignore[arg-type]
    found: dict[str, Counter[str]] = {name: Counter() for name in SLIPS}
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "a.db")) as store:
        import_register(store, register)
        source = SourceFile(file="letter.txt", sha256="0" * 64, pages=1)
        letter = Record(id="letter", source=source, date=TODAY, citations=tuple(cited))
        store.save_file("letter.txt", [letter], [], sha256="0" * 64, size=1)
        graph.link(store)
        edges = store.db.execute(
            "SELECT e.status, w.kind, w.bucket, w.date FROM edges e"
            " JOIN citations c ON c.id = e.citation_id LEFT JOIN works w ON w.id = e.cited"
            " ORDER BY c.ordinal"
        )
        for (name, entry), edge in zip(asked, edges, strict=True):
            found[name][_outcome(entry, edge)] += 1
    return found


def _outcome(entry: RegisterRow, edge: sqlite3.Row) -> str:
    if edge["kind"] in (None, "cited"):
        return "open"
    same = edge["bucket"] == lookup_key(entry.number or "")
    return edge["status"] if same and edge["date"] == str(entry.date or "") else "wrong"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--register", type=Path, default=REGISTER)
    parser.add_argument("--count", type=int, default=500, help="citations of each kind")
    options = parser.parse_args()
    print(f"{'cited with':24}{'all':>6}{'resolved':>10}{'repaired':>10}{'open':>6}{'wrong':>7}")
    for name, counts in measure(options.register, options.count).items():
        cells = (counts["resolved"], counts["repaired"], counts["open"], counts["wrong"])
        print(
            f"{name:24}{sum(counts.values()):6}{cells[0]:10}{cells[1]:10}{cells[2]:6}{cells[3]:7}"
        )


if __name__ == "__main__":
    main()

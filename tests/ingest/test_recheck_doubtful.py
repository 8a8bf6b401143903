"""A doubtful number is weighed with what the archive knows around it, whatever came first."""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.helpers.sheets import STATE_LETTER, sheet
from vnadmin_nlp import graph
from vnadmin_nlp.extraction.evidence.from_archive import ArchiveContext, of_date, of_number
from vnadmin_nlp.ingest.recheck_doubtful import settle
from vnadmin_nlp.model.page import Page
from vnadmin_nlp.ocr import Scan
from vnadmin_nlp.pipeline import extracted
from vnadmin_nlp.store import Store


class Letter(NamedTuple):
    """A letter of our office: what is printed for number and day, and what a pen wrote."""

    number: str
    day: str
    pen: dict[str, tuple[tuple[str, float], ...]] = {}  # noqa: RUF012
    cites: str = "27/KH-UBND ngày 12/3/2024 của Ủy ban nhân dân"

    def page(self) -> Page:
        rows = [
            (
                x,
                y,
                text.replace("412/SNV", f"{self.number} /SNV")
                .replace("ngày 05", f"ngày {self.day}")
                .replace("27/KH-UBND ngày 12/3/2024 của Ủy ban nhân dân", self.cites),
            )
            for x, y, text in STATE_LETTER
        ]
        return sheet(rows, pen=self.pen)


BEFORE, AFTER = Letter("398", "03"), Letter("431", "09")
DOUBTFUL = Letter("472", "05", {"472": (("472", 0.46), ("412", 0.44), ("42", 0.05))})
CITING = Letter("440", "11", cites="Công văn số 412/SNV-VTLT ngày 05/9/2024 của Sở Nội vụ,")


def archive(place: str | Path, letters: list[Letter], *, settled_between: bool = False) -> Store:
    store = Store(place)
    for letter in letters:
        name = f"{letter.number}-{letter.day}.pdf"
        scan = Scan(f"scan of {name}", name, (letter.page(),), 1)
        outcome = extracted(scan)
        store.save_file(scan.file, outcome.records, scan.pages, sha256=name, size=1)
        if settled_between:
            graph.link(store)
            settle(store)
    graph.link(store)
    settle(store)
    return store


def numbers(store: Store) -> list[str | None]:
    return sorted(str(row.number) for row in store.documents())


@pytest.mark.parametrize(
    ("others", "number"),
    [
        ([], None),
        ([BEFORE, AFTER], "412/SNV-VTLT"),
        ([CITING], "412/SNV-VTLT"),
        ([BEFORE], None),
    ],
    ids=["alone", "between two of its series", "cited by another", "one side open"],
)
def test_the_archive_tells_which_reading_is_right(place, others, number):
    with archive(place, [DOUBTFUL, *others]) as store:
        (row,) = [row for row in store.documents() if row.file == "scan of 472-05.pdf"]
        assert row.number == number
        if number:
            evidence = row.record["evidence"]["number"]
            assert evidence["witnesses"][-1]["by"] in ("series", "cited-by-others")
            assert evidence["repair"] == "472/SNV-VTLT → 412/SNV-VTLT"


def test_the_order_of_arrival_makes_no_difference(tmp_path):
    letters = [DOUBTFUL, BEFORE, AFTER, CITING]
    found = set()
    for turn, order in enumerate(permutations(letters)):
        if turn % 5 == 0:
            between = archive(tmp_path / f"{turn}.db", list(order), settled_between=True)
            with between as store:
                found.add(tuple(numbers(store)))
    assert found == {("398/SNV-VTLT", "412/SNV-VTLT", "431/SNV-VTLT", "440/SNV-VTLT")}


def test_nothing_is_extracted_twice_with_the_same_surroundings(place):
    with archive(place, [DOUBTFUL, BEFORE, AFTER]) as store:
        changed = [row.changed for row in store.files()]
        assert settle(store) == 0
        assert [row.changed for row in store.files()] == changed


SERIES = ArchiveContext(series=((398, dt.date(2024, 9, 3)), (431, dt.date(2024, 9, 9))))


def test_a_series_speaks_only_where_both_sides_are_known():
    (one,) = of_number(SERIES, dt.date(2024, 9, 5), [])
    assert (one.text, one.agrees("412/SNV"), one.agrees("472/SNV")) == ("398–431", True, False)
    assert not list(of_number(SERIES, dt.date(2024, 9, 30), []))
    assert not list(of_number(SERIES, None, []))
    (one,) = of_date(SERIES, "412/SNV")
    assert one.likelihood(dt.date(2024, 9, 5)) > one.likelihood(dt.date(2024, 9, 15))
    assert not list(of_date(SERIES, "500/SNV"))

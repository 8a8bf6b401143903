"""Make a large archive of made-up documents that cite one another, straight into its tables.

Party and State numbers of 63 provinces and 504 districts over twenty years; a few laws and decrees
are cited by everybody, most documents by nobody. What is written is what settling the graph would
write (``test_big_graph.py``), but without pages, texts and records: look-ups of the graph
read none of these.
"""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from vnadmin_nlp.identity import document_key, organ_identity
from vnadmin_nlp.store import Store
from vnadmin_nlp.vocab.provinces import provinces

#: Citations for each work, and the share of works that are only cited.
EDGES_A_WORK = 5
CITED_ONLY = 0.2
FIRST, LAST = dt.date(2005, 1, 3), dt.date(2025, 6, 27)
#: Of every citation: to one of the acts everybody cites, to another central one, to the province.
TO_ACTS, TO_CENTRE, TO_PROVINCE = 0.15, 0.4, 0.85
#: Acts that everybody cites are cited without their date so often.
UNDATED = 0.5
DISTRICTS = ("An Bình", "Bắc Sơn", "Cẩm Giang", "Đông Hà", "Hòa An", "Long Mỹ", "Tân Kỳ", "Yên Lạc")
#: In the order of how often they are cited.
ACTS = (
    ("30/2020/NĐ-CP", "2020-03-05"), ("Luật Ban hành văn bản quy phạm pháp luật", "2015-06-22"),
    ("Luật Tổ chức chính quyền địa phương", "2015-06-19"), ("43/2014/NĐ-CP", "2014-05-15"),
    ("Luật Ngân sách nhà nước", "2015-06-25"), ("Luật Đất đai", "2013-11-29"),
    ("163/2016/NĐ-CP", "2016-12-21"), ("Luật Đầu tư công", "2019-06-13"),
    ("34/2016/NĐ-CP", "2016-05-14"), ("110/2004/NĐ-CP", "2004-04-08"),
    ("Luật Lưu trữ", "2011-11-11"), ("09/2010/NĐ-CP", "2010-02-08"),
)  # fmt: skip


class Series(NamedTuple):
    """A row of numbers that one body gives: printed forms, and what the graph compares."""

    number: str
    type: str
    body: str
    upper: str | None
    place: str
    issuer: str
    system: str
    bucket: str
    type_key: str
    organ: str
    weight: int

    def numbered(self, serial: int, year: int) -> str:
        """Return a number of the row as printed."""
        return self.number.format(n=serial, y=year)

    def identity(self, serial: int, date: str) -> document_key.Identity:
        """Return what the graph knows of the document with a number and an ISO date."""
        year = int(date[:4])
        return document_key.Identity(
            self.bucket.format(n=serial, y=year), self.type_key, self.organ, date, year
        )


class Work(NamedTuple):
    """One document, ``series`` None for acts that are known by name."""

    series: Series | None
    number: str | None
    title: str | None
    identity: document_key.Identity
    place: str
    held: bool


def _series(
    number: str, kind: str, body: str, upper: str | None, place: str, issuer: str, weight: int
) -> Series:
    record = {
        "number": number.format(n=1, y=2001), "doc_type": kind, "issuing_body": body,
        "parent_body": upper, "place": place, "date": "2001-01-01",
    }  # fmt: skip
    identity = document_key.of_document(record)
    bucket = "{n}" + identity.bucket.removeprefix("1").replace("2001", "{y}")
    system = "state" if number.count("/") > 1 or "/{y}" in number or "{n}/" in number else "party"
    return Series(
        number, kind, body, upper, place, issuer, system, bucket, identity.type, identity.organ,
        weight,
    )  # fmt: skip


def _central() -> Iterator[Series]:
    yield _series("{n}/{y}/NĐ-CP", "Nghị định", "CHÍNH PHỦ", None, "Hà Nội", "Chính phủ", 900)
    for code, name in (("BTC", "Tài chính"), ("BNV", "Nội vụ"), ("BYT", "Y tế")):
        body = f"Bộ {name}"
        yield _series(f"{{n}}/{{y}}/TT-{code}", "Thông tư", body.upper(), None, "Hà Nội", body, 500)
    premier = "Thủ tướng Chính phủ"
    yield _series("{n}/QĐ-TTg", "Quyết định", premier.upper(), None, "Hà Nội", premier, 900)
    for code, kind, body in (
        ("CT", "Chỉ thị", "Bộ Chính trị"), ("KL", "Kết luận", "Bộ Chính trị"),
        ("QĐ", "Quy định", "Ban Bí thư"), ("NQ", "Nghị quyết", "Ban Chấp hành Trung ương"),
    ):  # fmt: skip
        yield _series(f"{{n}}-{code}/TW", kind, body.upper(), None, "Hà Nội", body, 100)


def _local(province: str) -> Iterator[Series]:
    people, party = f"ỦY BAN NHÂN DÂN TỈNH {province.upper()}", f"TỈNH ỦY {province.upper()}"
    council, under = f"UBND tỉnh {province}", f"ĐẢNG BỘ TỈNH {province.upper()}"
    for number, kind in (
        ("{n}/{y}/QĐ-UBND", "Quyết định"), ("{n}/QĐ-UBND", "Quyết định"),
        ("{n}/KH-UBND", "Kế hoạch"),
    ):  # fmt: skip
        yield _series(number, kind, people, None, province, council, 60)
    bureau = f"Sở Nội vụ tỉnh {province}"
    yield _series("{n}/KH-SNV", "Kế hoạch", "SỞ NỘI VỤ", people, province, bureau, 30)
    for code, kind in (("CT", "Chỉ thị"), ("QĐ", "Quy định"), ("KH", "Kế hoạch")):
        committee = f"Tỉnh ủy {province}"
        yield _series(f"{{n}}-{code}/TU", kind, party, under, province, committee, 30)
    board = f"Ban Tuyên giáo Tỉnh ủy {province}"
    yield _series("{n}-CV/BTGTU", "Công văn", "BAN TUYÊN GIÁO", party, province, board, 60)
    for name in DISTRICTS:
        people = f"ỦY BAN NHÂN DÂN HUYỆN {name.upper()}"
        upper, council = f"TỈNH {province.upper()}", f"UBND huyện {name}"
        yield _series("{n}/QĐ-UBND", "Quyết định", people, upper, name, council, 12)
        party, committee = f"HUYỆN ỦY {name.upper()}", f"Huyện ủy {name}"
        yield _series("{n}-KH/HU", "Kế hoạch", party, under, name, committee, 6)
        yield _series("{n}-BC/HU", "Báo cáo", party, under, name, committee, 6)


def _acts() -> list[Work]:
    found = []
    for name, date in ACTS:
        numbered = name[0].isdigit()
        citation = {
            "number": name if numbered else None,
            "title": None if numbered else f"{name} năm {date[:4]}",
            "type": "Nghị định" if numbered else "Luật",
            "issuer": "Chính phủ" if numbered else None,
            "date": date if numbered else None,
        }
        identity = document_key.of_citation(citation, {})
        found.append(Work(None, citation["number"], citation["title"], identity, "", False))
    return found


class _Maker:
    """Draws works and their citations in the order of their dates."""

    def __init__(self, works: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = works
        self.works: list[Work] = _acts()
        self.acts = range(len(self.works))
        self._cited: dict[str, list[int]] = {}

    def draw(self) -> Iterator[tuple[int, list[int]]]:
        """Yield each work's place and the places of those it cites; none where it is not held."""
        series = {"": list(_central())}
        series |= {province.name: list(_local(province.name)) for province in provinces()}
        everything = [(place, one) for place, found in series.items() for one in found]
        weights = [one.weight for _, one in everything]
        drawn = self.random.choices(everything, weights, k=self.count - len(self.works))
        serials: dict[tuple[Series, int], int] = {}
        taken = {name for name, _ in ACTS}
        days = (LAST - FIRST).days
        yield from ((act, []) for act in self.acts)
        for turn, (place, one) in enumerate(drawn):
            date = FIRST + dt.timedelta(int(days * (turn / len(drawn)) ** 0.6))
            # The archive holds one number in about twenty.
            serial = serials.get((one, date.year), 0) + self.random.randint(1, 40)
            while one.numbered(serial, date.year) in taken:
                serial += 1
            serials[one, date.year] = serial
            held = self.random.random() >= CITED_ONLY
            identity = one.identity(serial, str(date))
            number = one.numbered(serial, date.year)
            self.works.append(Work(one, number, None, identity, place, held))
            here = len(self.works) - 1
            yield here, self._citations(here) if held else []
            self._cited.setdefault(place, []).append(here)

    def _citations(self, here: int) -> list[int]:
        # Some are drawn twice, and count once.
        mean = 1.12 * EDGES_A_WORK / (1 - CITED_ONLY)
        count = 1 + min(40, int(self.random.expovariate(1 / (mean - 0.5))))
        found = {self._target(here) for _ in range(count)}
        return sorted(found - {None, here})  # type: ignore[type-var]

    def _target(self, here: int) -> int | None:
        chance, place = self.random.random(), self.works[here].place
        date = self.works[here].identity.date
        if chance < TO_ACTS:
            act = min(int(self.random.paretovariate(0.7)) - 1, len(self.acts) - 1)
            if ACTS[act][1] < date:
                return act
        if chance < TO_CENTRE:
            return self._famous("")
        return self._famous(place) if chance < TO_PROVINCE else self._recent(place)

    def _famous(self, place: str) -> int | None:
        """Return a work of a place: one that is cited often is cited more often."""
        known = self._cited.get(place)
        if not known:
            return None
        # Half of the time a newer one, lest those of the first years take it all.
        start = 0 if self.random.random() < 0.5 else max(0, len(known) - 2000)
        target = known[self.random.randrange(start, len(known))]
        if self.random.random() < 0.3:
            known.append(target)
        return target

    def _recent(self, place: str) -> int | None:
        known = self._cited.get(place)
        return self.random.choice(known[-200:]) if known else None


def make(path: Path, works: int, *, seed: int = 1) -> None:
    """Write an archive of so many works, and five citations for each.

    Args:
        path: of the archive; must not exist.
        works: how many documents are held or cited.
        seed: of all chances.
    """
    Store(path).close()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -500000")
    indexes = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    db.execute("BEGIN")
    for name, _ in indexes:
        db.execute(f"DROP INDEX {name}")
    maker = _Maker(works, seed)
    _write(db, maker)
    for _, sql in indexes:
        db.execute(sql)
    db.execute("COMMIT")
    db.execute("PRAGMA journal_mode = WAL")
    db.close()


def _write(db: sqlite3.Connection, maker: _Maker) -> None:
    claims: dict[tuple[int, str], int] = {}
    drawn = maker.draw()
    while chunk := list(islice(drawn, 10_000)):
        citing = [(here, cited) for here, cited in chunk if maker.works[here].held]
        _insert(db, "works", (_work(here, maker.works[here]) for here, _ in chunk))
        _insert(db, "files", (_file(here) for here, _ in citing))
        _insert(db, "documents", (_document(here, maker.works[here]) for here, _ in citing))
        _insert(db, "claims", _new_claims(maker, citing, claims))
        _insert(db, "citations", _citations(maker, citing, claims))
        _insert(db, "mentions", _mentions(maker, citing))
    _hold_uncited(db, maker, {target for target, _ in claims})
    organs = {work.identity.organ for work in maker.works}
    _insert(db, "organs", (_organ(key) for key in sorted(organs - {""})))


def _hold_uncited(db: sqlite3.Connection, maker: _Maker, cited: set[int]) -> None:
    """Have scans of those that nobody turned out to cite: nothing else would be known of them."""
    everything = range(len(maker.acts), len(maker.works))
    alone = [here for here in everything if not maker.works[here].held and here not in cited]
    _insert(db, "files", map(_file, alone))
    _insert(db, "documents", (_document(here, maker.works[here]) for here in alone))
    db.executemany("UPDATE works SET kind = 'held' WHERE id = ?", ((here + 1,) for here in alone))


def _insert(db: sqlite3.Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = iter(rows)
    for first in rows:
        names = ", ".join(first)
        marks = ", ".join(f":{name}" for name in first)
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        db.execute(statement, first)
        db.executemany(statement, rows)


def _identity(identity: document_key.Identity) -> dict[str, Any]:
    names = ("bucket", "type", "organ", "date", "year")
    return {name: getattr(identity, name) for name in names}


def _work(here: int, work: Work) -> dict[str, Any]:
    kind = "held" if work.held else "cited"
    return {"id": here + 1, "key": work.identity.key, "kind": kind, **_identity(work.identity)}


def _file(here: int) -> dict[str, Any]:
    return {
        "id": here + 1, "path": f"scans/{here:07}.pdf", "sha256": f"{here * 2654435761:064x}",
        "size": 200_000, "state": "done", "pages": 2,
    }  # fmt: skip


def _document(here: int, work: Work) -> dict[str, Any]:
    series = work.series
    assert series is not None
    identity = work.identity
    return {
        "id": here + 1, "file_id": here + 1, "name": f"{here:07}", "first_page": 1, "part": 0,
        "last_page": 2, "system": series.system, "doc_type": series.type,
        "parent_body": series.upper, "issuing_body": series.body, "number": work.number,
        "place": series.place, "date": identity.date, "subject": f"về công việc thứ {here}",
        "status": "ok", "record": "{}", "type_key": identity.type, "issuer_key": identity.organ,
        "number_key": identity.bucket, "linked": 1, "bucket": identity.bucket,
        "type": identity.type, "organ": identity.organ, "year": identity.year,
        "key": identity.key, "work_id": here + 1,
    }  # fmt: skip


def _before(work: Work, here: int, citing: document_key.Identity) -> str:
    """Return the citing date where the citation leaves the date of an act out."""
    if work.series is not None or (work.number and (here * 7919 + citing.year) % 100 < 50):
        return ""
    return citing.date


def _edges(maker: _Maker, citing: list[tuple[int, list[int]]]) -> Iterator[tuple[int, int, int]]:
    for here, targets in citing:
        for ordinal, target in enumerate(targets):
            yield here, ordinal, target


def _claim(maker: _Maker, here: int, target: int) -> tuple[int, str]:
    return target, _before(maker.works[target], here, maker.works[here].identity)


def _new_claims(
    maker: _Maker, citing: list[tuple[int, list[int]]], claims: dict[tuple[int, str], int]
) -> Iterator[dict[str, Any]]:
    for here, _, target in _edges(maker, citing):
        claim = _claim(maker, here, target)
        if claim not in claims:
            claims[claim] = len(claims) + 1
            work = maker.works[target]
            said = _identity(work.identity) | ({"date": ""} if claim[1] else {}) | {"term": ""}
            status = "resolved" if work.held else "unmatched"
            yield {
                "id": claims[claim], **said, "before": claim[1], "status": status,
                "work_id": target + 1,
            }  # fmt: skip


_RELATIONS = ("basis", "implements", "implements", "pursuant", "mentions", "mentions", "amends")


def _citations(
    maker: _Maker, citing: list[tuple[int, list[int]]], claims: dict[tuple[int, str], int]
) -> Iterator[dict[str, Any]]:
    for here, ordinal, target in _edges(maker, citing):
        work, claim = maker.works[target], _claim(maker, here, target)
        kind = work.series.type if work.series else "Nghị định" if work.number else "Luật"
        yield {
            "id": here * 100 + ordinal + 1, "document_id": here + 1, "ordinal": ordinal,
            "type": kind, "number": work.number, "title": work.title,
            "date": None if claim[1] else work.identity.date or None,
            "issuer": work.series.issuer if work.series else None,
            "relation": _RELATIONS[(here + ordinal) % len(_RELATIONS)],
            "confidence": 0.97, "claim_id": claims[claim],
            "dated": maker.works[here].identity.date,
        }  # fmt: skip


def _mentions(maker: _Maker, citing: list[tuple[int, list[int]]]) -> Iterator[dict[str, Any]]:
    for here, ordinal, target in _edges(maker, citing):
        work = maker.works[target]
        text = work.title or f"{work.series.type if work.series else 'Nghị định'} số {work.number}"
        yield {
            "citation_id": here * 100 + ordinal + 1, "ordinal": 0, "page": 1, "text": text,
            "sentence": f"Thực hiện {text} và các văn bản có liên quan;",
        }  # fmt: skip


def _organ(key: str) -> dict[str, Any]:
    organ = organ_identity.Body.from_key(key)
    names = ("core", "level", "province", "district", "commune")
    place = organ.district or organ.province
    return {"key": key, **{name: getattr(organ, name) for name in names}, "place": place}

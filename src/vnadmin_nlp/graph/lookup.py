"""Which document does a question mean? Numbers as people type them lead to works of the graph."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.archive.database import Database, Row
from vnadmin_nlp.archive.filters import type_keys
from vnadmin_nlp.errors import NotFound, NotWritable, UsageError
from vnadmin_nlp.graph.nodes import Node, nodes
from vnadmin_nlp.notation.number_key import lookup_key
from vnadmin_nlp.text import nfc, strip_accents

if TYPE_CHECKING:
    from vnadmin_nlp.archive import Store

#: Documents of one number that are looked at; the held ones first.
MOST_EXAMINED = 1000
#: Documents of one number that a message names.
_MOST_NAMED = 5

_WORDS_THEN_NUMBER = re.compile(r"(?P<words>\D*)(?P<number>.*)", re.DOTALL)
_YEAR_AT_END = re.compile(r"\W{0,9}(?:nam\W{1,9})?((?:19|20)\d\d)\W{0,9}$")
# "31-CT/TU, ngày 14/3/2024 của Tỉnh ủy Lạng Sơn": what stands behind the number. Signs have commas
# as well ("CTPH-SVH,TT,DL"), but no words after them.
_BEHIND = re.compile(r",?\s{1,9}(?=(?:cua|ngay)\s)|,\s{1,9}|,(?=[^\W_]{1,9}\s)")
_DAY = re.compile(
    r"(?:ngay\s{1,9})?\d{1,2}(?:\s?[/.-]\s?|\s{1,9}thang\s{1,9})\d{1,2}"
    r"(?:\s?[/.-]\s?|\s{1,9}nam\s{1,9})(?P<year>(?:19|20)\d\d)"
)


class Ambiguous(UsageError):
    """Several documents fit a question that needs one.

    Attributes:
        candidates: the documents, the likeliest first.
    """

    candidates: tuple[Node, ...] = ()


class Question(NamedTuple):
    """What a user says of a document: its number, or the name of an act, and what else is known."""

    number: str
    issuer: str = ""
    year: int | None = None
    type: str = ""


def question(
    text: str,
    issuer: str | None = None,
    year: int | None = None,
    type: str | None = None,  # noqa: A002
) -> Question:
    """Return what is asked for, issuer and year being taken from the text where it names them.

    >>> question("31 ct tu, lạng sơn")
    Question(number='31 ct tu', issuer='lạng sơn', year=None, type='')
    >>> question("Chỉ thị số 31-CT/TU ngày 14/3/2024 của Tỉnh ủy Lạng Sơn")[:3]
    ('Chỉ thị số 31-CT/TU', 'Tỉnh ủy Lạng Sơn', 2024)
    """
    plain = nfc(text)
    folded = strip_accents(plain)
    digit = re.search(r"\d", folded)
    behind = _BEHIND.search(folded, digit.end()) if digit else None  # names have commas as well
    number = plain[: behind.start()] if behind else plain
    if behind:
        day = _DAY.search(folded, behind.end())
        year = year or (int(day["year"]) if day else None)
        start, end = day.span() if day else (behind.end(), behind.end())
        rest = plain[behind.end() : start] + plain[end:]
        issuer = issuer or re.sub(r"^\W*(?:của|cua)\s", "", rest).strip(" ,.;")
    return Question(
        number, issuer or "", year or _year_of_title(number), type or _type_word(number)
    )


def the_one(store: Store, text: str, **known: str | int | None) -> tuple[int, Node]:
    """Return the one work that a question means, with its node.

    Args:
        store: the archive.
        text: the number, however carelessly written; issuer and date may stand behind it
            (``31-CT/TU, lạng sơn``). The key of a node serves as well.
        known: ``issuer``, ``year`` and ``type``, which choose between documents of one number.

    Raises:
        NotFound: no document of such a number is held or cited, or none that fits.
        Ambiguous: several are.
    """
    found = fitting(store, text, question(text, **known))  # type: ignore[arg-type]
    if len(found) == 1:
        return found[0]
    named = "; ".join(_line(node) for _, node in found[:_MOST_NAMED])
    more = f"; and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    error = Ambiguous(
        f"{len(found)} documents have the number {text}: {named}{more}",
        remedy="choose one with --issuer, --year or --type, or write NUMBER, ISSUER",
    )
    error.candidates = tuple(node for _, node in found)
    raise error


def fitting(store: Store, text: str, asked: Question) -> list[tuple[int, Node]]:
    """Return the works that fit a question with their nodes, the likeliest first.

    Raises:
        NotFound: none fits.
    """
    bring_up_to_date(store)
    with store.reading() as db:
        works = _numbered(db, asked.number)
        kinds = set(type_keys(asked.type)) if asked.type else set()
        likely = [row for row in works if _may_fit(row, asked.year, kinds)]
        named = nodes(db, (row["id"] for row in likely[:MOST_EXAMINED]))
        found = [
            (row["id"], named[row["id"]])
            for row in likely[:MOST_EXAMINED]
            if is_of(row, named[row["id"]], asked.issuer)
        ]
        if not found and asked.issuer:
            found = [(row["id"], named[row["id"]]) for row in _of_body(likely, asked.issuer)]
        if not found and asked.issuer:
            found = _of_predecessors(likely, named, asked.issuer)
        if not found:
            others = nodes(db, [row["id"] for row in works[:MOST_EXAMINED]])
            raise _not_found(store, text, list(others.values()))
    return sorted(found, key=lambda pair: prominence(pair[1]))


def bring_up_to_date(store: Store) -> None:
    """Settle the graph before it is asked; where nothing can be written, say that it is behind."""
    with store.reading() as db:
        (pending,) = db.execute(
            "SELECT EXISTS (SELECT 1 FROM documents WHERE linked = 0)"
            " OR EXISTS (SELECT 1 FROM stale) OR EXISTS (SELECT 1 FROM fresh)"
        ).fetchone()
    if not pending:
        return
    # Rarely needed, and slow to import.
    import logging

    from vnadmin_nlp.graph.settle import link

    log = logging.getLogger(__name__)
    try:
        link(store)
    except NotWritable as error:
        log.warning("the newest documents are not in the graph yet: %s", error)


def prominence(node: Node) -> tuple[bool, int, str, str]:
    """Return what nodes are ordered by: the held first, then the most cited, then the oldest."""
    return (node.kind != "held", -node.cited_by, node.date or "9999", node.key)


def _numbered(db: Database, text: str) -> list[Row]:
    """Return the works with a key, number or name: exactly so, else those that begin so."""
    if "|" in text:
        return db.execute("SELECT * FROM works WHERE key = ?", (text.strip(),)).fetchall()
    plain = nfc(text)
    match = _WORDS_THEN_NUMBER.fullmatch(plain)
    key = lookup_key(match["number"]) if match and match["number"] else ""
    title = " ".join(re.findall(r"[^\W_]+", _YEAR_AT_END.sub("", strip_accents(plain))))
    ordered = "ORDER BY kind <> 'held', key"
    for bucket in filter(None, (key, title and f"={title}")):
        found = db.execute(
            "SELECT * FROM works WHERE bucket = :bucket"
            f" OR bucket IN (SELECT bucket FROM aliases WHERE name = :bucket) {ordered}",
            {"bucket": bucket},
        ).fetchall()
        # "17/" is also how citations say it that leave the sign out: look further then.
        if found and not bucket.endswith("/"):
            return found
    for prefix in filter(None, (key, title and f"={title}")):
        found = db.execute(
            f"SELECT * FROM works WHERE bucket >= ? AND bucket < ? {ordered}",
            (prefix, prefix + "\U0010ffff"),
        ).fetchall()
        if found:
            return found
    return []


def _type_word(text: str) -> str:
    words = strip_accents(nfc(text)).split()
    lead: list[str] = []
    for word in words:
        if any(letter.isdigit() for letter in word):
            return " ".join(w for w in lead if w != "so")
        lead.append(word.strip(".,:"))
    return ""  # no number: the words are the name of an act


def _year_of_title(text: str) -> int | None:
    plain = strip_accents(nfc(text))
    match = _YEAR_AT_END.search(plain)
    title_before = match and re.search(r"[^\W\d_]", plain[: match.start()])
    return int(match[1]) if match and title_before else None


def _may_fit(work: Row, year: int | None, kinds: set[str]) -> bool:
    if year and work["year"] and work["year"] != year:
        return False
    # "luật lưu trữ" is a name, not a type; a type that is not known contradicts nothing.
    known = "" if work["bucket"].startswith("=") else work["type"]
    # … and in "luật lưu trữ 2024" the type is but the first word.
    return not (kinds and known) or any(
        known.startswith(kind) or kind.startswith(f"{known} ") for kind in kinds
    )


def is_of(work: Row, node: Node, issuer: str) -> bool:
    """Tell whether the issuer of a work has these words, as printed or by the place it means."""
    known = strip_accents(nfc(node.issuer or "")) + " " + work["organ"]
    return all(word in known for word in strip_accents(nfc(issuer)).split())


def _of_body(works: Sequence[Row], issuer: str) -> list[Row]:
    """Return the works of the body that a phrase names in other words than are printed."""
    from vnadmin_nlp.graph.organs import Likeness, Organ, compare, parse  # slow to import

    body = parse(issuer)
    return [row for row in works if compare(body, Organ.from_key(row["organ"])) is Likeness.SAME]


def _of_predecessors(
    works: Sequence[Row], named: Mapping[int, Node], issuer: str
) -> list[tuple[int, Node]]:
    """Return the works of the bodies that were merged into the one that is asked for."""
    from vnadmin_nlp.lexicon.succession import earlier_names  # rarely needed

    names = earlier_names(issuer)
    return [
        (row["id"], named[row["id"]])
        for row in works[:MOST_EXAMINED]
        if any(is_of(row, named[row["id"]], name) for name in names)
    ]


def _not_found(store: Store, number: str, others: Sequence[Node]) -> NotFound:
    if others:
        likeliest = sorted(others, key=prominence)[:_MOST_NAMED]
        return NotFound(
            f"no {number} of this issuer, year or type",
            file=store.path,
            remedy="known: " + "; ".join(map(_line, likeliest)),
        )
    return NotFound(
        f"{number} is neither held nor cited here", file=store.path, remedy="try vnadmin search"
    )


def _line(node: Node) -> str:
    return " ".join(filter(None, (node.type, node.name, node.issuer, node.date)))

"""What a document says of itself and of those it cites, as far as identity goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from vnadmin_nlp.grammar.document_numbers import DocumentNumber, lookup_key, parse_number
from vnadmin_nlp.identity import mergers, organ_identity, party_term
from vnadmin_nlp.identity.issuer import context_of, issuer_of, text_of
from vnadmin_nlp.identity.organ_identity import Body
from vnadmin_nlp.text.unicode import nfc, strip_accents
from vnadmin_nlp.vocab import doc_types
from vnadmin_nlp.vocab import organ_codes as codes
from vnadmin_nlp.vocab.loader import lists

#: Words that stand for any type of document.
_ANY_TYPE = frozenset(("van ban", "tai lieu", "so", ""))
#: Acts that only the central State issues, cited by their names.
_NAMED_ACTS = frozenset(("luat", "bo luat", "phap lenh", "hien phap"))
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR_OF_NAME = re.compile(r"[\s,]{0,9}(?:năm\s{1,3})?(?:19|20)\d\d\s{0,9}$")
_PRINTED_YEAR = re.compile(r"^\d{1,9}[a-z]?/(?:19|20)\d\d/")
_WITHOUT_SIGN = re.compile(r"(?P<serial>\d{1,9}[a-z]?)/(?:(?P<year>(?:19|20)\d\d)/)?$")
_SPACES = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """All that tells one document from others; what is not known is empty.

    Attributes:
        bucket: the folded number. Only documents of one bucket can be the same. Documents cited
            without a number have other buckets: ``=luat dat dai`` for names, ``~bien ban`` for the
            rest; a held document without a number is alone in its bucket, ``#`` and its scan.
        type: the type word, folded.
        organ: key of the issuing body (:attr:`Body.key`), resolved in its context.
        date: ISO.
        year: printed in the sign or the name, or that of the date; 0 when unknown.
        term: of the committee, for Party papers that are cited without a date; see
            :func:`vnadmin_nlp.identity.party_term.term_of`.
    """

    bucket: str
    type: str = ""
    organ: str = ""
    date: str = ""
    year: int = 0
    term: str = ""

    @property
    def body(self) -> Body:
        """Return the issuing body."""
        return Body.from_key(self.organ)

    @property
    def is_yearly(self) -> bool:
        """Tell whether the number holds its year, so that number and body are enough.

        They are not in a year in which the body was merged and began to number anew.
        """
        printed = bool(_PRINTED_YEAR.match(self.bucket))
        return printed and not mergers.restarted(self.body, self.year)

    @property
    def is_party(self) -> bool:
        """Tell whether the number is of a Party series, which runs for a term, not a year."""
        return codes.is_party(self.bucket.rpartition("/")[2])

    @property
    def key(self) -> str:
        """Return the document's key: number, type, body, and date or year.

        >>> of_document({"number": "31 - CT/TU", "doc_type": "Chỉ thị", "date": "2024-03-12",
        ...              "issuing_body": "TỈNH ỦY LẠNG SƠN"}).key
        '31/cttu|chi thi|dang uy@province:lang son|2024-03-12'
        """
        # Of laws of one name there is one a year.
        by_year = self.is_yearly or (self.bucket.startswith("=") and self.type in _NAMED_ACTS)
        when = "" if by_year else self.date
        when = when or str(self.year or "") or self.term
        return "|".join((self.bucket, self.type, self.organ, when))


def of_document(document: Mapping[str, Any], token: str = "") -> Identity:
    """Return the identity of a document.

    Args:
        document: the record's JSON.
        token: names its scan, for documents without a number.
    """
    text, date = text_of(document, "number"), text_of(document, "date") or ""
    number = _parsed(text) if text else None
    organ, by_code = context_of(document), organ_identity.of_code(number) if number else Body()
    if by_code.level == "central":
        organ = organ if organ_identity.is_branch(organ, by_code) else by_code
    elif not organ.core:
        organ = organ_identity.in_context(by_code, organ)
    return Identity(
        bucket=lookup_key(text) if text else f"#{token}",
        type=_type(text_of(document, "doc_type"), number),
        organ=organ.key,
        date=date,
        year=_year(number, date),
    )


def of_citation(citation: Mapping[str, Any], document: Mapping[str, Any]) -> Identity:
    """Return the identity of a cited document, read in the context of the citing one.

    Args:
        citation: an item of the record's ``citations``.
        document: the record's JSON.

    >>> letter = {"issuing_body": "BAN TUYÊN GIÁO", "parent_body": "TỈNH ỦY LẠNG SƠN"}
    >>> of_citation({"number": "31-CT/TU", "issuer": "Ban Thường vụ Tỉnh ủy"}, letter).organ
    'dang uy@province:lang son'
    """
    text, date = text_of(citation, "number"), text_of(citation, "date") or ""
    number = _parsed(text) if text else None
    kind = _type(text_of(citation, "type"), number)
    if text and number is None:
        text, number = _with_sign(text, kind)
    organ = issuer_of(citation, number, document)
    if not text and kind in _NAMED_ACTS:
        organ = Body(level="central")
    if text:
        bucket, year = lookup_key(text), _year(number, date)
    else:
        title = nfc(text_of(citation, "title") or "")
        bucket, year = _named(title, kind), _year_of_name(title, date)
    term = party_term.term_of(text_of(citation, "issuer"), central=organ.level == "central")
    is_open = not year and codes.is_party(number.organ if number else "")
    return Identity(bucket, kind, organ.key, date, year, term if is_open else "")


def citation_keys(document: Mapping[str, Any]) -> list[str]:
    """Return the keys of the documents that a document cites, in their order.

    Args:
        document: the record's JSON.
    """
    return [of_citation(citation, document).key for citation in document["citations"]]


def alias_of(citation: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the buckets of the name and of the number of an act that has both, else None.

    Args:
        citation: or an entry of a register; its ``title`` may leave the type word out.

    >>> alias_of({"type": "Luật", "title": "Thanh niên", "number": "57/2020/QH14"})
    ('=luat thanh nien', '57/2020/qh14')
    """
    text, title = text_of(citation, "number"), nfc(text_of(citation, "title") or "")
    kind = _type(text_of(citation, "type"), None)
    if not text or not title or kind not in _NAMED_ACTS:
        return None
    name = _named(title, kind)
    if not name.startswith(f"={kind}"):
        name = f"={kind} {name[1:]}"
    return name, lookup_key(text)


def _type(text: str | None, number: DocumentNumber | None) -> str:
    folded = _SPACES.sub(" ", strip_accents(nfc(text or ""))).strip()
    # The code of the sign tells it where it has one reading; QĐ of a Party paper has two.
    code = number.type_code if number else None
    readings = doc_types.readings(code, number.system) if number and code else ()
    by_code = strip_accents(readings[0]) if len(readings) == 1 else ""
    if folded in _ANY_TYPE:
        return by_code
    # "Thông tư số 119/2013/TTLT-BTC-BNV" is a thông tư liên tịch, and never called another thing.
    return by_code if by_code and not types_differ(folded, by_code) else folded


def _with_sign(text: str, kind: str) -> tuple[str, DocumentNumber | None]:
    """Complete a number without a sign whose type tells it: ``Nghị định 30/2020``.

    Without a year the number itself stays open, and only the body is told.
    """
    bare = _WITHOUT_SIGN.match(lookup_key(text))
    sign = lists("organ_words.toml")["signs_of_types"].get(kind)
    if not bare or not sign:
        return text, None
    whole = "/".join(filter(None, (bare["serial"], bare["year"], sign)))
    return (whole if bare["year"] else text), _parsed(whole)


@lru_cache(1 << 14)
def _parsed(text: str) -> DocumentNumber | None:
    return parse_number(text)


def types_differ(one: str, other: str) -> bool:
    """Tell whether two folded type words can't be of one document; what is unknown can.

    >>> types_differ("chuong trinh", "chuong trinh hanh dong")
    False
    >>> types_differ("quy dinh", "quyet dinh")
    True
    """
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    return short != long and not long.startswith(short + " ")


def _named(title: str, kind: str) -> str:
    bare = _SPACES.sub(" ", strip_accents(_YEAR_OF_NAME.sub("", title))).strip()
    return f"={bare}" if bare else f"~{kind}"


def _year_of_name(title: str, date: str) -> int:
    years = _YEAR.findall(title)
    return int(years[-1]) if years else int(date[:4] or 0)


def _year(number: DocumentNumber | None, date: str) -> int:
    printed = number.year if number else None
    return printed or int(date[:4] or 0)

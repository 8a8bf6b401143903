"""Whose paper is it? Issuing bodies of documents, and of those they cite, in their context."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from vnadmin_nlp.grammar.document_numbers import DocumentNumber, parse_number
from vnadmin_nlp.identity import organ_identity
from vnadmin_nlp.identity.mergers import before_merger
from vnadmin_nlp.identity.organ_identity import Body
from vnadmin_nlp.text.unicode import strip_accents


def context_of(document: Mapping[str, Any]) -> Body:
    """Return the body that issues a document, in whose context its citations are read.

    Args:
        document: the record's JSON, or a row with the same names.
    """
    return organ_identity.joined(
        text_of(document, "issuing_body"),
        text_of(document, "parent_body"),
        text_of(document, "place"),
    )


def issuer_of(
    citation: Mapping[str, Any], number: DocumentNumber | None, document: Mapping[str, Any]
) -> Body:
    """Return the body that issued a cited document: ask the phrase, the sign and the letterhead.

    Args:
        citation: an item of the record's ``citations``.
        number: of it, parsed; None where it has none.
        document: the JSON of the citing record.
    """
    own = context_of(document)
    by_code = organ_identity.of_code(number) if number else Body()
    phrase = text_of(citation, "issuer")
    named = organ_identity.parse(phrase) if phrase else Body()
    if by_code.level == "central":
        # At the Centre the sign tells the body, whoever is said to have signed for it.
        if not organ_identity.is_branch(named, by_code):
            return by_code
    elif not phrase:
        sign = text_of(document, "number") or text_of(document, "sign")
        if number and sign and _same_office(number, sign):
            return _of_its_time(own, own, Body(), citation, document)
        if number is None and text_of(citation, "number"):
            # A short form (Quy định 17) means a paper of one of the bodies around its own.
            named = Body(province=own.province, district=own.district, commune=own.commune)
            return _of_its_time(named, own, Body(), citation, document)
        if _signs_like_a_city(number, own, document):
            # Some cities in a province sign TU as the province does.
            return replace(by_code, level="", province=own.province)
        named = by_code
    elif not named.level:
        # The sign knows better than a phrase that names no level.
        named = replace(named, level=by_code.level)
    organ = organ_identity.in_context(named, own)
    return _of_its_time(organ, own, named, citation, document)


def _of_its_time(
    organ: Body,
    own: Body,
    named: Body,
    citation: Mapping[str, Any],
    document: Mapping[str, Any],
) -> Body:
    cited, citing = text_of(citation, "date") or "", text_of(document, "date") or ""
    return before_merger(organ, own, named, cited=cited, citing=citing)


def _signs_like_a_city(
    number: DocumentNumber | None, own: Body, document: Mapping[str, Any]
) -> bool:
    letterhead = (text_of(document, name) for name in ("issuing_body", "parent_body"))
    return (
        number is not None
        and number.system == "party"
        and _office(number).endswith("tu")
        and own.level == "district"
        and any(organ_identity.names_city(line) for line in letterhead if line)
    )


@lru_cache(1 << 14)
def _same_office(number: DocumentNumber, sign: str) -> bool:
    """Tell whether a number bears the organ code of the citing document's own sign."""
    mine = parse_number(sign) or parse_number(f"1/{sign}")
    return bool(mine) and _office(mine) == _office(number)


def _office(number: DocumentNumber | None) -> str:
    return strip_accents(re.split(r"[-/]", number.organ)[0]) if number else ""


def text_of(item: Mapping[str, Any], name: str) -> str | None:
    """Return a value of a record or row as text, None where it is empty."""
    # Rows of SQLite have no get().
    value = item[name] if name in item.keys() else None  # noqa: SIM118
    return str(value) if value else None

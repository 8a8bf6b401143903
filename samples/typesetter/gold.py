"""The gold record of a source: what a careful reader finds in the file made from it."""

from __future__ import annotations

import re
from typing import Any

from samples.typesetter.scanner import LEVELS
from samples.typesetter.source import Dispatch, Source

_NUMBER = re.compile(r"(?P<serial>\d+[a-zđ]?)?(?P<joint>[-/](?:\d{4}/)?)(?P<sign>.+)")
_DAY = re.compile(r"ngày\s*(\d*)\s*tháng\s*(\d*)\s*năm\s*(\d*)")
_CITATION = {"type": None, "number": None, "title": None, "date": None, "issuer": None}


def gold(source: Source) -> dict[str, Any]:
    """Return the record of the first document of a source.

    Citations and deadlines are those keyed by hand under ``[gold]``; all else is what was typeset,
    so that record and scan can't drift apart.
    """
    first = source.documents[0]
    record: dict[str, Any] = {
        "id": source.name,
        "system": first.system,
        "doc_type": first.doc_type.capitalize(),
        "parent_body": " ".join(first.parent) or None,
        "issuing_body": " ".join(first.body),
        **_number(first),
        **_place_date(first),
        "subject": re.sub(r"^V/v\s+", "", " ".join(first.subject)) or None,
        "addressees": list(first.addressees),
        "recipients": list(first.recipients),
        "signer": {
            "authority": "; ".join(first.authority) or None,
            "role": first.role.replace("\n", " ") or None,
            "name": first.name or None,
        },
        "citations": [
            {**_CITATION, "relation": "mentions", "pinpoints": [], **item}
            for item in source.gold.get("citations", [])
        ],
        "deadlines": [{"date": None, **item} for item in source.gold.get("deadlines", [])],
        "urgency": source.look.urgency or None,
        "secrecy": None,
        "quality": _quality(source),
    }
    if len(source.documents) > 1:
        record["enclosed"] = True
    return record


def _number(dispatch: Dispatch) -> dict[str, Any]:
    printed = re.sub(r"^Số\s*:?|[\s{}]", "", dispatch.number_line)
    found = _NUMBER.fullmatch(printed)
    if found is None:
        return {"number": None, "sign": None, "number_handwritten": False}
    return {
        "number": printed if found["serial"] else None,
        "sign": found["sign"],
        "number_handwritten": bool(re.search(r"\{\s*\d", dispatch.number_line)),
    }


def _place_date(dispatch: Dispatch) -> dict[str, Any]:
    place, _, rest = dispatch.place_line.partition(",")
    found = _DAY.search(re.sub(r"[{}]", "", rest))
    date = None
    if found and all(found.groups()):
        day, month, year = (int(part) for part in found.groups())
        date = f"{year:04}-{month:02}-{day:02}"
    return {
        "place": place or None,
        "date": date,
        "date_handwritten": bool(re.search(r"\{\s*\d", dispatch.place_line)),
    }


def _quality(source: Source) -> list[str]:
    """Name what makes the file hard to read, in the words of the gold records."""
    look, first = source.look, source.documents[0]
    if look.format == "docx" or look.layer == "born":
        notes = ["born digital"]
    else:
        level = LEVELS[look.level]
        notes = ["1-bit" if level.bilevel else "colour"]
        notes += ["photo"] if level.tilt else []
        notes += ["bleed-through", "black scan border", "skew"] if level.edges else []
        notes += ["seal over signer"] if first.seal else []
    notes += ["đến stamp"] if look.received else []
    notes += ["e-signature banner"] if look.banner else []
    notes += ["urgency stamp"] if look.urgency else []
    notes += ["bad text layer"] if look.layer == "bad" else []
    notes += ["draft"] if look.draft else []
    return notes

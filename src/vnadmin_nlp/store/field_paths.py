"""Names of fields within a record's JSON: ``number``, ``signer.name``, ``addressees[0]``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: Fields that hold one text.
TEXTS = (
    "system", "doc_type", "parent_body", "issuing_body", "number", "sign", "place", "date",
    "subject", "signer.authority", "signer.role", "signer.name", "urgency", "secrecy",
)  # fmt: skip
#: Fields that hold a list of texts.
LISTS = ("addressees", "recipients")

_STEP = re.compile(r"\[(\d{1,6})\]|([^.\[\]]+)")


def value_at(record: Mapping[str, Any], field: str) -> Any:
    """Return the value that a field name stands for, or None where there is none.

    >>> value_at({"signer": {"name": "An"}, "addressees": ["A", "B"]}, "addressees[1]")
    'B'
    """
    value: Any = record
    for index, name in _STEP.findall(field):
        if name and isinstance(value, Mapping):
            value = value.get(name)
        elif index and isinstance(value, (list, tuple)) and int(index) < len(value):
            value = value[int(index)]
        else:
            return None
    return value


def with_value(record: Mapping[str, Any], field: str, value: Any) -> dict[str, Any]:
    """Return a copy of ``record`` in which ``field`` (of :data:`TEXTS` or :data:`LISTS`) is set.

    >>> with_value({"signer": {"name": None}}, "signer.name", "An")
    {'signer': {'name': 'An'}}
    """
    name, _, inner = field.partition(".")
    if not inner:
        return {**record, name: value}
    return {**record, name: {**record[name], inner: value}}

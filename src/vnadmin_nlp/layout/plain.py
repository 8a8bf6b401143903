"""Zones of a text that has no geometry: the order of the lines and their words decide."""

from __future__ import annotations

from collections.abc import Sequence

from vnadmin_nlp.layout.head import is_number_line, is_place_date
from vnadmin_nlp.layout.lines import Line, Zone, rows
from vnadmin_nlp.layout.tail import is_authority, is_role
from vnadmin_nlp.lexicon import anchors, titles
from vnadmin_nlp.page import Page


def zone(pages: Sequence[Page]) -> list[Line]:
    """Give the lines of a plain text or DOCX their zones.

    The left and right stacks of the head may come one after the other or alternate; both orders
    are read (layout.md, section 4).

    Args:
        pages: pages whose source has no geometry; their words' ``line`` tells the order.
    """
    raise NotImplementedError

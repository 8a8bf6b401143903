"""How what surrounds a document looks on a terminal: an indented line for each citation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vnadmin_nlp.cli.output import columns
from vnadmin_nlp.cli.record_card import SIDES, link_cells, more_line, top_lines

if TYPE_CHECKING:
    from vnadmin_nlp.graph.surroundings import Branch, Surroundings

#: How a document is marked that was shown already.
_AGAIN = {"cycle": "cycle", "above": "elsewhere"}


def tree_lines(found: Surroundings, ways: Sequence[str] = SIDES) -> list[str]:
    """Return the documents around one, each step further in.

    Args:
        found: the surroundings.
        ways: the sides that are shown, of `SIDES`.
    """
    lines = top_lines(found.node)
    sides = {
        "cites": (found.cites, found.more_cites),
        "cited_by": (found.cited_by, found.more_cited_by),
    }
    for way in ways:
        branches, more = sides[way]
        title = way.replace("_", " ")
        lines.append(f"{title} {len(branches) + more:,}")
        lines += _side(branches, more, title, found.depth)
    return lines


def _side(branches: Sequence[Branch], more: int, title: str, depth: int) -> list[str]:
    rows = list(_rows(branches, more, title, depth, ""))
    aligned = iter(columns([row for row in rows if isinstance(row, list)]))
    return [next(aligned) if isinstance(row, list) else row for row in rows]


def _rows(
    branches: Sequence[Branch], more: int, title: str, depth: int, indent: str
) -> Iterator[list[str] | str]:
    """Yield the cells of every branch, and whole lines that tell what is left out."""
    for branch in branches:
        name, date, issuer, _, last = link_cells(branch.link)
        told = [last, _AGAIN.get(branch.again, "")]
        if depth == 1 and not branch.again:
            told.append(_behind(branch, title))
        relation = branch.link.relation  # without places in it: a tree is to be seen at a glance
        yield [indent + name, date, issuer, relation, " ".join(filter(None, told))]
        yield from _rows(branch.branches, branch.more, title, depth - 1, indent + "  ")
    yield from more_line(more, "  " + indent)


def _behind(branch: Branch, title: str) -> str:
    """Say what follows a document at which the way ends."""
    node = branch.link.node
    count = 0 if node is None else node.citing if title == "cites" else node.cited_by
    return f"{title} {count:,}" if count else ""

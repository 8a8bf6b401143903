"""A text given back with its citations as links: HTML and Markdown."""

from __future__ import annotations

from vnadmin_nlp.export.annotated.annotate_html import to_html
from vnadmin_nlp.export.annotated.annotate_markdown import to_markdown
from vnadmin_nlp.export.annotated.citation_links import (
    Annotated,
    CitationLink,
    Cited,
    Linker,
    annotate,
    from_template,
    linked,
    to_the_list,
)

__all__ = [
    "Annotated",
    "CitationLink",
    "Cited",
    "Linker",
    "annotate",
    "from_template",
    "linked",
    "to_html",
    "to_markdown",
    "to_the_list",
]

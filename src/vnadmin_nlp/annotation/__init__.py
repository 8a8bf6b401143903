"""A text given back with its citations as links: HTML and Markdown."""

from __future__ import annotations

from vnadmin_nlp.annotation.html import to_html
from vnadmin_nlp.annotation.linking import (
    Annotated,
    Cited,
    Link,
    Linker,
    annotate,
    from_template,
    linked,
    to_the_list,
)
from vnadmin_nlp.annotation.markdown import to_markdown

__all__ = [
    "Annotated",
    "Cited",
    "Link",
    "Linker",
    "annotate",
    "from_template",
    "linked",
    "to_html",
    "to_markdown",
    "to_the_list",
]

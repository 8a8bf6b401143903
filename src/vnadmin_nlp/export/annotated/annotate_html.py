"""An annotated text as one HTML page that needs nothing else."""

from __future__ import annotations

import html
from collections.abc import Sequence

from vnadmin_nlp.export.annotated.citation_links import (
    Annotated,
    Cited,
    Linker,
    anchors,
    pieces,
    to_the_list,
)


def to_html(parts: Sequence[Annotated], link: Linker = to_the_list) -> str:
    """Return a page that needs nothing else: the text, and below it the cited documents.

    Args:
        parts: the documents of a file.
        link: where each cited document is to be found.
    """
    body = "".join(_html_part(part, number, link) for number, part in enumerate(parts, 1))
    return _PAGE.replace("TITLE", html.escape(parts[0].title if parts else "")).replace(
        "BODY", body
    )


def _html_part(part: Annotated, number: int, link: Linker) -> str:
    names = anchors(part, number)
    addresses = [link(cited) for cited in part.cited]
    marked = [
        html.escape(text)
        if target is None
        else _anchor(
            text,
            addresses[target.cited] or f"#{names[target.cited]}",
            f"{target.relation}: {part.cited[target.cited].line}",
            target.relation,
        )
        for text, target in pieces(part)
    ]
    listed = "".join(
        f'<li id="{name}">{_html_line(cited, address)}</li>\n'
        for name, cited, address in zip(names, part.cited, addresses, strict=True)
    )
    return (
        f"<article>\n<h1>{html.escape(part.title)}</h1>\n"
        f'<div class="text">{"".join(marked)}</div>\n<ol>\n{listed}</ol>\n</article>\n'
    )


def _html_line(cited: Cited, address: str | None) -> str:
    if not address:
        return html.escape(cited.line)
    return f'<a href="{html.escape(address)}">{html.escape(cited.line)}</a>'


def _anchor(text: str, address: str, title: str, relation: str) -> str:
    return (
        f'<a href="{html.escape(address)}" class="{html.escape(relation)}"'
        f' title="{html.escape(title)}">{html.escape(text)}</a>'
    )


_PAGE = """<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>TITLE</title>
<style>
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 serif; }
h1 { font: 600 1.1rem/1.4 sans-serif; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.text a { text-decoration: underline dotted; text-underline-offset: .2em; }
.text a:hover, li:target { background: color-mix(in srgb, Highlight 25%, transparent); }
ol { border-top: 1px solid GrayText; margin-top: 2rem; padding: 1rem 0 0 1.5rem;
     font: .95rem/1.6 sans-serif; }
</style>
</head>
<body>
BODY</body>
</html>
"""

"""An annotated text as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from vnadmin_nlp.export.annotated.citation_links import (
    Annotated,
    Linker,
    anchors,
    pieces,
    to_the_list,
)


def to_markdown(
    parts: Sequence[Annotated], link: Linker = to_the_list, *, is_markdown: bool = False
) -> str:
    """Return the text as Markdown, with the cited documents below it.

    Args:
        parts: the documents of a file.
        link: where each cited document is to be found.
        is_markdown: the text is Markdown already, and is not escaped.
    """
    return "\n\n".join(
        _markdown_part(part, number, link, (lambda text: text) if is_markdown else _escaped)
        for number, part in enumerate(parts, 1)
    )


def _markdown_part(
    part: Annotated, number: int, link: Linker, escaped: Callable[[str], str]
) -> str:
    names = anchors(part, number)
    addresses = [link(cited) for cited in part.cited]
    marked = [
        escaped(text)
        if target is None
        else f"[{escaped(text)}]({_address(addresses[target.cited] or '#' + names[target.cited])})"
        for text, target in pieces(part)
    ]
    listed = "".join(
        f'{place}. <a id="{name}"></a>'
        + (f"[{_escaped(cited.line)}]({_address(address)})" if address else _escaped(cited.line))
        + "\n"
        for place, (name, cited, address) in enumerate(
            zip(names, part.cited, addresses, strict=True), 1
        )
    )
    return "".join(marked).rstrip() + ("\n\n---\n\n" + listed if listed else "\n")


_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])|(?m:^(\s*)(\d{1,9}[.)]|[-+=](?=\s)))")


def _escaped(text: str) -> str:
    r"""Keep a text from being read as Markdown or HTML; its line ends stay line ends.

    >>> print(_escaped("1. <b>Kính gửi</b> các *sở*"))
    1\. \<b\>Kính gửi\</b\> các \*sở\*
    """

    def mark(match: re.Match[str]) -> str:
        if match[1]:
            return "\\" + match[1]
        return match[2] + re.sub(r"([.)\-+=])", r"\\\1", match[3])

    return re.sub(r"(?<=\S)\n(?=\S)", "  \n", _MARKDOWN.sub(mark, text.replace("&", "&amp;")))


def _address(address: str) -> str:
    return address.replace("(", "%28").replace(")", "%29").replace(" ", "%20")

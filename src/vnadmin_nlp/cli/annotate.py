"""``vnadmin annotate``: a file's text with its citations as links."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vnadmin_nlp.cli.options import command_app
from vnadmin_nlp.errors import NotFound, UsageError

if TYPE_CHECKING:
    from vnadmin_nlp.export.annotated import Annotated as Text
    from vnadmin_nlp.export.annotated import Cited, Linker
    from vnadmin_nlp.store import Store

app = command_app()


class AnnotationFormat(StrEnum):
    """What the text can be written as."""

    HTML = "html"
    MARKDOWN = "markdown"


@app.command()
def annotate(
    file: Annotated[Path, typer.Argument(metavar="FILE", readable=False, help="A text or a scan.")],
    form: Annotated[
        AnnotationFormat, typer.Option("--format", help="How it is written.")
    ] = AnnotationFormat.HTML,
    link: Annotated[
        str | None,
        typer.Option(
            "--link",
            metavar="ADDRESS",
            help="Where cited documents are found, with {number}, {title} or {key} in it.",
        ),
    ] = None,
    archive: Annotated[
        str | None,
        typer.Option(
            "--archive",
            metavar="FILE|URL",
            help="Link to the files of the documents that this archive holds.",
        ),
    ] = None,
) -> None:
    """Give a text back with its citations as links.

    They lead to the list of cited documents below the text, to the files of an archive that holds
    them, or to addresses of your own. Of a plain text every letter stays, that of a scan is given
    in flowing paragraphs.

    \b
    vnadmin annotate letter.txt > letter.html
    vnadmin annotate scan.pdf --format markdown --archive vnadmin.db
    vnadmin annotate scan.pdf --link "https://search.example/?q={number}" > scan.html
    """  # noqa: D301
    from vnadmin_nlp.export import annotated

    if link and archive:
        raise UsageError("--link and --archive can't go together")
    parts = annotated.annotate(file)
    if archive is not None:
        from vnadmin_nlp.store import Store

        with Store(archive, create=False) as store:
            print(_written(parts, form, _held(store), file), end="")
    else:
        linker = annotated.from_template(link) if link else annotated.to_the_list
        print(_written(parts, form, linker, file), end="")


def _written(parts: list[Text], form: AnnotationFormat, link: Linker, file: Path) -> str:
    from vnadmin_nlp.export import annotated

    if form is AnnotationFormat.HTML:
        return annotated.to_html(parts, link)
    is_markdown = file.suffix.lower() in (".md", ".markdown")
    return annotated.to_markdown(parts, link, is_markdown=is_markdown)


def _held(store: Store) -> Linker:
    """Return a linker to the files of documents that the archive holds."""
    from vnadmin_nlp.graph.find_work import Ambiguous, the_one

    def link(cited: Cited) -> str | None:
        year = int(cited.date[:4]) if cited.date else None
        known = {"issuer": cited.place or None, "year": year, "type": cited.type or None}
        try:
            _, node = the_one(store, cited.number or cited.title or "", **known)
        except (NotFound, Ambiguous):
            return None
        if not node.documents:
            return None
        return Path(store.document(node.documents[0]).file).resolve().as_uri()

    return link

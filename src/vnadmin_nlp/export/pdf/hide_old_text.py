"""Text that a page had before ours is seen as it was, but neither searched nor copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

#: Operators that show text, and those that may: what they draw may be a form with text.
_SHOWS, _DRAWS = ("Tj", "TJ", "'", '"'), "Do"
#: The text rendering mode in which nothing is painted (ISO 32000-1, 9.3.6): that of our layer.
_INVISIBLE = 3
#: OCRmyPDF gives the form that holds our layer a name that begins so.
_LAYER = "/OCR-"


def silence(pdf: pikepdf.Pdf) -> bool:
    """Have all visible text of a PDF stand for a space, in the way of ISO 32000-1, 14.9.4.

    Programs that search and copy take the space; the words of ours under the page say what the
    archive says. Our layer comes first in each page.

    Returns:
        Whether anything was changed.
    """
    return sum(_silence_page(pdf, page) for page in pdf.pages) > 0


def _silence_page(pdf: pikepdf.Pdf, page: pikepdf.Page) -> bool:
    import pikepdf

    instructions = list(pikepdf.parse_content_stream(page))
    ours = _end_of_layer(instructions)
    rest = _without_marks(instructions[ours:])
    if not any(str(one.operator) in (*_SHOWS, _DRAWS) for one in rest):
        return False
    if not _has_text(rest) and not _has_forms(page):
        return False
    before, after = map(pikepdf.unparse_content_stream, (instructions[:ours], rest))
    page.obj.Contents = pdf.make_stream(
        before + b"\n/Span <</ActualText ( )>> BDC\n" + after + b"\nEMC\n"
    )
    return True


def _end_of_layer(instructions: list[Any]) -> int:
    """Return where the invisible text ends, which is all of ours since OCRmyPDF removed any other.

    That is after a whole text object, or after the form that holds it.
    """
    end, mode, modes, shown = 0, 0, [], False
    for n, one in enumerate(instructions, 1):
        match str(one.operator):
            case "q":
                modes.append(mode)
            case "Q":
                mode = modes.pop() if modes else 0
            case "Tr":
                mode = int(one.operands[0])
            case "BT":
                shown = False
            case "Tj" | "TJ" | "'" | '"':
                shown = shown or mode == _INVISIBLE
            case "ET" if shown:
                end = n
            case "Do" if str(one.operands[0]).startswith(_LAYER):
                end = n
    return end


def _without_marks(instructions: list[Any]) -> list[Any]:
    """Return instructions without marks of content, one of which must not stand in another.

    Those that show or hide a layer of the drawing stay.
    """
    kept, marks = [], []
    for one in instructions:
        name = str(one.operator)
        if name in ("BMC", "BDC"):
            marks.append(bool(one.operands) and str(one.operands[0]) == "/OC")
            if not marks[-1]:
                continue
        elif name == "EMC" and not (marks.pop() if marks else False):
            continue
        kept.append(one)
    return kept


def _has_text(instructions: list[Any]) -> bool:
    return any(str(one.operator) in _SHOWS for one in instructions)


def _has_forms(page: pikepdf.Page) -> bool:
    import pikepdf

    held: Any = page.resources.get("/XObject", {})
    return any(
        not name.startswith(_LAYER) and one.get("/Subtype") == pikepdf.Name.Form
        for name, one in held.items()
    )

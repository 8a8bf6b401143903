"""A plugin of OCRmyPDF that gives it words of ours: nothing is drawn, nothing is recognised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ocrmypdf import OcrOptions, PdfContext, hookimpl
from ocrmypdf.builtin_plugins.tesseract_ocr import TesseractOptions
from ocrmypdf.hocrtransform import Baseline, BoundingBox, OcrClass, OcrElement
from ocrmypdf.pdfa import get_pdf_save_settings
from ocrmypdf.pluginspec import OcrEngine, OrientationConfidence

from vnadmin_nlp.export.pdf.hide_old_text import silence
from vnadmin_nlp.export.pdf.page_geometry import BaselineRun

#: Points to an inch: trees are given in points.
_DPI = 72.0
#: Pixels of the picture that stands for a page; OCRmyPDF wants one, and nobody looks at it.
_BLANK = (8, 8)


class Layer(NamedTuple):
    """The words of one page.

    Attributes:
        width: of the page turned upright, in points.
        height: likewise.
        runs: its words in reading order.
    """

    width: float
    height: float
    runs: tuple[BaselineRun, ...]


class TextLayerPlugin:
    """The plugin.

    Args:
        layers: one for each page of the PDF, in order.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers = layers

    @hookimpl
    def register_options(self) -> dict[str, Any]:
        """Return the options of tesseract, which OCRmyPDF looks into whoever reads."""
        return {"tesseract": TesseractOptions}

    @hookimpl
    def get_ocr_engine(self) -> OcrEngine:
        """Return the engine that knows the words already."""
        return _KnownWords(self._layers)

    @hookimpl
    def rasterize_pdf_page(self, output_file: Path) -> Path:
        """Draw nothing."""
        from PIL import Image

        Image.new("1", _BLANK, 1).save(output_file, "PNG", dpi=(_DPI, _DPI))
        return output_file

    @hookimpl
    def optimize_pdf(
        self, input_pdf: Path, output_pdf: Path, context: PdfContext
    ) -> tuple[Path, Sequence[str]]:
        """Silence the text that was there before, as the last step; make nothing smaller."""
        import pikepdf

        kind = context.options.output_type
        if kind == "auto":  # OCRmyPDF notes there what it came to
            kind = context.options.extra_attrs.get("_actual_output_type", "pdf")
        with pikepdf.open(input_pdf) as pdf:
            if silence(pdf):
                pdf.save(output_pdf, **get_pdf_save_settings(kind))
            else:
                output_pdf.symlink_to(input_pdf)
        return output_pdf, ()


class _KnownWords(OcrEngine):
    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers = layers

    @staticmethod
    def version() -> str:
        from importlib.metadata import version

        return version("vnadmin-nlp")

    @staticmethod
    def creator_tag(options: OcrOptions) -> str:
        return f"vnadmin_nlp {_KnownWords.version()}"

    def __str__(self) -> str:
        return self.creator_tag(None)  # type: ignore[arg-type]

    @staticmethod
    def languages(options: OcrOptions) -> set[str]:
        return {"vie"}

    @staticmethod
    def get_orientation(input_file: Path, options: OcrOptions) -> OrientationConfidence:
        return OrientationConfidence(angle=0, confidence=0.0)

    @staticmethod
    def supports_generate_ocr() -> bool:
        return True

    def generate_ocr(  # type: ignore[override]  # it is static in the interface, called on one here
        self, input_file: Path, options: OcrOptions, page_number: int = 0
    ) -> tuple[OcrElement, str]:
        return tree(self._layers[page_number]), ""

    @staticmethod
    def generate_hocr(*_: Any, **__: Any) -> None:
        raise NotImplementedError

    @staticmethod
    def generate_pdf(*_: Any, **__: Any) -> None:
        raise NotImplementedError


def tree(layer: Layer) -> OcrElement:
    """Return the words of a page as OCRmyPDF has them."""
    return OcrElement(
        OcrClass.PAGE,
        bbox=BoundingBox(0, 0, layer.width, layer.height),
        dpi=_DPI,
        children=[_line(run) for run in layer.runs],
    )


def _line(run: BaselineRun) -> OcrElement:
    """Return a line whose box says where its baseline begins and how large its font is.

    The renderer asks the box for no more, and for its width only whether it is taller than wide,
    which it takes for a sign of misread text.
    """
    wide = max(run.size + 1, max(word.start + word.length for word in run.words))
    return OcrElement(
        OcrClass.LINE,
        bbox=BoundingBox(run.x, run.y - run.size, run.x + wide, run.y),
        baseline=Baseline(run.slope, 0.0),
        language="vie",
        children=list(_words(run)),
    )


def _words(run: BaselineRun) -> Iterator[OcrElement]:
    """Yield words as flat boxes on the baseline, of which begin and length are taken."""
    long = float((1 + run.slope**2) ** 0.5)
    for text, start, length in run.words:
        x, y = run.x + start / long, run.y + start * run.slope / long
        yield OcrElement(OcrClass.WORD, bbox=BoundingBox(x, y, x + length, y), text=text)

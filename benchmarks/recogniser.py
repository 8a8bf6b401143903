"""Compare the line recogniser with tesseract, line by line, on text and a face it never saw.

    python -m benchmarks.recogniser [--lines 200] [--numbers 500] [--pens] [--material ../shared]

Both read the same drawn lines in one run: the network the strip cut from the page, tesseract (line
mode) the page around the line, other lines painted over. Running text and phrases are of texts left
out of training, the face (Linux Libertine) too; digits by pen are real ones, left out likewise.
Errors are edits per letter in %, look-alike signs and runs of dots folded for both.
Of 500 numbers by pen a level, the share that is read right is known to within 0.8 (one standard
error, near 97 %); ``--pens`` reads these alone.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.pens.legible import legible_page
from models.recogniser.alphabet import PEN_DIGITS, by_pen, known, truth
from models.recogniser.draw import LEVELS, Drawer, Drawn, Level
from models.recogniser.faces import training_faces
from models.recogniser.reading import batched, decoded, errors, held_out_drawer
from models.recogniser.texts import Texts
from vnadmin_nlp.extraction.evidence.handwritten_digits import SURE
from vnadmin_nlp.ocr.engines.handwriting import CUTS, Cut, likeliest
from vnadmin_nlp.ocr.engines.line_network import Network
from vnadmin_nlp.ocr.engines.tesseract_common import LANGUAGE, data_folder
from vnadmin_nlp.ocr.lines.line_strips import PEN

ROOT = Path(__file__).resolve().parents[1]
WEIGHTS = ROOT / "models/recogniser"
#: What a pen is asked to have written, with a tab where a form leaves room.
_FORMS = ("Số:\t{}\t/QĐ-UBND", "Số:\t{}/TM-SYT", "Số\t{}\t-CV/TU", "Hà Giang, ngày\t{}\ttháng 10")
#: How far a window reaches beside the number, in talls.
_REACH = 0.8


@dataclass
class Tally:
    """Edits, letters, CPU seconds and lines of one reader at one level."""

    edits: int = 0
    letters: int = 0
    seconds: float = 0.0
    lines: int = 0


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lines", type=int, default=200, help="lines a level")
    parser.add_argument("--numbers", type=int, default=500, help="numbers by pen a level")
    parser.add_argument("--pens", action="store_true", help="numbers by pen alone")
    parser.add_argument("--material", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    args = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    if not args.pens:
        print_lines(args.material, args.lines, args.weights)
    print(f"numbers by pen, digits left out of training: {args.numbers} a level")
    drawer, _ = held_out_drawer(args.material, 77)
    right = sum(pens(drawer, level, args.numbers) for level in LEVELS)
    print(f"all {len(LEVELS)} levels: {right / (len(LEVELS) * args.numbers):.2%} right")


def print_lines(material: Path, lines: int, weights: Path) -> None:
    """Print the table of lines, for a face left out of training and for those of training."""
    network, tesseract = own_reader(weights), tesseract_reader()
    for name, faces in (("a face left out", None), ("faces of training", training_faces())):
        drawer, texts = held_out_drawer(material, 4242, faces)
        print(f"unseen text, {name}: {lines} lines a level")
        print("level     network  tesseract  ratio   lines per CPU s")
        for level in LEVELS:
            compare(drawer, texts, level, lines, network, tesseract)


def compare(
    drawer: Drawer, texts: Texts, level: Level, count: int,
    network: Callable[[NDArray[np.uint8]], str], tesseract: Callable[[NDArray[np.uint8]], str],
) -> None:  # fmt: skip
    """Print one line: both readers at one level."""
    own, other = Tally(), Tally()
    while own.lines < count:
        line = known(texts.line())
        if not line or any(letter in PEN_DIGITS for letter in line):
            continue  # tesseract reads no pen
        page, drawn = drawer.page(line, level)
        strip, piece = drawer.cut(page, drawn), around(page, drawn)
        for reader, image, tally in ((network, strip, own), (tesseract, piece, other)):
            start = time.process_time()
            text = reader(image)
            tally.seconds += time.process_time() - start
            edits, letters = errors(text, truth(line))
            tally.edits, tally.letters = tally.edits + edits, tally.letters + letters
            tally.lines += 1
    rates = [100 * tally.edits / tally.letters for tally in (own, other)]
    speeds = [tally.lines / tally.seconds for tally in (own, other)]
    print(f"{level:9} {rates[0]:7.2f} {rates[1]:10.2f} {rates[0] / rates[1]:6.2f}"
          f"   {speeds[0]:.0f}, {speeds[1]:.0f}", flush=True)  # fmt: skip


def around(page: NDArray[np.uint8], drawn: Drawn) -> NDArray[np.uint8]:
    """Return the part of a page that a line takes, other lines painted over."""
    page = page.copy()
    if drawn.others is not None:
        page[cv2.dilate((drawn.others > 30).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = (
            np.percentile(page, 85)
        )
    room, slope = drawn.tall, abs(drawn.slope) * page.shape[1] / 2
    top, bottom = drawn.foot - 1.5 * room - slope, drawn.foot + 0.5 * room + slope
    x0, x1 = max(0, int(drawn.x0 - room / 2)), int(drawn.x1 + room / 2)
    return page[max(0, int(top)) : int(bottom) + 1, x0:x1]


def pens(drawer: Drawer, level: Level, count: int) -> int:
    """Print how much of what people could read is read exactly, and how much of it surely.

    Returns how many numbers are read right.

    Each number is read in the windows that the reader cuts, and as for lines, the line finder errs.
    """
    network = Network("pens")
    right, sure, sure_right = 0, 0, 0
    for number in range(count):
        digits = str(drawer.rng.randint(1, 31 if number % 4 == 3 else 2999))
        line = _FORMS[number % len(_FORMS)].format(by_pen(digits))
        page, drawn = legible_page(drawer, line, level)
        read = network.read([drawer.cut(page, _as_cut(drawn, cut), PEN) for cut in CUTS])
        best, chance = likeliest(read, network.alphabet.letters, signs=False)[0]
        right += best == digits
        sure += chance >= SURE
        sure_right += chance >= SURE and best == digits
    print(f"{level:9} {right / count:.1%} right; {sure / count:.1%} sure, of them "
          f"{sure_right / max(1, sure):.1%} right", flush=True)  # fmt: skip
    return right


def _as_cut(drawn: Drawn, cut: Cut) -> Drawn:
    """Return where the line finder would have a line, for a window around its number by pen."""
    ((_, start, end),) = drawn.pens
    reach, size, shift = _REACH * drawn.tall, cut.size, cut.shift * drawn.tall
    return replace(
        drawn, tall=drawn.tall * size, foot=drawn.foot + shift,
        x0=max(0.0, start - reach), x1=end + reach,
    )  # fmt: skip


def own_reader(folder: Path) -> Callable[[NDArray[np.uint8]], str]:
    """Return the network alone, one thread, the best letter of each step."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    weights = folder / json.loads((folder / "card.json").read_text("utf-8"))["weights"]
    session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    def read(strip: NDArray[np.uint8]) -> str:
        columns = -(-strip.shape[1] // 32) * 32
        logits: Any = session.run(None, {"x": batched([strip], columns)})[0]
        return decoded(logits[0].argmax(0).tolist())

    return read


def tesseract_reader() -> Callable[[NDArray[np.uint8]], str]:
    """Return tesseract in line mode."""
    from tesserocr import OEM, PSM, PyTessBaseAPI

    engine = PyTessBaseAPI(
        path=str(data_folder()), lang=LANGUAGE, psm=PSM.SINGLE_LINE, oem=OEM.LSTM_ONLY
    )

    def read(piece: NDArray[np.uint8]) -> str:
        bordered = cv2.copyMakeBorder(piece, 8, 8, 8, 8, cv2.BORDER_REPLICATE)
        engine.SetImage(Image.fromarray(bordered))
        return " ".join(str(engine.GetUTF8Text()).split())

    return read


if __name__ == "__main__":
    main()

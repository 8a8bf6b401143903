"""Make of a checkpoint the network of digits by pen that ships, with its card.

    python -m models.pens.export build/pens.pt --lines build/pens --out models/pens

The weights are 8-bit whole numbers.
"""

from __future__ import annotations

from models.pens.net import STEP
from models.pens.train import PENS
from models.pens.windows import LETTERS
from models.recogniser.export import main
from vnadmin_nlp.ocr.lines.line_strips import GEOMETRY, PEN

if __name__ == "__main__":
    card: dict[str, str | int] = {
        "geometry": GEOMETRY, "rows": PEN.rows, "columns_per_step": STEP, "alphabet": LETTERS,
    }  # fmt: skip
    main(PENS, "digits.onnx", card)

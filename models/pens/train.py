"""Train the network of digits by pen.

    python -m models.pens.train --lines build/pens --out build/pens.pt --minutes 40

Options and checkpoints are those of ``models.recogniser.train``.
"""

from __future__ import annotations

from models.pens.net import Net
from models.pens.warping import warped
from models.pens.windows import LETTERS, held_out_windows
from models.recogniser.train import Task, main

PENS = Task(
    letters=LETTERS,
    make=lambda: Net(len(LETTERS) + 1),
    columns=9_216,
    tests=lambda material: list(held_out_windows(material, 999, 150)),
    errors=lambda read, true: (int(read != true), 1),
    varied=warped,
)

if __name__ == "__main__":
    main(PENS)

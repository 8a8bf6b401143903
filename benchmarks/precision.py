"""Compare the networks in onnxruntime's fast and exact modes on x86-64, on drawn strips.

    python -m benchmarks.precision [--lines 100] [--before FOLDER] [--out benchmarks/precision.md]

Exact is ``session.x64quantprecision = 1``: weights that sums in 16 bits can't hold are converted
for a slower kernel. ``--before`` is a ``models`` folder of other weights, compared in the same run.
Logits are in steps of their 8-bit scale. Times are CPU time of the networks alone, one strip at a
time on one thread, the modes in turn; ratios are to the exact mode of the first weights.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.recogniser import ROOT
from models.pens.windows import held_out_windows
from models.recogniser.reading import batched, decoded, errors, held_out_lines
from vnadmin_nlp.cli.doctor import processor

MODES = {"fast": "0", "exact": "1"}
#: The networks, and the seed of what they read.
PARTS = {"recogniser": 555, "pens": 556}

Strip = tuple[NDArray[np.uint8], str]


@dataclass
class Run:
    """One network in one mode: its logits, edits, letters and CPU seconds."""

    session: Any
    logits: list[NDArray[np.float32]] = field(default_factory=list)
    edits: int = 0
    letters: int = 0
    seconds: float = 0.0


def main() -> None:
    """Print the table, or write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lines", type=int, default=100, help="strips a level")
    parser.add_argument("--before", type=Path, help="models folder of other weights")
    parser.add_argument("--material", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--out", type=Path, help="file to write")
    args = parser.parse_args()
    folders = {"now": ROOT / "models"}
    if args.before:
        folders = {"before": args.before, **folders}
    text = "\n".join(table(folders, args.material, args.lines)) + "\n"
    if args.out:
        args.out.write_text(text, "utf-8")
    print(text, end="")


def table(folders: dict[str, Path], material: Path, lines: int) -> list[str]:
    """Return the lines of the table."""
    rows = [
        "# Fast and exact modes of the networks",
        "",
        f"`python -m benchmarks.precision --lines {lines}`, processor: {processor()}.",
        "Wrong: edits per letter of lines, windows not read exactly of pens; face left out.",
        "",
        "| network | weights | mode | logits that differ from exact | by up to | wrong | time |",
        "|---|---|---|---|---|---|---|",
    ]
    for part in PARTS:
        strips = drawn(part, material, lines)
        runs = {
            (name, mode): Run(session(folder / part, mode))
            for name, folder in folders.items()
            for mode in MODES
        }
        read(part, strips, list(runs.values()))
        slowest = runs[next(iter(folders)), "exact"].seconds
        for (name, mode), run in runs.items():
            share, most = apart(run, runs[name, "exact"], step(run))
            rows.append(
                f"| {part} | {name} | {mode} | {share:.2%} | {most} | "
                f"{run.edits / run.letters:.2%} | {run.seconds / slowest:.2f} |"
            )
    return rows


def drawn(part: str, material: Path, lines: int) -> list[Strip]:
    """Return strips of all levels, and what is to be read in them."""
    draw = held_out_lines if part == "recogniser" else held_out_windows
    return [(pixels, true) for _, pixels, true in draw(material, PARTS[part], lines)]


def session(folder: Path, mode: str) -> Any:
    """Return a network in a mode, on one thread."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.x64quantprecision", MODES[mode])
    weights = folder / json.loads((folder / "card.json").read_text("utf-8"))["weights"]
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def read(part: str, strips: Sequence[Strip], runs: Sequence[Run]) -> None:
    """Read every strip in every run, one run after another."""
    card = json.loads((ROOT / "models" / part / "card.json").read_text("utf-8"))
    columns = card["columns_per_step"]
    for pixels, true in strips:
        x = batched([pixels], -(-pixels.shape[1] // columns) * columns)
        for run in runs:
            start = time.process_time()
            (y,) = run.session.run(None, {"x": x})
            run.seconds += time.process_time() - start
            run.logits.append(y[0])
            text = decoded(y[0].argmax(0).tolist(), card["alphabet"])
            edits, letters = errors(text, true) if part == "recogniser" else (text != true, 1)
            run.edits, run.letters = run.edits + edits, run.letters + letters


def step(run: Run) -> float:
    """Return the step of the logits of a run."""
    values = np.unique(np.concatenate([logits.ravel() for logits in run.logits]))
    return float(np.diff(values).min())


def apart(run: Run, exact: Run, step: float) -> tuple[float, int]:
    """Return the share of logits that differ from the exact ones, and by how many steps."""
    pairs = zip(run.logits, exact.logits, strict=True)
    steps = np.concatenate([np.rint(np.abs(a - b) / step).ravel() for a, b in pairs])
    return float((steps > 0).mean()), int(steps.max())


if __name__ == "__main__":
    main()

"""Make of checkpoints the network that ships: folded, in whole numbers of 8 bits, with its card.

    python -m models.recogniser.export build/net.pt build/tuned.pt --lines build/lines \
        --out models/recogniser

Of several checkpoints the mean is taken: that of a network and of its last round on pens reads
print like the first and pens like the second.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from models.recogniser.alphabet import ALPHABET, PEN_DIGITS
from models.recogniser.net import Conv
from models.recogniser.train import LINES, Lines, Task
from vnadmin_nlp.ocr.lines.line_strips import GEOMETRY, ROWS, STEP

#: Batches the ranges of the activations are measured on.
_CALIBRATION = 40
_OPSET = 17


class Batches(CalibrationDataReader):  # type: ignore[misc]
    """Some training strips, as the quantiser asks for them."""

    def __init__(self, lines: Lines) -> None:
        batches = (lines.batch()[0][:8] for _ in range(_CALIBRATION))
        self._batches = iter([{"x": batch} for batch in batches])

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        """Return the next batch, or None."""
        return next(self._batches, None)


def mean_weights(checkpoints: Sequence[Path]) -> dict[str, Any]:
    """Return the mean of the weights of checkpoints that have one origin."""
    states = [torch.load(path, map_location="cpu")["mean"] for path in checkpoints]
    return {
        name: sum(state[name] for state in states) / len(states)
        if first.dtype.is_floating_point
        else first
        for name, first in states[0].items()
    }


def folded_net(task: Task, weights: dict[str, Any]) -> nn.Module:
    """Return the network of some weights, its batch norms folded into the convolutions."""
    net = task.make()
    net.load_state_dict(weights)
    net.eval()
    for part in net.modules():
        if isinstance(part, Conv):
            part[0] = fuse_conv_bn_eval(part[0], part[1])
            part[1] = torch.nn.Identity()
    return net


def export(checkpoints: Sequence[Path], lines: Lines, weights: Path) -> None:
    """Write the quantised network to ``weights``; ``lines`` are of what it was trained on."""
    net, some = folded_net(lines.task, mean_weights(checkpoints)), lines.batch()[0][:1]
    free = {"x": {0: "lines", 3: "columns"}, "y": {0: "lines", 2: "steps"}}
    with tempfile.TemporaryDirectory() as folder:
        plain, ready = f"{folder}/plain.onnx", f"{folder}/ready.onnx"
        torch.onnx.export(
            net, (torch.from_numpy(some),), plain, input_names=["x"], output_names=["y"],
            dynamic_axes=free, opset_version=_OPSET, dynamo=False,
        )  # fmt: skip
        quant_pre_process(plain, ready, skip_symbolic_shape=True)
        quantize_static(
            ready, str(weights), Batches(lines), quant_format=QuantFormat.QDQ, per_channel=True,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
        )  # fmt: skip


def write_card(weights: Path, told: dict[str, str | int]) -> None:
    """Write beside the weights what the reader must know of them, and their hash."""
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    card = {"weights": weights.name, "sha256": digest, **told}
    text = json.dumps(card, ensure_ascii=False, indent=1)
    weights.with_name("card.json").write_text(text + "\n", "utf-8")


def main(task: Task, name: str, told: dict[str, str | int]) -> None:
    """Export the network of a task from the command line, to a file of this name."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("checkpoints", nargs="+", type=Path)
    parser.add_argument("--lines", type=Path, required=True, help="folder of shards")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    random.seed(0)
    lines = Lines(args.lines, task)
    lines.look()
    weights = args.out / name
    export(args.checkpoints, lines, weights)
    write_card(weights, told)
    print(f"{weights}: {weights.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    card: dict[str, str | int] = {
        "geometry": GEOMETRY, "rows": ROWS, "columns_per_step": STEP,
        "alphabet": ALPHABET, "pen_digits": PEN_DIGITS,
    }  # fmt: skip
    main(LINES, "lines.onnx", card)

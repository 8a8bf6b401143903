"""The networks that read strips, as they were trained by ``models/``."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.errors import MissingProgram
from vnadmin_nlp.ocr.lines.line_strips import GEOMETRY
from vnadmin_nlp.runtime.model_files import AGAIN, trained

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.ocr.files.image_file import Pixels

    Chances = NDArray[np.float32]

#: Strips of about this many columns together are read at once: more falls out of the cache.
_BATCH_COLUMNS = 2048
#: A strip is put into a batch where not more than this share of it is filled up with paper.
_MOST_PADDING = 0.12


@dataclass(frozen=True, slots=True)
class Alphabet:
    """What the classes of the network stand for, but class 0, which is none.

    Attributes:
        letters: class ``n`` is letter ``n - 1``.
        pen_digits: the ten letters that stand for the digits 0 to 9 written by pen, where these
            are told from printed ones.
    """

    letters: str
    pen_digits: str


class Network:
    """A network, loaded once.

    Args:
        part: its folder in ``models/``.

    Attributes:
        alphabet: what its classes stand for.
        step: columns of a strip to a step.

    Raises:
        MissingProgram: its weights are missing, or others than those this code was made for.
    """

    def __init__(self, part: str) -> None:
        card = json.loads(trained(part, "card.json").read_text("utf-8"))
        path = trained(part, card["weights"])
        weights = path.read_bytes()
        if hashlib.sha256(weights).hexdigest() != card["sha256"] or card["geometry"] != GEOMETRY:
            raise MissingProgram(
                "not the network that belongs to this version", file=path, remedy=AGAIN
            )
        self.alphabet = Alphabet(card["alphabet"], card.get("pen_digits", ""))
        self._rows, self.step = card["rows"], card["columns_per_step"]
        self._session = _session(weights)

    def read(self, strips: Sequence[Pixels]) -> list[Chances]:
        """Return for each strip the chance of each class at each step of a few columns."""
        import numpy as np

        chances: list[Chances] = [np.empty((0, 0), np.float32)] * len(strips)
        for batch in _batches([strip.shape[1] for strip in strips]):
            columns = -(-strips[batch[-1]].shape[1] // self.step) * self.step
            x = np.zeros((len(batch), 1, self._rows, columns), np.float32)
            for place, n in zip(x, batch, strict=True):
                np.multiply(strips[n], 1 / 255, out=place[0, :, : strips[n].shape[1]])
            (y,) = self._session.run(None, {"x": x})
            for logits, n in zip(y, batch, strict=True):
                chances[n] = _softmax(logits[:, : -(-strips[n].shape[1] // self.step)])
        return chances


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Yield which strips to read together, from narrow to wide."""
    batch: list[int] = []
    for n in sorted(range(len(widths)), key=widths.__getitem__):
        padded = batch and widths[batch[0]] < (1 - _MOST_PADDING) * widths[n]
        if batch and (padded or widths[n] * (len(batch) + 1) > _BATCH_COLUMNS):
            yield batch
            batch = []
        batch.append(n)
    if batch:
        yield batch


def _softmax(logits: Chances) -> Chances:
    """Return the chances of the classes, a row for each step."""
    import numpy as np

    powers = np.exp(logits - logits.max(axis=0))
    return np.asarray((powers / powers.sum(axis=0)).T)


def _session(weights: bytes) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingProgram(
            f"the Python library onnxruntime can't be loaded ({error})",
            remedy=f"{sys.executable} -m pip install onnxruntime",
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Memory kept for each of many widths would add up.
    options.enable_mem_pattern = options.enable_cpu_mem_arena = False
    # Without VNNI, the usual kernel adds two products in 16 bits, which overflow: letters change.
    options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

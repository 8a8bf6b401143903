"""The networks give the same numbers on every processor."""

from __future__ import annotations

import platform
from pathlib import Path

import numpy as np
import pytest

from vnadmin_nlp.ocr.engines.line_network import Network

#: Strips of our own typesetting, and the logits of both networks in whole numbers.
STORED = Path(__file__).with_name("logits.npz")
NETWORKS = ("recogniser", "pens")
#: Sums of whole numbers are exact everywhere. Each layer then rounds a product of floats, which
#: was bit-equal on x86-64 (AVX2, and SSE4 alone in an emulator). Elsewhere one fused
#: multiplication may round one step otherwise, and later layers pass it on.
STEPS, SHARE = (0, 0.0) if platform.machine() in ("x86_64", "AMD64") else (8, 0.05)


@pytest.mark.parametrize("part", NETWORKS)
def test_logits_are_those_of_every_other_processor(part: str) -> None:
    session = Network(part)._session
    kept = np.load(STORED)
    strips = sorted(name for name in kept if name.startswith(f"{part}-strip"))
    assert len(strips) >= 3
    scale, zero = kept[f"{part}-scale"]
    for name in strips:
        (y,) = session.run(None, {"x": (kept[name] / np.float32(255))[None, None]})
        found = np.rint(y[0] / scale + zero).astype(np.int16)
        apart = np.abs(found - kept[name.replace("strip", "logits")])
        assert apart.max() <= STEPS
        assert (apart > 0).mean() <= SHARE

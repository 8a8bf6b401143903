"""Write the weights of the tagger and their card.

python -m models.zones.export build/zones/net.pt --out models/zones
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch

from models.zones.material import TAGS
from vnadmin_nlp.layout.tagger_features import BUCKETS, VERSION


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("state", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    state = torch.load(args.state)
    net = {name: tensor.numpy().astype(np.float16) for name, tensor in state["net"].items()}
    arrays = {"bag": net["bag.weight"], "bag_bias": net["bag_bias"]}
    for layer in ("first", "second", "out"):
        arrays |= {layer: net[f"{layer}.weight"].T, f"{layer}_bias": net[f"{layer}.bias"]}
    arrays |= {name: net[name] for name in ("follow", "begin", "end")}
    args.out.mkdir(parents=True, exist_ok=True)
    path = args.out / "zones.npz"
    np.savez_compressed(path, **arrays)
    card = {
        "weights": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "traits": VERSION,
        "buckets": BUCKETS,
        "tags": [tag.value for tag in TAGS],
        "held_out": round(state["held"], 4),
        "f1": {tag: round(value, 3) for tag, value in state["f1"].items()},
    }
    (args.out / "card.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    print(f"{path}: {path.stat().st_size:,} bytes, held out {card['held_out']}")


if __name__ == "__main__":
    main()

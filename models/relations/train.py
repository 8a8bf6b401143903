"""Train the model of relations and write its weights and card.

    python -m models.relations.train --out models/relations

Sums of a table of traits, one layer, chances of relations; numpy alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.relations.material import Example, examples
from vnadmin_nlp.extraction.citations.relation_features import BUCKETS, VERSION
from vnadmin_nlp.extraction.citations.relation_rules import STRENGTH

Floats = NDArray[np.float32]

_WIDE = 24
_BATCH = 256
_DROPPED = 0.15  # share of traits that are hidden
_DECAY = 1e-4


class Net:
    """The weights and their Adam moments."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        kinds = len(STRENGTH)
        self.weights: dict[str, Floats] = {
            "bag": rng.normal(0, 0.1, (BUCKETS, _WIDE)).astype(np.float32),
            "bag_bias": np.zeros(_WIDE, np.float32),
            "hidden": rng.normal(0, _WIDE**-0.5, (_WIDE, 32)).astype(np.float32),
            "hidden_bias": np.zeros(32, np.float32),
            "out": rng.normal(0, 0.15, (32, kinds)).astype(np.float32),
            "out_bias": np.zeros(kinds, np.float32),
        }
        self._moments = {name: [np.zeros_like(w), np.zeros_like(w)]
                         for name, w in self.weights.items()}  # fmt: skip
        self._steps = 0

    def chances(self, batch: Sequence[NDArray[np.int64]]) -> Floats:
        """Return the chances of the relations for each list of traits."""
        return self._forward(batch)[-1]

    def _forward(self, batch: Sequence[NDArray[np.int64]]) -> tuple[Floats, ...]:
        w = self.weights
        counts = np.array([len(one) for one in batch])
        starts = np.cumsum(counts) - counts
        roots = np.sqrt(counts)[:, None].astype(np.float32)
        sums = np.add.reduceat(w["bag"][np.concatenate(batch)], starts, axis=0) / roots
        bag = np.tanh(sums + w["bag_bias"])
        hidden = np.maximum(0, bag @ w["hidden"] + w["hidden_bias"])
        scores = hidden @ w["out"] + w["out_bias"]
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        return roots, bag, hidden, chances / chances.sum(axis=1, keepdims=True)

    def learn(
        self,
        batch: Sequence[NDArray[np.int64]],
        right: NDArray[np.int64],
        weight: Floats,
        rate: float,
    ) -> float:
        """Take one step; return the mean loss."""
        w = self.weights
        roots, bag, hidden, chances = self._forward(batch)
        rows = np.arange(len(batch))
        loss = float((-np.log(chances[rows, right] + 1e-9) * weight).mean())
        target = np.full_like(chances, 0.03 / chances.shape[1])  # smoothed: labels are weak
        target[rows, right] += 0.97
        d_scores = (chances - target) * weight[:, None] / len(batch)
        d_hidden = (d_scores @ w["out"].T) * (hidden > 0)
        d_bag = (d_hidden @ w["hidden"].T) * (1 - bag * bag)
        d_table = np.zeros_like(w["bag"])
        counts = [len(one) for one in batch]
        np.add.at(d_table, np.concatenate(batch), np.repeat(d_bag / roots, counts, axis=0))
        self._adam(
            {
                "bag": d_table, "bag_bias": d_bag.sum(0),
                "hidden": bag.T @ d_hidden, "hidden_bias": d_hidden.sum(0),
                "out": hidden.T @ d_scores, "out_bias": d_scores.sum(0),
            },
            rate,
        )  # fmt: skip
        return loss

    def _adam(self, gradients: dict[str, Floats], rate: float) -> None:
        self._steps += 1
        fix1, fix2 = 1 - 0.9**self._steps, 1 - 0.999**self._steps
        for name, gradient in gradients.items():
            mean, square = self._moments[name]
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient * gradient - square)
            step = mean / fix1 / (np.sqrt(square / fix2) + 1e-8)
            self.weights[name] -= rate * (step + _DECAY * self.weights[name])


def batches(found: Sequence[Example], rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Yield the turns of all examples in batches."""
    order = rng.permutation(len(found))
    for at in range(0, len(order), _BATCH):
        yield order[at : at + _BATCH]


def train(found: Sequence[Example], *, epochs: int, rate: float, seed: int) -> Net:
    """Train on the examples that are not held out."""
    learnt = [one for one in found if not one.held]
    held = [one for one in found if one.held]
    print(f"{len(learnt)} examples to learn from, {len(held)} held out", flush=True)
    right = np.array([STRENGTH.index(one.relation) for one in learnt])
    counts = np.bincount(right, minlength=len(STRENGTH)).clip(1)
    weights = ((counts.mean() / counts) ** 0.4).astype(np.float32)[right]
    lists = [np.array(one.traits) for one in learnt]
    rng = np.random.default_rng(seed)
    net = Net(seed)
    steps = epochs * -(-len(learnt) // _BATCH)
    step = 0
    for epoch in range(epochs):
        begun, losses = time.time(), []
        for turns in batches(learnt, rng):
            batch = []
            for turn in turns:
                kept = rng.random(len(lists[turn])) >= _DROPPED
                kept[0] = True
                batch.append(lists[turn][kept])
            pace = rate * 0.5 * (1 + np.cos(np.pi * step / steps))
            losses.append(net.learn(batch, right[turns], weights[turns], pace))
            step += 1
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, held out {score(net, held)}, "
              f"{time.time() - begun:.0f} s", flush=True)  # fmt: skip
    return net


def score(net: Net, held: Sequence[Example]) -> dict[str, float]:
    """Return the share of right answers by source and rate of slips."""
    shares: dict[str, list[bool]] = {}
    for at in range(0, len(held), 1024):
        part = held[at : at + 1024]
        best = net.chances([np.array(one.traits) for one in part]).argmax(axis=1)
        for one, told in zip(part, best, strict=True):
            right = STRENGTH[told] == one.relation
            shares.setdefault(f"{one.source} {one.rate}", []).append(right)
    return {name: round(float(np.mean(right)), 3) for name, right in sorted(shares.items())}


def write(net: Net, held: dict[str, float], out: Path) -> None:
    """Write weights and card."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / "relations.npz"
    arrays = {name: weight.astype(np.float16) for name, weight in net.weights.items()}
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
    card = {
        "weights": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "traits": VERSION,
        "buckets": BUCKETS,
        "relations": list(STRENGTH),
        "held_out": held,
    }
    (out / "card.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    print(f"{path}: {path.stat().st_size:,} bytes")


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--made", type=int, default=1200, help="sentences made up per relation")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    begun = time.time()
    found = examples(args.seed, args.made)
    print(f"{len(found)} examples in {time.time() - begun:.0f} s", flush=True)
    net = train(found, epochs=args.epochs, rate=args.rate, seed=args.seed)
    write(net, score(net, [one for one in found if one.held]), args.out)


if __name__ == "__main__":
    main()

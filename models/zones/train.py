"""Train the tagger on the examples of a folder.

    python -m models.zones.train --examples build/zones --out build/zones/net.pt --epochs 12

The last tenth of each file of examples is held out and scored after every epoch.
"""

from __future__ import annotations

import argparse
import pickle
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch

from models.zones.material import TAGS, Example
from models.zones.net import Batch, Tagger

_PAGES = 24  # a batch
_DROPPED = 0.15  # share of traits that are hidden from the net


def examples(folder: Path) -> tuple[list[Example], list[Example]]:
    """Return the examples to train on and those held out."""
    train: list[Example] = []
    held: list[Example] = []
    for path in sorted(folder.glob("*-*.pkl")):
        found = [Example(*one) for one in pickle.loads(path.read_bytes())]
        cut = len(found) - len(found) // 10
        train += found[:cut]
        held += found[cut:]
    return train, held


def batch_of(pages: Sequence[Example], *, dropped: float = 0.0) -> Batch:
    """Put pages together; a share of the traits is hidden, never all of a piece."""
    sizes = [len(page.tags) for page in pages]
    rows = np.cumsum([0, *sizes])
    nothing = int(rows[-1])
    numbers, starts, around, at = [], [], [], 0
    for page, row in zip(pages, rows, strict=False):
        kept = np.random.random(len(page.traits)) >= dropped
        kept[page.starts] = True
        before = np.concatenate([[0], np.cumsum(kept)])
        numbers.append(page.traits[kept])
        starts.append(before[page.starts] + at)
        at += int(kept.sum())
        turns = np.arange(len(page.tags))
        after = np.append(turns[1:], -1)
        beside = np.column_stack([page.beside, turns - 1, after]).astype(np.int64)
        around.append(np.where(beside < 0, nothing, beside + row))
    return Batch(
        torch.from_numpy(np.concatenate(numbers).astype(np.int64)),
        torch.from_numpy(np.concatenate(starts).astype(np.int64)),
        torch.from_numpy(np.concatenate(around)),
        torch.repeat_interleave(torch.arange(len(pages)), torch.tensor(sizes)),
        torch.from_numpy(np.concatenate([np.arange(size) for size in sizes])),
        torch.from_numpy(np.concatenate([page.tags for page in pages]).astype(np.int64)),
    )


def batches(pages: list[Example], rng: random.Random) -> Iterator[Batch]:
    """Yield all pages in batches of pages that are about equally long."""
    order = sorted(pages, key=lambda page: len(page.tags) + rng.uniform(-8, 8))
    groups = [order[k : k + _PAGES] for k in range(0, len(order), _PAGES)]
    rng.shuffle(groups)
    for group in groups:
        yield batch_of(group, dropped=_DROPPED)


@torch.no_grad()
def score(net: Tagger, held: Sequence[Example]) -> tuple[float, dict[str, float]]:
    """Return the share of pieces that are tagged right one by one, and F1 of each tag."""
    net.eval()
    right = np.zeros(len(TAGS))
    told = np.zeros(len(TAGS))
    are = np.zeros(len(TAGS))
    for k in range(0, len(held), _PAGES):
        batch = batch_of(held[k : k + _PAGES])
        best = net.scores(batch).argmax(dim=1).numpy()
        tags = batch.tags.numpy()
        told += np.bincount(best, minlength=len(TAGS))
        are += np.bincount(tags, minlength=len(TAGS))
        right += np.bincount(tags[best == tags], minlength=len(TAGS))
    net.train()
    f1 = 2 * right / np.maximum(1, told + are)
    each = {tag.value: float(f) for tag, f in zip(TAGS, f1, strict=True)}
    return float(right.sum() / are.sum()), each


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    np.random.seed(args.seed)
    rng = random.Random(args.seed)
    train, held = examples(args.examples)
    print(f"{len(train)} pages to train on, {len(held)} held out", flush=True)
    net = Tagger(len(TAGS))
    steps = args.epochs * (-(-len(train) // _PAGES))
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=1e-3)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, args.rate, total_steps=steps)
    for epoch in range(args.epochs):
        begun, total, count = time.time(), 0.0, 0
        for batch in batches(train, rng):
            optimiser.zero_grad()
            loss = net.loss(batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            plan.step()
            total, count = total + float(loss.detach()), count + 1
        share, f1 = score(net, held)
        print(f"epoch {epoch + 1}: loss {total / count:.3f}, held out {share:.4f}, "
              f"{time.time() - begun:.0f} s", flush=True)  # fmt: skip
        torch.save({"net": net.state_dict(), "held": share, "f1": f1}, args.out)
    print(", ".join(f"{tag} {value:.3f}" for tag, value in f1.items()))


if __name__ == "__main__":
    main()

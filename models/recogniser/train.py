"""Train the network on shards of drawn lines, and keep checkpoints.

    python -m models.recogniser.train --lines build/lines --out build/net.pt --minutes 65

Runs on a GPU where there is one, else on all cores; ``--resume`` goes on from the last checkpoint,
``--start`` takes the weights of another one, as for a last round on harder lines at a lower
``--rate``. Shards that are written meanwhile are taken up.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.recogniser.alphabet import ALPHABET
from models.recogniser.net import Net
from models.recogniser.reading import batched, decoded, errors, held_out_lines
from models.recogniser.shards import MATERIAL

#: Strips are padded to the next of these widths.
WIDTHS = (64, 96, 128, 160, 224, 288, 352, 416, 512, 640, 832, 1120, 1408)
RATE, WARM_UP, DECAY = 2.5e-3, 250, 0.02
#: The first minute and a half sees short lines only: they align sooner.
SHORT_FIRST, SHORT = 90.0, 352
#: Seconds between looks for new shards, words of progress and checkpoints.
LOOK, TELL, KEEP = 60.0, 20.0, 240.0

Strip = NDArray[np.uint8]
Batch = tuple[NDArray[np.float32], list[NDArray[np.int64]]]
Tests = list[tuple[str, NDArray[np.uint8], str]]


@dataclass(frozen=True, slots=True)
class Task:
    """What is learnt.

    Attributes:
        letters: what is to be read; letter n is class n + 1.
        make: makes the network.
        columns: so many are in a batch.
        tests: makes strips that nothing is learnt from, with their levels and truths.
        errors: tells of a reading and the truth how much is wrong, and of how much.
        varied: makes another strip of one, not wider than it is told, each time it is learnt from.
    """

    letters: str
    make: Callable[[], nn.Module]
    columns: int
    tests: Callable[[Path], Tests]
    errors: Callable[[str, str], tuple[int, int]]
    varied: Callable[[Strip, int, np.random.Generator], Strip] = lambda strip, *_: strip


LINES = Task(
    letters=ALPHABET,
    make=lambda: Net(len(ALPHABET) + 1),
    columns=16_384,
    tests=lambda material: list(held_out_lines(material, 999, 60)),
    errors=errors,
)


@dataclass
class Lines:
    """The strips of all shards, by width."""

    folder: Path
    task: Task
    seen: set[str] = field(default_factory=set)
    columns: list[NDArray[np.uint8]] = field(default_factory=list)
    #: Shard, first column, width and classes of every line, by the number of its width.
    index: list[list[tuple[int, int, int, NDArray[np.int64]]]] = field(
        default_factory=lambda: [[] for _ in WIDTHS]
    )
    queues: list[list[int]] = field(default_factory=lambda: [[] for _ in WIDTHS])

    def __len__(self) -> int:
        return sum(map(len, self.index))

    def look(self) -> None:
        """Take up the shards that were written since the last look."""
        letters = self.task.letters
        for path in sorted(self.folder.glob("*.json")):
            if path.name in self.seen:
                continue
            self.seen.add(path.name)
            self.columns.append(np.load(path.with_suffix(".npy"), mmap_mode="r"))
            table, first = json.loads(path.read_text("utf-8")), 0
            for width, text in zip(table["widths"], table["texts"], strict=True):
                classes = np.array([1 + letters.index(letter) for letter in text], np.int64)
                if width <= WIDTHS[-1]:
                    bucket = next(i for i, most in enumerate(WIDTHS) if width <= most)
                    self.queues[bucket].append(len(self.index[bucket]))
                    self.index[bucket].append((len(self.columns) - 1, first, width, classes))
                first += width
        for queue in self.queues:
            random.shuffle(queue)

    def batch(self, *, widest: int = WIDTHS[-1], noise: np.random.Generator | None = None) -> Batch:
        """Return strips of one width, which is chosen as often as there are columns of it.

        Args:
            widest: of the widths.
            noise: if given, strips are varied as the task has it.
        """
        share = [len(a) * w if w <= widest else 0 for a, w in zip(self.index, WIDTHS, strict=True)]
        bucket = random.choices(range(len(WIDTHS)), share)[0]
        lines, queue = self.index[bucket], self.queues[bucket]
        count = self.task.columns // WIDTHS[bucket]
        if len(queue) < count:
            queue[:0] = random.sample(range(len(lines)), len(lines))
        taken = [lines[queue.pop()] for _ in range(min(count, len(queue)))]
        strips = [self.columns[shard][first : first + w].T for shard, first, w, _ in taken]
        if noise is not None:
            strips = [self.task.varied(strip, WIDTHS[bucket], noise) for strip in strips]
        return batched(strips, WIDTHS[bucket]), [classes for *_, classes in taken]


def disturbed(strips: NDArray[np.float32], noise: np.random.Generator) -> NDArray[np.float32]:
    """Return strips with other contrast, a row higher or lower, noisier or heavier."""
    strips = strips * noise.uniform(0.75, 1.15, (len(strips), 1, 1, 1)).astype(np.float32)
    if noise.random() < 0.3:
        strips = np.roll(strips, noise.choice((-1, 1)), 2)
    if noise.random() < 0.3:
        grain = noise.standard_normal(strips.shape, np.float32)
        strips = strips + grain * np.float32(noise.uniform(0, 0.12))
    if noise.random() < 0.2:
        strips = 1 - np.clip(1 - strips, 0, 1) ** np.float32(noise.uniform(0.6, 1.6))
    return strips


def rate_at(step: int, done: float, highest: float = RATE) -> float:
    """Return the learning rate: a warm-up by steps, then a cosine over the time."""
    cosine = 0.5 * (1 + math.cos(math.pi * max(0.0, done - 0.06) / 0.94))
    return highest * min(1.0, step / WARM_UP) * (0.985 * cosine + 0.015)


class Trainer:
    """The network, its optimiser, and the running mean of its weights, which is what ships."""

    def __init__(self, task: Task, device: str) -> None:
        self.task = task
        self.device = device
        self.net = task.make().to(device, memory_format=torch.channels_last)
        flat = [p for p in self.net.parameters() if p.ndim <= 1]
        deep = [p for p in self.net.parameters() if p.ndim > 1]
        groups = [{"params": deep, "weight_decay": DECAY}, {"params": flat, "weight_decay": 0.0}]
        self.optimiser = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.98))
        self.mean = {name: value.clone() for name, value in self.net.state_dict().items()}
        self.step = 0
        self.seen = 0
        self.spent = 0.0

    def learn(self, batch: Batch, rate: float) -> float:
        """Take one step; return the loss per letter."""
        strips, classes = batch
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        x = torch.from_numpy(strips).to(self.device).contiguous(memory_format=torch.channels_last)
        lengths = torch.tensor([len(c) for c in classes])
        letters = max(1, int(lengths.sum()))
        with torch.autocast(self.device, torch.bfloat16):
            logits = self.net(x)
        chances = logits.float().log_softmax(1).permute(2, 0, 1)
        steps = torch.full((len(classes),), chances.shape[0])
        true = torch.from_numpy(np.concatenate(classes)).to(self.device)
        loss: Tensor = (
            torch.nn.functional.ctc_loss(
                chances, true, steps, lengths, zero_infinity=True, reduction="sum"
            )
            / letters
        )
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
        self.optimiser.step()
        self.step += 1
        self.seen += len(classes)
        if self.step % 4 == 0:
            self._average(min(0.995, (self.step + 1) / (self.step + 40)))
        return loss.item()

    @torch.no_grad()
    def _average(self, keep: float) -> None:
        for name, value in self.net.state_dict().items():
            if value.dtype.is_floating_point:
                self.mean[name].mul_(keep).add_(value, alpha=1 - keep)
            else:
                self.mean[name].copy_(value)

    def save(self, path: Path) -> None:
        """Write a checkpoint, whole or not at all."""
        state = {
            "net": self.net.state_dict(), "mean": self.mean, "step": self.step, "seen": self.seen,
            "optimiser": self.optimiser.state_dict(), "spent": self.spent,
        }  # fmt: skip
        half = path.with_suffix(".part")
        torch.save(state, half)
        half.rename(path)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint."""
        state: dict[str, Any] = torch.load(path, map_location=self.device)
        self.net.load_state_dict(state["net"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.mean, self.step, self.seen = state["mean"], state["step"], state["seen"]
        self.spent = state["spent"]

    def start_from(self, path: Path) -> None:
        """Begin with the shipped weights of another checkpoint, its clock and steps forgotten."""
        self.mean = torch.load(path, map_location=self.device)["mean"]
        self.net.load_state_dict(self.mean)

    @torch.no_grad()
    def tested(self, test: Tests) -> dict[str, float]:
        """Return the percentage that is read wrong with the mean weights, by level."""
        net = self.task.make().to(self.device, memory_format=torch.channels_last)
        net.load_state_dict(self.mean)
        net.eval()
        wrong: dict[str, list[int]] = {}
        for level, strip, true in test:
            columns = (strip.shape[1] + 8 + 31) // 32 * 32
            with torch.autocast(self.device, torch.bfloat16):
                logits = net(torch.from_numpy(batched([strip], columns)).to(self.device))
            read = decoded(logits[0].argmax(0).tolist(), self.task.letters)
            edits, letters = self.task.errors(read, true)
            sums = wrong.setdefault(level, [0, 0])
            sums[0] += edits
            sums[1] += letters
        return {level: round(100 * e / n, 2) for level, (e, n) in wrong.items()}


def batches(lines: Lines, noise: np.random.Generator, start: float) -> Iterator[Batch]:
    """Yield disturbed batches without end, short ones first."""
    looked = time.monotonic()
    while True:
        if time.monotonic() - looked > LOOK:
            lines.look()
            looked = time.monotonic()
        widest = SHORT if time.monotonic() - start < SHORT_FIRST else WIDTHS[-1]
        strips, classes = lines.batch(widest=widest, noise=noise)
        yield disturbed(strips, noise), classes


def train(
    trainer: Trainer, lines: Lines, out: Path, *, seconds: float, rate: float, material: Path
) -> None:
    """Train until ``seconds`` are spent, those before a resumed checkpoint included."""
    test = trainer.task.tests(material)
    start = time.monotonic() - trainer.spent
    told = kept = time.monotonic()
    mean_loss = None
    for batch in batches(lines, np.random.default_rng(), start):
        trainer.spent = time.monotonic() - start
        if trainer.spent >= seconds:
            break
        loss = trainer.learn(batch, rate_at(trainer.step, trainer.spent / seconds, rate))
        mean_loss = loss if mean_loss is None else 0.98 * mean_loss + 0.02 * loss
        if time.monotonic() - told > TELL:
            told = time.monotonic()
            print(f"{trainer.spent:.0f} s, step {trainer.step}, {trainer.seen} lines of "
                  f"{len(lines)}, loss {mean_loss:.3f}", flush=True)  # fmt: skip
        if time.monotonic() - kept > KEEP:
            kept = time.monotonic()
            trainer.save(out)
            print(f"{trainer.spent:.0f} s: wrong in % {trainer.tested(test)}", flush=True)
    trainer.save(out)
    print(f"end, {trainer.seen} lines: wrong in % {trainer.tested(test)}", flush=True)


def main(task: Task = LINES) -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--lines", type=Path, required=True, help="folder of shards")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint to write")
    parser.add_argument("--minutes", type=float, default=65.0)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", type=Path, help="checkpoint whose weights to begin with")
    parser.add_argument("--rate", type=float, default=RATE, help="highest learning rate")
    parser.add_argument("--material", type=Path, default=MATERIAL)
    args = parser.parse_args()
    torch.manual_seed(0)
    random.seed(0)
    trainer = Trainer(task, "cuda" if torch.cuda.is_available() else "cpu")
    if args.start:
        trainer.start_from(args.start)
    if args.resume and args.out.exists():
        trainer.load(args.out)
    lines = Lines(args.lines, task)
    lines.look()
    print(f"{len(lines)} lines, {trainer.device}", flush=True)
    seconds = 60 * args.minutes
    train(trainer, lines, args.out, seconds=seconds, rate=args.rate, material=args.material)


if __name__ == "__main__":
    main()

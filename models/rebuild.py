"""Rebuild a trained part from scratch with one command: draw, train, export.

    python -m models.rebuild recogniser --build build/recogniser --out models/recogniser
    python -m models.rebuild pens --build build/pens --out models/pens
    python -m models.rebuild zones --build build/zones --out models/zones

On two cores the first takes 95 minutes, the second 175, the third 5. A stage whose result is in
the build folder is not run again, and half a training goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Draw:
    """Two seeds are drawn side by side into one folder, each of them so many lines.

    Attributes:
        module: that draws.
        folder: of the build.
        seeds: of chance.
        count: the option that says how many, and how many.
        options: all others.
    """

    module: str
    folder: str
    seeds: tuple[int, int]
    count: tuple[str, int]
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Train:
    """One round of training on the drawings of a folder."""

    checkpoint: str
    folder: str
    minutes: float
    rate: float
    start: str | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """The stages of one network; ``mean`` of its checkpoints ships.

    Attributes:
        package: whose ``train`` and ``export`` are run.
        draws: folders that are drawn.
        shared: folders whose shards also belong to the first folder.
        rounds: of training, one after another.
        mean: checkpoints whose mean ships.
    """

    package: str
    draws: tuple[Draw, ...]
    shared: tuple[str, ...]
    rounds: tuple[Train, ...]
    mean: tuple[str, ...]


RECIPES = {
    "recogniser": Recipe(
        package="models.recogniser",
        draws=(
            Draw("models.recogniser.shards", "lines", (1, 2), ("--lines", 90_000)),
            Draw("models.recogniser.shards", "pen", (3, 4), ("--lines", 40_000), ("--pen", "0.75")),
        ),
        shared=("pen",),
        rounds=(
            Train("net.pt", "lines", 66, 2.5e-3),
            Train("tuned.pt", "pen", 11.5, 1e-3, start="net.pt"),
        ),
        mean=("net.pt", "tuned.pt"),
    ),
    "pens": Recipe(
        package="models.pens",
        draws=(Draw("models.pens.windows", "windows", (1, 2), ("--count", 60_000)),),
        shared=(),
        rounds=(
            Train("net.pt", "windows", 62, 3e-3),
            Train("hands.pt", "windows", 76, 2e-3, start="net.pt"),
        ),
        mean=("hands.pt",),
    ),
}


def python(module: str, *options: str) -> list[str]:
    """Return the command that runs a module with this interpreter."""
    return [sys.executable, "-m", module, *options]


def run(*commands: Sequence[str]) -> None:
    """Run commands side by side; end with the first that fails."""
    running = [subprocess.Popen(command) for command in commands]
    for command, child in zip(commands, running, strict=True):
        if child.wait():
            raise SystemExit(f"{' '.join(command)} ended with {child.returncode}")


def draw(stage: Draw, build: Path, share: float) -> None:
    """Draw one folder, unless it is drawn."""
    folder, (option, count) = build / stage.folder, stage.count
    if not (folder / "drawn").exists():
        how_many = (option, str(max(1, round(share * count))), *stage.options)
        run(*(python(stage.module, "--out", str(folder), "--seed", str(seed), *how_many)
              for seed in stage.seeds))  # fmt: skip
        (folder / "drawn").touch()


def train(stage: Train, recipe: Recipe, build: Path, pace: float) -> None:
    """Train one round, unless it is done."""
    done = build / f"{stage.checkpoint}.done"
    if done.exists():
        return
    start = ["--start", str(build / stage.start)] if stage.start else []
    run(python(
        f"{recipe.package}.train", "--resume", "--lines", str(build / stage.folder),
        "--out", str(build / stage.checkpoint), "--minutes", str(pace * stage.minutes),
        "--rate", str(stage.rate), *start,
    ))  # fmt: skip
    done.touch()


def rebuild(recipe: Recipe, build: Path, out: Path, pace: float, share: float) -> None:
    """Run every stage of a recipe that is not done."""
    for stage in recipe.draws:
        draw(stage, build, share)
    first = build / recipe.draws[0].folder
    for name in recipe.shared:
        for suffix in (".npy", ".json"):  # an index counts once its strips are there
            for shard in sorted((build / name).glob(f"*{suffix}")):
                shutil.copy2(shard, first)
    for round_ in recipe.rounds:
        train(round_, recipe, build, pace)
    out.mkdir(parents=True, exist_ok=True)
    means = [str(build / checkpoint) for checkpoint in recipe.mean]
    run(python(f"{recipe.package}.export", *means, "--lines", str(first), "--out", str(out)))


def rebuild_zones(build: Path, out: Path) -> None:
    """Rebuild the tagger of zones, whose material and training are of another kind."""
    scans = Path(__file__).resolve().parents[2] / "shared" / "scans"
    weak = ["--weak", str(scans)] if scans.is_dir() else []
    if not (build / "drawn").exists():
        material = ("models.zones.material", "--out", str(build))
        run(python(*material, "--seed", "1", *weak), python(*material, "--seed", "2"))
        (build / "drawn").touch()
    state = str(build / "net.pt")
    run(python("models.zones.train", "--examples", str(build), "--out", state))
    run(python("models.zones.export", state, "--out", str(out)))


def main() -> None:
    """Rebuild from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("part", choices=sorted([*RECIPES, "zones"]))
    parser.add_argument("--build", type=Path, required=True, help="folder for drawings and states")
    parser.add_argument("--out", type=Path, required=True, help="folder for weights and card")
    parser.add_argument("--pace", type=float, default=1.0, help="times the minutes of training")
    parser.add_argument("--share", type=float, default=1.0, help="of what is drawn, for a trial")
    args = parser.parse_args()
    if args.part == "zones":
        rebuild_zones(args.build, args.out)
    else:
        rebuild(RECIPES[args.part], args.build, args.out, args.pace, args.share)


if __name__ == "__main__":
    main()

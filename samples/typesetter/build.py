"""Make the files of a source: the scan and its gold record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image

from samples.typesetter import pdf
from samples.typesetter.docx_out import write_docx
from samples.typesetter.gold import gold
from samples.typesetter.render import draw
from samples.typesetter.scanner import LEVELS, scan_page
from samples.typesetter.source import Source, load
from samples.typesetter.typeset import sheets


def build(
    path: str | Path,
    out: str | Path,
    *,
    level: str | None = None,
    seed: int | None = None,
    dpi: int | None = None,
) -> list[Path]:
    """Make a scan and its gold record from a text source.

    Args:
        path: the TOML source.
        out: the folder to write to; made if it is not there.
        level: how to scan, instead of what the source says.
        seed: the seed of all chance, instead of what the source says.
        dpi: resolution of the scan, instead of what the source says.

    Returns:
        The two files written.
    """
    source = load(path)
    look = source.look
    asked = {"level": level, "seed": seed, "dpi": dpi}
    look = replace(look, **{key: value for key, value in asked.items() if value is not None})
    source = replace(source, look=look)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{source.name}.{look.format}"
    _write(source, target)
    record = folder / f"{source.name}.json"
    record.write_text(json.dumps(gold(source), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return [target, record]


def _write(source: Source, target: Path) -> None:
    look = source.look
    if look.format == "docx":
        write_docx(target, source.documents[0], look)
        return
    pages = sheets(source)
    if look.layer == "born":
        pdf.write_born(target, pages)
        return
    images = [
        scan_page(draw(sheet), look.level, look.seed + k, look.dpi).image
        for k, sheet in enumerate(pages)
    ]
    quality = LEVELS[look.level].quality
    if look.format == "pdf":
        pdf.write_scans(target, images, look.dpi, quality, pages if look.layer == "bad" else ())
    else:
        _write_images(images, target, look.dpi, quality)


def _write_images(images: Sequence[Image.Image], target: Path, dpi: int, quality: int) -> None:
    first, *rest = images
    if rest and target.suffix != ".tif":
        raise ValueError(f"{target.name}: {len(images)} pages don't fit into one picture")
    resolution = (dpi, dpi)
    if target.suffix == ".tif":
        packing = "group4" if first.mode == "1" else "jpeg"
        first.save(target, save_all=True, append_images=rest, dpi=resolution, compression=packing)
    elif target.suffix == ".png":
        first.quantize(48).save(target, dpi=resolution, optimize=True)
    else:
        first.save(target, dpi=resolution, quality=quality)

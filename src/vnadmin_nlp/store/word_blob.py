"""Words of a page as a small blob, and back without loss."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from vnadmin_nlp.model.page import BoundingBox, Word


def pack(words: Iterable[Word]) -> bytes:
    """Return words as zlib-compressed JSON: lists of texts, boxes, confidences and lines.

    Columns compress a third better than rows. Any tool can read it: inflate, then JSON. A fifth
    list, where there is one, holds the few words written by hand: their places in the others and
    their candidates; a sixth one those in print that have candidates.
    """
    words = tuple(words)
    columns: list[list[Any]] = [
        [word.text for word in words],
        [edge for word in words for edge in word.box],
        [word.confidence for word in words],
        [word.line for word in words],
    ]
    by_hand = [(n, word.candidates) for n, word in enumerate(words) if word.handwritten]
    doubted = [
        (n, word.candidates)
        for n, word in enumerate(words)
        if word.candidates and not word.handwritten
    ]
    if by_hand or doubted:
        columns += [by_hand, doubted] if doubted else [by_hand]
    return zlib.compress(json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode())


def unpack(blob: bytes) -> tuple[Word, ...]:
    """Return the words of :func:`pack`.

    >>> words = (
    ...     Word("Số:", BoundingBox(1, 2, 3, 4), 0.5, 0),
    ...     Word("17", BoundingBox(4, 2, 6, 4), 0.9, 0, True, (("17", 0.9), ("11", 0.1))),
    ... )
    >>> unpack(pack(words)) == words
    True
    """
    texts, edges, confidences, lines, *rest = json.loads(zlib.decompress(blob))
    boxes = zip(*[iter(edges)] * 4, strict=True)
    words = [
        Word(text, BoundingBox(*box), confidence, line)
        for text, box, confidence, line in zip(texts, boxes, confidences, lines, strict=True)
    ]
    for by_hand, told in zip((True, False), rest, strict=False):
        for n, readings in told:
            candidates = tuple((text, chance) for text, chance in readings)
            words[n] = replace(words[n], handwritten=by_hand, candidates=candidates)
    return tuple(words)

"""What the model of relations learns from: sentences that our rules are sure of, and made-up ones.

Weak labels come of ``../shared/text``; the made-up sentences of ``phrases.toml`` know theirs. Both
are given as they are and spoiled outside of the citations, as a recogniser would give them.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from models.zones.slips import misread
from vnadmin_nlp.extraction.citations.find_citations import FoundCitation, find_citations
from vnadmin_nlp.extraction.citations.relation_features import NeighbouringCitation, numbers, plain
from vnadmin_nlp.extraction.citations.relation_rules import STRENGTH
from vnadmin_nlp.model.page import BoundingBox, Word
from vnadmin_nlp.text.unicode import nfc

TEXTS = Path(__file__).resolve().parents[3] / "shared" / "text"
PHRASES = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text("utf-8"))

_RATES = (0.0, 0.03, 0.08, 0.2)  # shares of letters misread, outside of the citations
_MOST_ALIKE = 2500  # examples of one relation from the texts
# What turns a citation before it and our rules don't look at: no example of a mere mention.
_BLIND = re.compile(
    r"bai bo|huy bo|thay the|thay bang|sua doi|bo sung|hieu luc|dinh chi|dinh chinh|kem|thu hoi"
    r"|trien khai|thuc hien|quan triet"
)


@dataclass(frozen=True, slots=True)
class Example:
    """One citation.

    Attributes:
        traits: numbers.
        relation: the right one.
        source: ``text`` or ``made``.
        rate: share of letters misread around it.
        held: not to be learnt from.
    """

    traits: list[int]
    relation: str
    source: str
    rate: float
    held: bool


def examples(seed: int, made: int, texts: Path = TEXTS) -> list[Example]:
    """Return all examples.

    Args:
        seed: of all chances.
        made: sentences made up for each relation.
        texts: folder of the texts; what is not there is left out.
    """
    rng = random.Random(seed)
    return [*_of_texts(texts, rng), *_made_up(made, rng)]


# --- from texts ---------------------------------------------------------------------------------


def _of_texts(folder: Path, rng: random.Random) -> Iterator[Example]:
    found = [(text, held, item, acts) for text, held in _texts(folder)
             for item, acts in _labelled(text)]  # fmt: skip
    rng.shuffle(found)
    counts: dict[str, int] = {}
    for text, held, item, acts in found:
        counts[item.relation] = counts.get(item.relation, 0) + 1
        if counts[item.relation] > _MOST_ALIKE * (3 if item.relation == "mentions" else 1):
            continue
        for rate in (0.0, rng.choice(_RATES[1:])):
            yield _example(text, acts, item.relation, "text", rate, held, rng)


def _texts(folder: Path) -> Iterator[tuple[str, bool]]:
    """Yield the texts, and whether each is held out."""
    gazette, legal = folder / "gazette_texts.jsonl.gz", folder / "vnlegaltext_val.jsonl.gz"
    if gazette.exists():
        for text in _lines(gazette):
            held = crc32(text.encode()) % 10 == 0
            flowing = re.sub(r"(?<![.;:])[^\S\n]*\n\s*(?=\w)", " ", text)
            for at in range(0, len(flowing), 40_000):  # long ones cost more than their share
                yield flowing[at : at + 40_000], held
    if legal.exists():
        for printed in _lines(legal):
            text = printed.replace("_", " ")
            yield re.sub(r"\s+([,.;:)])", r"\1", text), crc32(text.encode()) % 10 == 0


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield nfc(json.loads(line)["text"])


def _labelled(text: str) -> Iterator[tuple[FoundCitation, Sequence[NeighbouringCitation]]]:
    """Yield the citations whose relation the rules are sure of; the act in question comes first."""
    bare = plain(text)
    found = [item for item in find_citations(text) if item.relation in STRENGTH]
    acts = [NeighbouringCitation.of(bare, item) for item in found]
    for at, item in enumerate(found):
        if item.nested or item.of is not None:
            continue
        after = bare[acts[at].end : min(item.sentence[1], acts[at].end + 120)]
        if item.relation == "mentions" and (_BLIND.search(after) or item.negated):
            continue
        yield item, (acts[at], *acts[max(0, at - 8) : at], *acts[at + 1 : at + 9])


# --- made up ------------------------------------------------------------------------------------

_TYPES = (
    ("Nghị định", "{n}/{y}/NĐ-CP"), ("Thông tư", "{n}/{y}/TT-BNV"), ("Quyết định", "{n}/QĐ-UBND"),
    ("Quyết định", "{n}/{y}/QĐ-UBND"), ("Quyết định", "{n}-QĐ/TU"), ("Chỉ thị", "{n}-CT/TU"),
    ("Chỉ thị", "{n}/CT-TTg"), ("Nghị quyết", "{n}-NQ/TW"), ("Nghị quyết", "{n}/NQ-HĐND"),
    ("Kế hoạch", "{n}/KH-UBND"), ("Kế hoạch", "{n}-KH/HU"), ("Công văn", "{n}/UBND-NC"),
    ("Công văn", "{n}-CV/VPTU"), ("Công văn", "{n}/SNV-VTLT"), ("Tờ trình", "{n}/TTr-SNV"),
    ("Báo cáo", "{n}-BC/HU"), ("Báo cáo", "{n}/BC-STC"), ("Thông báo", "{n}/TB-VP"),
    ("Hướng dẫn", "{n}-HD/BTCTU"), ("Kết luận", "{n}-KL/TW"), ("Quy định", "{n}-QĐ/TW"),
    ("Chương trình", "{n}-CTr/TU"), ("Thông tri", "{n}-TTr/TU"),
)  # fmt: skip
#: The types of which something is usually said; any other now and then.
_USUAL = {
    "replies_to": ("Công văn", "Tờ trình", "Báo cáo"),
    "follows": ("Công văn", "Thông báo"),
    "guides": ("Nghị định", "Nghị quyết", "Quyết định", "Chỉ thị", "Quy định"),
    "announces": ("Quyết định", "Nghị quyết"),
}


def _made_up(count: int, rng: random.Random) -> Iterator[Example]:
    for relation, patterns in PHRASES["patterns"].items():
        for _ in range(count * (4 if relation == "mentions" else 1)):
            text, relations = _sentence(rng.choice(patterns), relation, rng)
            found = [item for item in find_citations(text) if item.relation in STRENGTH]
            if len(found) != len(relations):
                continue
            bare = plain(text)
            acts = [NeighbouringCitation.of(bare, item) for item in found]
            held = rng.random() < 0.1
            rate = rng.choice(_RATES)
            for at, told in enumerate(relations):
                around = (acts[at], *acts[:at], *acts[at + 1 :])
                yield _example(text, around, told, "made", rate, held, rng)


def _sentence(pattern: str, relation: str, rng: random.Random) -> tuple[str, list[str]]:
    """Return a sentence made of a pattern, and the relations of its citations."""
    words = PHRASES["words"]
    relations: list[str] = []

    def filled(slot: re.Match[str]) -> str:
        if slot[1] in "dm":
            relations.append(relation if slot[1] == "d" else "mentions")
            usual = _USUAL.get(relation, ()) if slot[1] == "d" and rng.random() < 0.7 else ()
            return _act(usual, rng)
        return str(rng.choice(words[{"b": "bodies", "s": "subjects", "t": "tails"}[slot[1]]]))

    text = re.sub(r"\{([dmbst])\}", filled, pattern)
    if rng.random() < 0.3:
        text = text[:1].upper() + text[1:]
    return rng.choice(words["leads"]) + text, relations


def _act(usual: Sequence[str], rng: random.Random) -> str:
    kinds = [kind for kind in _TYPES if not usual or kind[0] in usual]
    name, sign = rng.choice(kinds)
    date = dt.date(2012, 1, 1) + dt.timedelta(rng.randrange(4500))
    number = sign.format(n=f"{rng.randrange(1, 1800):02}", y=date.year)
    text = f"{name} số {number}" if rng.random() < 0.9 else f"{name} {number}"
    if rng.random() < 0.75:
        text += rng.choice((" ngày ", ", ngày ")) + f"{date:%d}/{date.month}/{date.year}"
    if rng.random() < 0.75:
        text += f" của {rng.choice(PHRASES['words']['issuers'])}"
    if rng.random() < 0.3:
        text += f" về {rng.choice(('việc ', ''))}{rng.choice(PHRASES['words']['subjects'])}"
    return text


# --- spoiled ------------------------------------------------------------------------------------


def _example(
    text: str,
    acts: Sequence[NeighbouringCitation],
    relation: str,
    source: str,
    rate: float,
    held: bool,
    rng: random.Random,
) -> Example:
    """Make an example of the first of ``acts``, its surroundings misread."""
    first, *others = acts
    low, high = max(0, first.sentence[0] - 400), max(first.sentence[1], first.end)
    near = [act for act in others if low <= act.start and act.end <= high]
    text, (act, *near) = _spoiled(text, low, high, [first, *near], rate, rng)
    before = sorted((a for a in near if a.start < act.start), key=lambda a: a.start)
    after = sorted((a for a in near if a.start > act.start), key=lambda a: a.start)
    found = numbers(plain(text), act, before, after)
    return Example(found, relation, source, rate, held)


def _spoiled(
    text: str,
    low: int,
    high: int,
    acts: Sequence[NeighbouringCitation],
    rate: float,
    rng: random.Random,
) -> tuple[str, list[NeighbouringCitation]]:
    """Return ``text[low:high]`` with letters misread, and the acts where they stand then."""
    first = acts[0]
    cuts = {low, high, *first.sentence, *(o for act in acts for o in (act.start, act.end))}
    ordered = sorted(cut for cut in cuts if low <= cut <= high)
    inside = [(act.start, act.end) for act in acts]
    parts, places, length = [], {}, 0
    for start, end in zip(ordered, [*ordered[1:], high], strict=True):
        places[start] = length
        part = text[start:end]
        if rate and not any(a <= start < b for a, b in inside):
            part = "".join(_slipped(word, rate, rng) for word in re.split(r"(\s+)", part))
        parts.append(part)
        length += len(part)
    moved = [
        NeighbouringCitation(
            places[a.start], places[a.end], (places[first.sentence[0]], length), a.about
        )
        for a in acts
    ]
    return "".join(parts), moved


def _slipped(word: str, rate: float, rng: random.Random) -> str:
    if not word.strip():
        return word
    return nfc(misread(Word(word, BoundingBox(0, 0, 1, 1), 1.0, 0), rate, rng).text)

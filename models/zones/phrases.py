"""Phrases of offices with their slots filled: names, bodies, fields, numbers, running text."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import Any

from vnadmin_nlp.vocab import doc_types, layout_phrases, organ_codes, provinces
from vnadmin_nlp.vocab.loader import rows

_MODELS = Path(__file__).resolve().parents[1]
_SLOT = re.compile(r"\{(\w+)\}")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")


class Phrases:
    """A source of filled phrases, all chance taken from the generator it is given.

    Args:
        paragraphs: running text, from which pieces are taken.
        subjects: titles of documents.
        rng: the generator.
    """

    def __init__(self, paragraphs: list[str], subjects: list[str], rng: random.Random) -> None:
        self.rng = rng
        self._subjects = subjects
        self._paragraphs = paragraphs
        self._weights = list(accumulate(map(len, paragraphs)))
        self._own = _load("zones")
        self._lists = _load("recogniser")
        self._surnames = [row["surname"] for row in rows("surnames.csv")]
        self._types = [t for t in doc_types.all_types() if len(t.code) < 7]
        self._bodies = [
            re.sub(r" ?\(.*", "", organ.name)[:60] for organ in organ_codes.all_organs()
        ]
        self._codes = [organ.code for organ in organ_codes.all_organs() if len(organ.code) < 12]
        number = rng.randint
        self._fillers: dict[str, Callable[[], str]] = {
            "place": lambda: rng.choice(provinces.provinces()).name,
            "name": lambda: f"{self._word('given')} {self._word('given')}",
            "person": self.person, "organ": lambda: rng.choice(self._bodies),
            "field": lambda: " ".join(rng.choice(self._lists["field"].split(";")).split()),
            "role": lambda: rng.choice(layout_phrases.phrases("roles")),
            "type": lambda: rng.choice(self._types).name, "code": self.code, "other": self.code,
            "sign": self.sign,
            "text": lambda: self.piece(number(15, rng.choice((60, 200, 420)))),
            "subject": lambda: _plain(rng.choice(self._subjects)),
            "addressee": lambda: self.of("addressees"), "roman": lambda: rng.choice(_ROMAN),
            "n": lambda: str(number(1, 30)), "m": lambda: f"{number(1, 12):02d}",
            "mm": lambda: f"{number(0, 59):02d}", "year": lambda: str(number(1996, 2026)),
            "pen": lambda: str(number(1, 9999)), "date": lambda: f"{number(1, 31)}/{number(1, 12)}",
        }  # fmt: skip

    def of(self, kind: str) -> str:
        """Return a phrase of one kind with its slots filled."""
        return self.filled(str(self.rng.choice(self._own.get(kind) or self._lists[kind])))

    def filled(self, template: str) -> str:
        """Return a template with its slots filled; an unknown slot is left for the pen."""
        return _SLOT.sub(self._fill, template)

    def piece(self, length: int) -> str:
        """Return whole words of a paragraph, about ``length`` letters of it."""
        text = self.rng.choices(self._paragraphs, cum_weights=self._weights)[0]
        start = text.find(" ", self.rng.randrange(len(text))) + 1
        cut = text[start : start + length]
        whole = cut.rpartition(" ")[0] if start + length < len(text) else cut
        return _plain(whole) or "thực hiện nhiệm vụ"

    def person(self) -> str:
        """Return the name of a person."""
        middle = [self._word("middle") for _ in range(self.rng.choice((0, 1, 1, 1, 2)))]
        return " ".join([self.rng.choice(self._surnames), *middle, self._word("given")])

    def code(self) -> str:
        """Return the code of a body, such as ``SNV``."""
        if self.rng.random() < 0.5:
            return self._word("common_codes")
        return self.rng.choice(self._codes)

    def kind(self) -> str:
        """Return the code of a type of document, such as ``QĐ``."""
        if self.rng.random() < 0.6:
            return self._word("common_types")
        return self.rng.choice(self._types).code

    def sign(self) -> str:
        """Return a number with its sign."""
        number = self.rng.randint(1, self.rng.choice((99, 999, 9999)))
        return self.rng.choice(
            (f"{number}/{self.kind()}-{self.code()}", f"{number:02d}-{self.kind()}/{self.code()}",
             f"{number}/{self.code()}-{self.code()}")
        )  # fmt: skip

    def _word(self, kind: str) -> str:
        return str(self.rng.choice(self._lists[kind].split()))

    def _fill(self, slot: re.Match[str]) -> str:
        name = slot[1]
        if name.lower() not in self._fillers:
            return slot[0]
        filled = self._fillers[name.lower()]()
        if name.isupper() and len(name) > 1:
            return filled.upper()
        return filled.capitalize() if name.istitle() else filled


def _plain(text: str) -> str:
    """Return a text without what the typesetter takes for markup."""
    return re.sub(r"[*_{}|~=]", "", text).strip(" .,;:")


def _load(part: str) -> dict[str, Any]:
    with (_MODELS / part / "phrases.toml").open("rb") as file:
        return tomllib.load(file)

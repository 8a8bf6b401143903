"""Lines of text to draw: running text, phrases of office heads and tails, forms filled by pen."""

from __future__ import annotations

import gzip
import json
import random
import re
import tomllib
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import Any

from models.recogniser.alphabet import ALPHABET, PEN_DIGITS, TONES, by_pen, known
from vnadmin_nlp.vocab import doc_types, layout_phrases, organ_codes, provinces
from vnadmin_nlp.vocab.loader import rows

#: Share of lines that a pen fills in.
PEN = 0.13
#: Gazette texts from this one on are kept for the test.
HELD_OUT = 108
_BEGINS = re.compile(r"(\d+[.)]|[a-zđ]\)|Điều|Chương|Mục|-|Căn cứ|[A-ZĐ ]{8,}$)")
_PAGE_HEAD = ("CÔNG BÁO/", "Người ký", "Email:", "Cơ quan:", "Thời gian")
_CIRCUMFLEX = frozenset("âầấẩẫậêềếểễệôồốổỗộÂẦẤẨẪẬÊỀẾỂỄỆÔỒỐỔỖỘ")
_FOLDER = Path(__file__).resolve().parent


def gazette(folder: Path, *, held_out: bool = False) -> list[str]:
    """Return the paragraphs of the gazette texts, those for training or those for the test."""
    with gzip.open(folder / "gazette_texts.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    chosen = texts[HELD_OUT:] if held_out else texts[:HELD_OUT]
    return [paragraph for text in chosen for paragraph in _paragraphs(text)]


def _paragraphs(text: str) -> list[str]:
    found, open_one = [], ""
    for line in map(known, text.split("\n")):
        if not line or line.startswith(_PAGE_HEAD):
            continue
        if open_one and (_BEGINS.match(line) or len(open_one) > 1500):
            found.append(open_one)
            open_one = line
        else:
            open_one = f"{open_one} {line}".strip()
    return [paragraph for paragraph in [*found, open_one] if len(paragraph) > 3]


def laws(folder: Path) -> list[str]:
    """Return the sentences of the annotated laws, their syllables and signs set as in print."""
    with gzip.open(folder / "vnlegaltext_val.jsonl.gz", "rt", encoding="utf-8") as lines:
        sentences = [json.loads(line)["text"].replace("_", " ") for line in lines]
    closed = (re.sub(r" ([.,;:!?)\]%”])", r"\1", sentence) for sentence in sentences)
    opened = (re.sub(r"([(\[“]) ", r"\1", sentence) for sentence in closed)
    return [known(sentence) for sentence in opened if len(sentence) > 3]


class Texts:
    """A source of lines, all chance taken from the generator it is given."""

    def __init__(self, paragraphs: list[str], rng: random.Random, *, pen: float = PEN) -> None:
        self._rng = rng
        self._pen = pen
        self._paragraphs = paragraphs
        self._weights = list(accumulate(len(paragraph) for paragraph in paragraphs))
        with (_FOLDER / "phrases.toml").open("rb") as file:
            self._phrases: dict[str, Any] = tomllib.load(file)
        self._surnames = [row["surname"] for row in rows("surnames.csv")]
        self._common = [r["surname"] for r in rows("surnames.csv") if r["group"] == "common"]
        self._organs = [o for o in organ_codes.all_organs() if len(o.code) < 16]
        self._types = doc_types.all_types()
        self._fillers: dict[str, Callable[[], str]] = {
            "place": self._place, "name": self._names, "code": self._code, "other": self._code,
            "organ": self._organ, "n": lambda: str(rng.randint(1, 30)), "type": self._type,
            "field": lambda: " ".join(rng.choice(self._phrases["field"].split(";")).split()),
            "role": lambda: rng.choice(layout_phrases.phrases("roles")), "sign": self.sign,
            "tail": self._tail, "text": lambda: self.piece(rng.randint(5, 45)),
            "month": lambda: f"{rng.randint(1, 12):02d}",
            "decade": lambda: str(rng.randint(198, 202)),
            "year": lambda: str(rng.randint(1985, 2026)),
        }  # fmt: skip

    def line(self) -> str:
        """Return a line of any kind; of those that people read."""
        rng = self._rng
        if rng.random() < self._pen:
            return self._office("pen")
        kind = rng.random()
        if kind < 0.64:
            return self._disturbed(self.running())
        if kind < 0.67:
            return self._office("open")
        if kind < 0.70:
            return self._junk()
        phrase = rng.choice(
            (self._numbers, self._dates, self._dates, self._heads, self._heads, self._people,
             self._roles, self._recipients, self._recipients, lambda: self._office("openings"))
        )()  # fmt: skip
        return self._scrambled(phrase, 0.3) if rng.random() < 0.06 else phrase

    def running(self) -> str:
        """Return a piece of running text as long as lines are."""
        short, usual, long = (3, 20), (15, 50), (50, 92)
        return self.piece(self._rng.randint(*self._rng.choice((short, usual, usual, long, long))))

    def piece(self, length: int) -> str:
        """Return whole words of a paragraph, about ``length`` letters of it."""
        rng = self._rng
        for _ in range(20):
            text = rng.choices(self._paragraphs, cum_weights=self._weights)[0]
            start = 0 if rng.random() < 0.15 else text.find(" ", rng.randrange(len(text))) + 1
            end = start + length
            if end < len(text):
                end = max(text.rfind(" ", start, end + 1), text.find(" ", start))
            if piece := text[start:end].strip():
                return piece
        return "Điều 1"

    def sign(self) -> str:
        """Return a number with its sign, as Party and State print them."""
        rng = self._rng
        house = f"{rng.choice(('QH', 'UBTVQH'))}{rng.randint(9, 15)}"
        number = rng.choice((rng.randint(1, 99), rng.randint(1, 999), rng.randint(1, 9999)))
        digits = f"{number:02d}" if rng.random() < 0.7 else str(number)
        kind = self._kind()
        return rng.choice(
            (f"{digits}/{self._tail()}", f"{digits}-{kind}/{self._code()}",
             f"{digits}/{kind}-{self._code()}", f"{digits} - {kind}/{self._code()}",
             f"{digits}/{rng.randint(1990, 2026)}/{kind}-{self._code()}",
             f"{digits}/{rng.randint(2000, 2026)}/{house}")
        )  # fmt: skip

    def _tail(self) -> str:
        kind, code, other = self._kind(), self._code(), self._code()
        tails = (f"{kind}-{code}", f"{kind}-{code}", f"{kind}/{code}", f"{code}-{other}", code)
        return self._rng.choice(tails)

    def _kind(self) -> str:
        if self._rng.random() < 0.6:
            return self._word("common_types")
        return self._rng.choice(self._types).code

    def _code(self) -> str:
        if self._rng.random() < 0.6:
            return self._word("common_codes")
        return self._rng.choice(self._organs).code

    def _organ(self) -> str:
        return re.sub(r" ?\(.*", "", self._rng.choice(self._organs).name)[:70]

    def _type(self) -> str:
        return self._rng.choice(self._types).name

    def _place(self) -> str:
        return self._rng.choice(provinces.provinces()).name

    def _names(self) -> str:
        return f"{self._word('given')} {self._word('given')}"

    def _word(self, kind: str) -> str:
        return str(self._rng.choice(self._phrases[kind].split()))

    def _people(self) -> str:
        rng = self._rng
        surname = rng.choice(self._common if rng.random() < 0.7 else self._surnames)
        middle = [self._word("middle") for _ in range(rng.choice((0, 1, 1, 1, 2)))]
        name = " ".join([surname, *middle, self._word("given")])
        title = rng.choice(("", "", "", "", "TS. ", "ThS. ", "Đ/c ", "PGS.TS ", "Ông ", "Bà "))
        return name.upper() if rng.random() < 0.2 else title + name

    def _roles(self) -> str:
        return self._filled("roles")

    def _heads(self) -> str:
        return self._filled("letterheads")

    def _recipients(self) -> str:
        first, last = (
            self._rng.choice(("- ", "- ", "- ", "-", "+ ", "")),
            self._rng.choice(";;.,; "),
        )
        return f"{first}{self._filled('recipients')}{last}".strip()

    def _filled(self, kind: str) -> str:
        template = str(self._rng.choice(self._phrases[kind]))
        return re.sub(r"\{(\w+)\}", self._fill, template)

    def _fill(self, slot: re.Match[str]) -> str:
        name = slot[1]
        filled = known(self._fillers[name.lower()]())
        return filled.upper() if name.isupper() else filled.title() if name.istitle() else filled

    def _office(self, kind: str) -> str:
        """Return a filled form; # D M Y Z F are a number, day, month, digit, year, date by pen."""
        line = self._filled(kind)
        if kind != "pen":
            return line
        rng, separator = self._rng, self._rng.choice("///-.")
        day, month, year = self._two(31), self._two(12), rng.randint(1995, 2026)
        end = rng.choice(("", f"{separator}{year}", f"{separator}{year % 100:02d}"))
        most = rng.choice((9, 99, 999, 999, 9999, 99999))
        number = str(rng.randint(1, most))
        if rng.random() < 0.2:
            number = "0" + number
        pens = {
            "#": number, "@": day, "D": day, "M": month, "Y": str(rng.randint(0, 9)),
            "Z": self._two(26), "F": f"{day}{separator}{month}{end}",
        }  # fmt: skip
        # Capitals are fillers only where no other letter touches them.
        return re.sub(r"[#@]|(?<![^\W\d_])[DMYZF](?![^\W_])", lambda m: by_pen(pens[m[0]]), line)

    def _two(self, most: int) -> str:
        number = self._rng.randint(1, most)
        return f"{number:02d}" if self._rng.random() < 0.75 else str(number)

    def _numbers(self) -> str:
        rng = self._rng
        if rng.random() < 0.5:
            return rng.choice(("Số: ", "Số: ", "Số ", "Số:", "số ", "")) + self.sign()
        if rng.random() < 0.5:
            return f"{self.piece(rng.randint(3, 20))} số {self.sign()} {self._date()}"
        return f"{self._type()} số {self.sign()} {self._date()} của {self._organ()}"[:90].strip()

    def _dates(self) -> str:
        date = self._date()
        return f"{self._place()}, {date}" if self._rng.random() < 0.6 else date

    def _date(self) -> str:
        rng, day, month = self._rng, self._two(31), self._two(12)
        year = rng.randint(1985, 2026)
        long = f"ngày {day} tháng {month} năm {year}"
        return rng.choice(
            (long, long, long, f"{day}/{month}/{year}", f"{day}-{month}-{year}",
             f"{day}.{month}.{year}", f"ngày {day}/{month}/{year}", f"ngày {day}-{month}-{year}")
        )  # fmt: skip

    def _junk(self) -> str:
        rng = self._rng
        count = rng.randint(1, 5)
        if rng.random() < 0.5:
            letters = ALPHABET[1 : -len(PEN_DIGITS)]
            words = ("".join(rng.choices(letters, k=rng.randint(1, 7))) for _ in range(count))
            return " ".join(words)
        makers = (
            lambda: str(rng.randint(0, 99999)), lambda: f"{rng.random() * 100:.1f}%",
            lambda: f"{rng.randint(1, 999)}.{rng.randint(0, 999):03d}",
            lambda: f"{rng.randint(0, 99)},{rng.randint(0, 99)}",
            lambda: f"0{rng.randint(10**8, 10**9 - 1)}", lambda: "." * rng.randint(5, 60),
        )  # fmt: skip
        return " ".join(rng.choice(makers)() for _ in range(count))

    def _disturbed(self, text: str) -> str:
        chance = self._rng.random()
        if chance < 0.09:
            return text.upper()
        return self._scrambled(text, 0.35) if chance < 0.25 else text

    def _scrambled(self, text: str, share: float) -> str:
        """Return ``text`` with other tones, so that the network looks and does not guess.

        Those of circumflex letters are the small ones: they are changed twice as often.
        """
        rng = self._rng

        def changed(letter: str) -> str:
            chance = 2 * share if letter in _CIRCUMFLEX else share
            return (
                rng.choice(TONES[letter]) if letter in TONES and rng.random() < chance else letter
            )

        return "".join(map(changed, text))

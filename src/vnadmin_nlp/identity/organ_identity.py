"""Issuing bodies as instances: which Tỉnh ủy, which Sở."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache, lru_cache

from vnadmin_nlp.grammar.document_numbers import DocumentNumber
from vnadmin_nlp.text.unicode import mend_look_alikes, same_tone_style, strip_accents
from vnadmin_nlp.vocab import organ_codes as codes
from vnadmin_nlp.vocab import provinces
from vnadmin_nlp.vocab.organ_words import bodies

_WORD = re.compile(r"[^\W_]+")
_ASIDE = re.compile(r"\([^)]{0,200}\)?|(?<!\w)(?:khóa|nhiệm kỳ)(?!\w).{0,200}")
_NAME = re.compile(r"[^,;:(]{0,60}")
#: No body has a longer name; what a bad page runs together is cut.
_MOST_LETTERS = 500
#: Parts the names of provinces of which one is meant.
ONE_OF = "+"
#: Bodies that are kept as read; a citing archive names the same ones again and again.
_MOST_KEPT = 1 << 14
#: Names of provinces have so many syllables: "Bà Rịa - Vũng Tàu"; the longest is looked for first.
_COUNTS = range(4, 0, -1)
#: Names of districts and communes have no more syllables than this.
_MOST_SYLLABLES = 4


class Likeness(IntEnum):
    """How two bodies compare; higher is closer."""

    DIFFERENT = 0
    OTHER_NAME = 1
    OPEN = 2
    SAME = 3


@dataclass(frozen=True, slots=True)
class Body:
    """A body with its place; parts that are not known are empty.

    Attributes:
        core: the kind of body, folded, without its place (``ban tuyen giao``).
        level: ``central``, ``province``, ``district``, ``commune``, or ``city`` for a thành phố
            of which nothing yet tells whether it is under the Centre.
        province: folded name, likewise district and commune; several joined by ``+`` where it is
            one of them (:func:`vnadmin_nlp.identity.mergers.before_merger`).
        district: of the level huyện, quận, thị xã, thành phố.
        commune: of the level xã, phường, thị trấn, đặc khu.
    """

    core: str = ""
    level: str = ""
    province: str = ""
    district: str = ""
    commune: str = ""

    @property
    def key(self) -> str:
        """Return the body as one text, the empty text for one of which nothing is known.

        >>> parse("Ban Tuyên giáo Tỉnh ủy Hưng Yên").key
        'ban tuyen giao@province:hung yen'
        """
        places_ = "/".join((self.province, self.district, self.commune)).rstrip("/")
        return f"{self.core}@{self.level}:{places_}" if self != Body() else ""

    @classmethod
    def from_key(cls, key: str) -> Body:
        """Return the body of a :attr:`key`."""
        return _from_key(key)

    @classmethod
    def _parsed(cls, key: str) -> Body:
        core, _, rest = key.partition("@")
        level, _, names = rest.partition(":")
        province, district, commune = (*names.split("/"), "", "")[:3]
        return cls(core, level, province, district, commune)

    @property
    def is_placed(self) -> bool:
        """Tell whether the place of its level is known, so that it is one body and no other."""
        own = {"province": self.province, "district": self.district, "commune": self.commune}
        name = own.get(self.level, "")
        return self.level == "central" or (bool(name) and ONE_OF not in self.province)


@lru_cache(_MOST_KEPT)
def _from_key(key: str) -> Body:
    return Body._parsed(key)


def parse(text: str) -> Body:
    """Read a body from an issuer phrase or a line of a letterhead.

    Args:
        text: as printed, in capitals or not.

    >>> parse("Chủ tịch UBND tỉnh Quảng Ngãi").key
    'uy ban nhan dan@province:quang ngai'
    >>> parse("BAN CHẤP HÀNH ĐẢNG BỘ TỈNH HÀ TĨNH").key == parse("Tỉnh uỷ Hà Tĩnh").key
    True
    >>> parse("Ban Bí thư").key
    'trung uong@central:'
    """
    return _parsed(text[:_MOST_LETTERS])


@lru_cache(_MOST_KEPT)
def _parsed(text: str) -> Body:
    table = bodies()
    plain = " ".join(_ASIDE.sub(" ", _spelled_out(text)).split())
    plain = table.holder.sub("", plain, count=1) if table.holder.match(plain) else plain
    if table.central_party.match(plain):
        return Body("trung uong", "central")
    plain = re.sub(r"^(?:ban chấp hành )?đảng bộ(?!\w)", "đảng ủy", plain)
    marks = list(table.level.finditer(plain))
    if not marks:
        return _without_level(plain)
    head, word = plain[: marks[0].start()], marks[0].group()
    core = _words(head) or _words(table.levels[word][1])
    organ = Body(core or "", table.levels[word][0])
    for mark in reversed(marks):
        organ = _placed(organ, table.levels[mark.group()][0], _name(plain, mark.end()))
    return _named_like_its_province(organ)


@lru_cache(_MOST_KEPT)
def joined(issuing_body: str | None, parent_body: str | None, place: str | None = None) -> Body:
    """Return the body of a letterhead, its place climbed from the lines above and beside it.

    Args:
        issuing_body: the lower, issuing line.
        parent_body: the upper line.
        place: of the place-date line; the last resort, where it names a province or a city.

    >>> joined("BAN TUYÊN GIÁO", "TỈNH ỦY HƯNG YÊN").key
    'ban tuyen giao@province:hung yen'
    """
    organ = parse(issuing_body or "")
    above = parse(parent_body or "")
    near = parse(place or "")
    organ = replace(
        organ,
        level=organ.level or above.level,
        province=organ.province or above.province,
        district=organ.district or above.district,
        commune=organ.commune or above.commune,
    )
    if organ.level in ("city", "district") and not organ.district:
        organ = replace(organ, district=near.district)
    if organ.level != "central" and not organ.province:
        named = near.core if near.core in _provinces() else near.province
        organ = replace(organ, province=named)
    return _named_like_its_province(_which_city(organ, organ))


def in_context(organ: Body, context: Body) -> Body:
    """Fill in the place that an issuer phrase leaves out: ``của Tỉnh ủy`` is that of the context.

    Args:
        organ: as the phrase gives it.
        context: the body that issues the citing document.

    >>> in_context(parse("Tỉnh ủy"), joined("BAN TUYÊN GIÁO", "TỈNH ỦY HƯNG YÊN")).key
    'dang uy@province:hung yen'
    """
    organ = _which_city(organ, context)
    if organ.level not in ("province", "district", "commune"):
        return organ
    if organ.province and organ.province != context.province:
        return organ
    organ = replace(organ, province=organ.province or context.province)
    if organ.level == "district":
        return replace(organ, district=organ.district or context.district)
    if organ.level == "commune" and not organ.commune:
        return replace(organ, district=context.district, commune=context.commune)
    return organ


@cache
def of_code(number: DocumentNumber) -> Body:
    """Return what the organ code of a number tells of its issuer, without a place.

    >>> from vnadmin_nlp.grammar.document_numbers import parse_number
    >>> of_code(parse_number("30/2020/NĐ-CP")).level, of_code(parse_number("31-CT/TU")).key
    ('central', 'dang uy@province:')
    """
    office = re.split(r"[-/]", number.organ)[0]
    for code in (number.organ, office, office.rstrip("0123456789")):
        known = codes.by_code(code, number.system) or codes.by_code(code)
        if known:
            organ = parse(known[0].name.partition(",")[0])
            central = all(reading.level == "central" for reading in known)
            return replace(organ, level="central") if central else organ
    return Body()


def compare(one: Body, other: Body) -> Likeness:
    """Compare two bodies whose papers bear the same number and sign.

    Unknown parts contradict nothing. A standing committee and its committee are one.

    >>> compare(parse("Tỉnh ủy Hà Tĩnh"), parse("Tỉnh ủy Hưng Yên")).name
    'DIFFERENT'
    >>> compare(parse("Tỉnh ủy"), parse("Ban Thường vụ Tỉnh ủy Hưng Yên")).name
    'OPEN'
    """
    pairs = (
        (one.level, other.level),
        (one.province, other.province),
        (one.district, other.district),
        (one.commune, other.commune),
    )
    if any(a and b and a != b and _apart(a, b) for a, b in pairs):
        return Likeness.DIFFERENT
    if one.level == other.level == "central":
        return Likeness.SAME  # at the Centre the sign tells the body
    if not _like(one.core, other.core):
        return Likeness.OTHER_NAME
    if one.is_placed and other.is_placed:
        return Likeness.SAME
    known = one.core and other.core and one.province and one.province == other.province
    return Likeness.SAME if known and not (one.level or other.level) else Likeness.OPEN


def _apart(one: str, other: str) -> bool:
    return set(one.split(ONE_OF)).isdisjoint(other.split(ONE_OF))


def is_branch(organ: Body, of: Body) -> bool:
    """Tell whether a body is the local one of a central body that shares its name and code.

    >>> is_branch(parse("Bảo hiểm xã hội tỉnh Lạng Sơn"), parse("Bảo hiểm xã hội Việt Nam"))
    True
    """
    local = organ.level in ("province", "district", "commune") or bool(organ.province)
    return local and bool(organ.core) and _like(organ.core, of.core.removesuffix(" viet nam"))


def names_city(text: str) -> bool:
    """Tell whether a letterhead names a thành phố, under the Centre or in a province."""
    table = bodies()
    found = table.level.finditer(_spelled_out(text[:_MOST_LETTERS]))
    return any(table.levels[match.group()][0] == "city" for match in found)


def _spelled_out(text: str) -> str:
    """Return a phrase in lower case, one tone-mark style, without abbreviations."""
    table = bodies()
    plain = same_tone_style(mend_look_alikes(text)).replace("&", " và ")
    return table.abbreviation.sub(
        lambda match: table.abbreviations[match.group().rstrip(".")] + " ", plain
    )


def _like(one: str, other: str) -> bool:
    # "hoi dong thi dua" in a letterhead is "hoi dong thi dua so y te" elsewhere.
    short, long = sorted((one, other), key=len)
    return not short or short == long or long.startswith(short + " ")


def _words(text: str) -> str:
    return " ".join(_WORD.findall(strip_accents(text)))


def _without_level(plain: str) -> Body:
    bare = _words(plain)
    words = bare.split()
    ends = (" ".join(words[-count:]) for count in _COUNTS if count <= len(words))
    province = next((name for name in ends if name in _provinces()), "")
    if province and province != bare:
        return Body(bare.removesuffix(province).strip(), "province", province)
    if bodies().central.search(plain):
        return Body(bare, "central")
    provincial = any(m["hit"] for m in bodies().provincial.finditer(plain))
    return Body(bare, "province" if provincial else "")


def _name(plain: str, start: int) -> str:
    """Return the folded name of a place that stands after the word of its level."""
    rest = plain[start:]
    following = bodies().level.search(rest)
    match = _NAME.match(rest[: following.start()] if following else rest)
    words = _words(match.group() if match else "").split()
    beginnings = (" ".join(words[:count]) for count in _COUNTS if count <= len(words))
    province = next((name for name in beginnings if name in _provinces()), "")
    return province or " ".join(words[:_MOST_SYLLABLES])


def _placed(organ: Body, level: str, name: str) -> Body:
    if level == "city" and name in _cities():
        level = "province"
        organ = replace(organ, level="province") if organ.level == "city" else organ
    elif level == "city" and name:
        level = "district"
        organ = replace(organ, level="district") if organ.level == "city" else organ
    if level == "province":
        return replace(organ, province=name)
    if level == "district":
        return replace(organ, district=name)
    return replace(organ, commune=name) if level == "commune" else organ


def _named_like_its_province(organ: Body) -> Body:
    """Thành phố Hà Giang lies in tỉnh Hà Giang."""
    if organ.level == "district" and not organ.province and organ.district in _provinces():
        return replace(organ, province=organ.district)
    return organ


def _which_city(organ: Body, context: Body) -> Body:
    if organ.level != "city":
        return organ
    central = (organ.province or context.province) in _cities() and not context.district
    return replace(organ, level="province" if central else "district")


@cache
def _provinces() -> dict[str, str]:
    """Return the printed names of provinces by folded name."""
    return {_words(province.name): province.name for province in provinces.provinces()}


@cache
def _cities() -> frozenset[str]:
    return frozenset(_words(p.name) for p in provinces.provinces() if p.kind == "thành phố")


def place_name(organ: Body) -> str:
    """Return the printed name of the province, or of a city named like one, of a body.

    >>> place_name(parse("Tỉnh ủy Hưng Yên")), place_name(parse("Thành uỷ Hà Tĩnh"))
    ('Hưng Yên', 'Hà Tĩnh')
    """
    own = {"province": organ.province, "district": organ.district}.get(organ.level, "")
    return _provinces().get(own, "")

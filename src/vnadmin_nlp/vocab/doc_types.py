"""Document types (loại văn bản): their names and the codes that stand for them in signs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vnadmin_nlp.text.unicode import fold
from vnadmin_nlp.vocab.loader import code_key, rows


@dataclass(frozen=True, slots=True)
class DocType:
    """One type of document.

    Attributes:
        code: canonical spelling of the code (NĐ 30/2020/NĐ-CP, Phụ lục III; Party list of types).
        name: the type word as it stands in titles and before numbers.
        english: for readers of the table.
        system: ``party``, ``state`` or ``both``.
        signed: whether the code is printed inside signs.
        aliases: other codes seen for it.
    """

    code: str
    name: str
    english: str
    system: str
    signed: bool
    aliases: tuple[str, ...]

    def serves(self, system: str | None) -> bool:
        """Tell whether documents of ``system`` (None: any) may have this type."""
        return system is None or self.system in ("both", system)


@cache
def all_types() -> tuple[DocType, ...]:
    """Return every type, in the order of the table."""
    return tuple(
        DocType(
            code=row["code"],
            name=row["name"],
            english=row["english"],
            system=row["system"],
            signed=row["signed"] == "yes",
            aliases=tuple(row["aliases"].split()),
        )
        for row in rows("doc_types.csv")
    )


@cache
def names() -> tuple[str, ...]:
    """Return the type names, longest first, each once.

    >>> "Công văn" in names() and "Quyết định" in names()
    True
    """
    return tuple(sorted({kind.name for kind in all_types()}, key=lambda n: (-len(n), n)))


@cache
def by_code(code: str, system: str | None = None) -> DocType | None:
    """Return the type that a code in a sign stands for.

    Case and lost strokes do not matter. Where a code has several readings, the first of the table
    that serves the system wins: ``QĐ`` is Quyết định unless the word before the number says
    Quy định, ``TT`` is Thông tri in Party signs and Thông tư in State signs.

    Args:
        code: as read, such as ``QĐ``, ``qd`` or ``TTR``.
        system: ``party``, ``state`` or None when unknown.

    >>> by_code("tt", "state").name, by_code("tt", "party").name, by_code("qd").code
    ('Thông tư', 'Thông tri', 'QĐ')
    """
    found = [kind for kind in _by_key().get(code_key(code), ()) if kind.serves(system)]
    exact = [kind for kind in found if code in (kind.code, *kind.aliases)]
    return next(iter(exact or found), None)


@cache
@cache
def readings(code: str, system: str | None = None) -> tuple[str, ...]:
    """Return the names of all types that a code in a sign may stand for.

    >>> readings("QĐ", "party"), readings("CT", "party")
    (('Quyết định', 'Quy định'), ('Chỉ thị',))
    """
    return tuple(
        dict.fromkeys(
            kind.name
            for kind in all_types()
            if code in (kind.code, *kind.aliases) and kind.serves(system)
        )
    )


@cache
def by_name(name: str) -> DocType | None:
    """Return the type of a name, whatever its case and tone-mark style.

    >>> by_name("CÔNG VĂN").code
    'CV'
    """
    return _by_name().get(fold(name))


@cache
def canonical_code(code: str) -> str | None:
    """Return the printed spelling of a type code that was read without care, or None.

    A code that is itself in the table stays: ``HD`` (Hướng dẫn) is not mended to ``HĐ``.

    >>> canonical_code("QD"), canonical_code("TTR"), canonical_code("HD"), canonical_code("SNV")
    ('QĐ', 'TTr', 'HD', None)
    """
    if code in _signed_codes():
        return code
    return _spelling().get(code_key(code))


@cache
def _signed_codes() -> frozenset[str]:
    return frozenset(c for kind in all_types() if kind.signed for c in (kind.code, *kind.aliases))


@cache
def _spelling() -> dict[str, str]:
    codes: dict[str, str] = {}
    for kind in all_types():
        for code in (kind.code, *kind.aliases) if kind.signed else ():
            codes.setdefault(code_key(code), code)
    return codes


@cache
def _by_key() -> dict[str, tuple[DocType, ...]]:
    found: dict[str, tuple[DocType, ...]] = {}
    for kind in all_types():
        for code in (kind.code, *kind.aliases):
            known = found.get(code_key(code), ())
            if kind not in known:
                found[code_key(code)] = (*known, kind)
    return found


@cache
def _by_name() -> dict[str, DocType]:
    named: dict[str, DocType] = {}
    for kind in all_types():
        named.setdefault(fold(kind.name), kind)
    return named

"""Which words are Vietnamese syllables: the grammar of onset, rhyme and tone."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}

# Onset -> the letters its rhyme may begin with ("" = any): k, gh and ngh stand before e, ê, i, y.
_FRONT = "eêiy"
_FREE_ONSETS = "b d đ h l m n r s t v x ch kh nh ph th tr"
_ONSETS = {
    **dict.fromkeys(_FREE_ONSETS.split(), ""),
    "": "",
    "c": "aăâoôơuư",
    "g": "aăâoôơuư",
    "gi": "aăâeêoôơuư",
    "k": _FRONT,
    "gh": "eêi",
    "ng": "aăâoôơuư",
    "ngh": "eêi",
    "p": "aioôu",
    "qu": "aăâeêơiy",
}

# Rhymes by their vowels; the codas that may follow, "-" for none.
_CODAS = {
    "a": "- c ch i m n ng nh o p t u y",
    "ă": "c m n ng p t",
    "â": "c m n ng p t u y",
    "e": "- c m n ng o p t",
    "ê": "- ch m n ng nh p t u",
    "i": "- a c ch m n ng nh p t u",
    "iê": "c m n ng p t u",
    "o": "- a c e i m n ng p t",
    "oa": "c ch i m n ng nh o p t y",
    "oă": "c m n ng t",
    "oe": "n o t",
    "oo": "c ng",
    "ô": "- c i m n ng p t",
    "ơ": "- i m n p t",
    "u": "- a c i m n ng p t",
    "uâ": "n ng t y",
    "uê": "- ch n nh",
    "uô": "c i m n ng t",
    "uơ": "- t",
    "uy": "- a c ch n nh p t u",
    "uyê": "n t",
    "ư": "- a c i m n ng t u",
    "ươ": "c i m n ng p t u",
    "y": "- t",
    "yê": "m n ng t u",
}
_RHYMES = frozenset(
    vowels + coda.replace("-", "") for vowels, codas in _CODAS.items() for coda in codas.split()
)
_AFTER_QU = (
    "a ac ach ai an ang anh ao at ay ăc ăm ăn ăng ăp ăt âc ân âng ât ây e en eo et ê êch ên ênh êt "
    "i it ôc ơ y yên yêt ynh yp yt"
)
_RHYMES_AFTER_QU = frozenset(_AFTER_QU.split())
_STOPPED = ("c", "ch", "p", "t")

# Names from the languages of the ethnic minorities (Ksor, H'Hen, Rơ Châm, Krông, Mlô, Blôk).
_MINORITY = re.compile(
    r"(?:[hkyd]['’]?)?(?:[bcđdgkmptsjhr]?[lrhwjyvmnspbtgk]|[bcdđfghjklmnpqrstvwxyz]{1,2})?"
    r"[aeiouyăâêôơưĕŏŭĭ]{1,3}(?:[bcdghklmnprstvwyjñ]|ng|nh|ch)?"
)


@lru_cache(maxsize=4096)
def is_syllable(word: str) -> bool:
    """Tell whether ``word`` can be a Vietnamese syllable, in any case and either tone-mark style.

    >>> [is_syllable(w) for w in ("Nguyễn", "QUYỀN", "giềng", "thuỷ", "bẹnc", "lác", "lạc", "lac")]
    [True, True, True, True, False, True, True, False]
    """
    bare, tones = _split_tone(word)
    if len(tones) > 1 or not bare:
        return False
    for length in (3, 2, 1, 0):
        onset, rhyme = bare[:length], bare[length:]
        allowed = _ONSETS.get(onset)
        if len(onset) == length and allowed is not None and _is_rhyme(onset, rhyme, allowed):
            return not rhyme.endswith(_STOPPED) or tones in ("s", "j")
    # gi before i and iê is written once: gì, giêng, gin
    return bare.startswith("gi") and bare[1:] in _RHYMES


def _is_rhyme(onset: str, rhyme: str, allowed: str) -> bool:
    if onset == "qu":
        return rhyme in _RHYMES_AFTER_QU
    return rhyme in _RHYMES and (not allowed or rhyme[0] in allowed)


def _split_tone(word: str) -> tuple[str, str]:
    """Return the word in lower case without its tone marks, and the marks."""
    parts = unicodedata.normalize("NFD", word.casefold())
    tones = "".join(_TONES[c] for c in parts if c in _TONES)
    bare = "".join(c for c in parts if c not in _TONES)
    return unicodedata.normalize("NFC", bare), tones


def is_name_syllable(word: str) -> bool:
    """Tell whether ``word`` can be a part of a person's name, those of ethnic minorities included.

    >>> [is_name_syllable(w) for w in ("An", "H'Hen", "Ksor", "Y", "Mlô", "Jn¬", "xkcd")]
    [True, True, True, True, True, False, False]
    """
    return is_syllable(word) or bool(_MINORITY.fullmatch(_split_tone(word)[0]))

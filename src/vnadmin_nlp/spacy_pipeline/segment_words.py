"""Which syllables make one word, as underthesea segments Vietnamese.

Its tagger is asked about our own pieces, not its `word_tokenize` about the text: that rewrites
letters and parts numbers (``31 - CT / TU``), and what it gives can't be put back on the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from vnadmin_nlp.spacy_pipeline.split_tokens import is_syllable, pieces
from vnadmin_nlp.text.unicode import nfc

#: Pieces that are tagged at once: longer paragraphs are cut, so that memory stays small.
_MOST = 500


def words(text: str) -> list[tuple[int, int]]:
    """Return the spans of the words of a text, numbers and marks among them.

    Syllables are joined over a single space only: a word of two lines stays in two.

    >>> text = "Thực hiện Chỉ thị số 31-CT/TU"
    >>> [text[slice(*word)] for word in words(text)]
    ['Thực hiện', 'Chỉ thị', 'số', '31-CT/TU']
    """
    spans = list(pieces(text))
    joined: list[tuple[int, int]] = []
    for at in range(0, len(spans), _MOST):
        group = spans[at : at + _MOST]
        printed = [nfc(text[start:end]) for start, end in group]
        goes_on = [tag == "I-W" for tag in _tags(printed)]
        joined.append(group[0])
        for k, (before, span) in enumerate(pairwise(group), 1):
            one = goes_on[k] and text[before[1] : span[0]] == " "
            if one and is_syllable(printed[k - 1]) and is_syllable(printed[k]):
                joined[-1] = (joined[-1][0], span[1])
            else:
                joined.append(span)
    return joined


def _tags(printed: Sequence[str]) -> Sequence[str]:
    """Return for each piece whether it begins a word (B-W) or goes on in one (I-W)."""
    tags: Sequence[str] = _tagger().predict([[piece] for piece in printed])
    return tags


@cache
def _tagger() -> Any:
    from pathlib import Path

    from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger
    from underthesea.pipeline import word_tokenize

    tagger = FastCRFSequenceTagger()
    tagger.load(str(Path(word_tokenize.__file__).parent / "models" / "ws_crf_vlsp2013_20230727"))
    return tagger

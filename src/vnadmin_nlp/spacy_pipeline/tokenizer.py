"""The tokenizer of the pipeline: words of several syllables, and every text comes back."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer
from spacy.vocab import Vocab

from vnadmin_nlp.spacy_pipeline.segment_words import words
from vnadmin_nlp.spacy_pipeline.split_tokens import pieces


class VietnameseTokenizer(DummyTokenizer):
    """Cut a text into words as underthesea segments them; numbers and dates are one token each.

    ``doc.text`` is the text, whatever it holds. As everywhere in spaCy a single space belongs to
    the token before it, and other space is a token.
    """

    def __init__(self, vocab: Vocab, *, segment: bool = True) -> None:
        self.vocab = vocab
        self.segment = segment

    def __call__(self, text: str) -> Doc:
        """Return the tokens of a text."""
        tokens: list[str] = []
        spaces: list[bool] = []
        at = 0
        for start, end in words(text) if self.segment else pieces(text):
            _fill(text[at:start], tokens, spaces)
            tokens.append(text[start:end])
            spaces.append(False)
            at = end
        _fill(text[at:], tokens, spaces)
        return Doc(self.vocab, words=tokens, spaces=spaces)

    def __reduce__(self) -> tuple[Callable[..., VietnameseTokenizer], tuple[Vocab, bool]]:
        """Cross a process border: ``nlp.pipe(n_process=2)``."""
        return _made, (self.vocab, self.segment)


def _fill(gap: str, tokens: list[str], spaces: list[bool]) -> None:
    """Put the space between two tokens where spaCy has it."""
    if tokens and gap.startswith(" "):
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        tokens.append(gap)
        spaces.append(False)


def _made(vocab: Vocab, segment: bool) -> VietnameseTokenizer:
    return VietnameseTokenizer(vocab, segment=segment)


def create_tokenizer(segment: bool = True) -> Callable[[Language], VietnameseTokenizer]:
    """Return the factory ``vnadmin.tokenizer``.

    Args:
        segment: join syllables to words; without, every syllable is a token, which is quicker.
    """
    return lambda nlp: VietnameseTokenizer(nlp.vocab, segment=segment)

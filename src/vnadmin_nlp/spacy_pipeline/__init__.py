"""The spaCy pipeline: our tokenizer over underthesea, and what we find as spans and a record.

Nothing here is imported by other rooms, and spaCy only when a pipeline is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

#: The components of `load`, in their order.
COMPONENTS = ("vnadmin_record", "vnadmin_citations", "vnadmin_relations", "vnadmin_deadlines")


def load(*, exclude: tuple[str, ...] = ()) -> Language:
    """Return a spaCy pipeline for Vietnamese administrative documents.

    ``doc._.record`` is the record of the text, ``doc.spans["citations"]`` and
    ``doc.spans["deadlines"]`` are what stands in it; ``span._.citation`` and ``span._.deadline``
    tell all that is known of each.

    Args:
        exclude: components of ``COMPONENTS`` that are left out.

    >>> nlp = load()
    >>> doc = nlp("Thực hiện Chỉ thị số 31-CT/TU ngày 14/3/2024 của Tỉnh ủy, báo cáo trước ngày "
    ...           "05/4/2024.")
    >>> [citation] = doc.spans["citations"]
    >>> citation.text, citation.label_, citation._.citation.date.isoformat()
    ('Chỉ thị số 31-CT/TU', 'implements', '2024-03-14')
    >>> [span.text for span in doc.spans["deadlines"]]
    ['trước ngày 05/4/2024']
    """
    import spacy

    # spaCy's own tokenizer for Vietnamese wants pyvi.
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "vnadmin.tokenizer"}}})
    for name in COMPONENTS:
        if name not in exclude:
            nlp.add_pipe(name)
    return nlp

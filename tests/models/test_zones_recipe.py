"""The recipe of the tagger of zones: what it learns from, and that its two forms are one."""

from __future__ import annotations

import random

import numpy as np
import pytest

from models.zones.dispatches import source
from models.zones.labelled import Labelled, set_words
from models.zones.material import TAGS, example
from models.zones.phrases import Phrases
from models.zones.rearrange import rearranged
from models.zones.slips import misread, spoiled
from samples.typesetter.fonts import MissingFontError, font_path
from samples.typesetter.typeset import sheets
from tests.helpers.sheets import STATE_LETTER, sheet
from vnadmin_nlp.layout import Zone
from vnadmin_nlp.layout.line_segments import neighbours, pieces
from vnadmin_nlp.layout.tagger_features import BUCKETS, traits

PARAGRAPHS = ["Các cơ quan gửi báo cáo về Văn phòng trước ngày họp để tổng hợp, trình cấp trên."]
SUBJECTS = ["Quy định chế độ báo cáo về công tác lưu trữ"]


def has_fonts() -> bool:
    try:
        return all(font_path(family) for family in ("tinos", "termes", "free", "sans"))
    except MissingFontError:
        return False


needs_fonts = pytest.mark.skipif(not has_fonts(), reason="the typesetter's fonts are not here")


def pages(seed: int, files: int = 3) -> list[Labelled]:
    phrases = Phrases(PARAGRAPHS, SUBJECTS, random.Random(seed))
    found = []
    for number in range(files):
        made = sheets(source(phrases, str(number)))
        found += [
            set_words(rearranged(one, phrases.rng), k, len(made)) for k, one in enumerate(made)
        ]
    return found


@needs_fonts
def test_typeset_words_have_the_zones_of_their_lines():
    zones: dict[Zone, list[str]] = {}
    for labelled in pages(5, 8):
        for word, zone in zip(labelled.page.words, labelled.zones, strict=True):
            zones.setdefault(zone, []).append(word.text)
    assert {Zone.LETTERHEAD, Zone.MOTTO, Zone.BODY, Zone.RECIPIENTS, Zone.SIGNER} <= set(zones)
    assert "NAM" in zones[Zone.MOTTO]


@needs_fonts
def test_the_same_seed_gives_the_same_pages():
    assert pages(7) == pages(7)
    assert pages(7) != pages(8)


@needs_fonts
def test_slips_keep_words_and_zones_together():
    for labelled in pages(3):
        worse = spoiled(labelled, random.Random(1))
        assert len(worse.page.words) == len(worse.zones)
        assert all(word.text for word in worse.page.words)


def test_a_word_without_slips_is_left_alone():
    word = sheet(STATE_LETTER).words[0]
    assert misread(word, 0.0, random.Random(1)) is word
    assert misread(word, 1.0, random.Random(1)).text != word.text


def test_traits_are_numbers_of_the_table():
    page = sheet(STATE_LETTER)
    ordered = pieces(page)
    found = traits(page, ordered, neighbours(ordered), index=0, count=1)
    assert len(found) == len(ordered)
    assert all(0 <= number < BUCKETS for piece in found for number in piece)


def test_numpy_and_torch_score_alike():
    torch = pytest.importorskip("torch")
    from models.zones.net import Tagger
    from models.zones.train import batch_of
    from vnadmin_nlp.layout.zone_tagger import _TaggerWeights

    torch.manual_seed(1)
    net = Tagger(len(TAGS)).eval()
    state = {name: tensor.numpy() for name, tensor in net.state_dict().items()}
    weights = {"bag": state["bag.weight"], "bag_bias": state["bag_bias"]}
    for layer in ("first", "second", "out"):
        weights |= {layer: state[f"{layer}.weight"].T, f"{layer}_bias": state[f"{layer}.bias"]}
    page = sheet(STATE_LETTER)
    ordered = pieces(page)
    beside = neighbours(ordered)
    found = traits(page, ordered, beside, index=0, count=1)
    one = example(Labelled(page, (Zone.BODY,) * len(page.words), 0, 1))
    assert one is not None
    with torch.no_grad():
        theirs = net.scores(batch_of([one, one])).numpy()
    ours = _TaggerWeights(TAGS, weights).scores(found, beside)
    assert np.allclose(np.vstack([ours, ours]), theirs, atol=1e-4)

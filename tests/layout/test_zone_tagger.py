"""The trained tagger: zones of lines whose anchors are misread, beside the rules."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.sheets import PARTY_DECISION, STATE_LETTER, sheet, text_page
from vnadmin_nlp.extraction import extract_record
from vnadmin_nlp.layout import Document, Zone, Zoning, documents
from vnadmin_nlp.layout.line_segments import neighbours, pieces
from vnadmin_nlp.layout.zone_tagger import tag
from vnadmin_nlp.model.page import Page
from vnadmin_nlp.model.record import Record, SourceFile

#: What rules know the parts by → as a bad scan has it.
UNREAD = {
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": "C0NG H|A X~ HOl CH. NGHlA VlET NAM",
    "Độc lập - Tự do - Hạnh phúc": "Bốc lgp Tư d- Hạrh phuc",
    "Kính gửi:": "K(nb g.h:",
    "Nơi nhận:": "N.i nh,n:",
    "Số: 412/SNV-VTLT": "6ố: 412/SNV-VTLT",
}


def only(rows: list[tuple[int, int, str]], zoning: Zoning = Zoning.BOTH) -> Document:
    (document,) = documents([sheet(rows)], zoning=zoning)
    return document


def misread(rows: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    return [(x, y, UNREAD.get(text, text)) for x, y, text in rows]


def zones(document: Document) -> dict[str, Zone]:
    return {line.text: line.zone for line in document.lines}


def record(document: Document) -> Record:
    return extract_record(document, id="a", source=SourceFile(file="a.pdf", sha256="", pages=1))


@pytest.mark.parametrize("rows", [STATE_LETTER, PARTY_DECISION], ids=["letter", "decision"])
def test_where_rules_are_right_nothing_changes(rows):
    assert zones(only(rows)) == zones(only(rows, Zoning.RULES))
    assert not any(line.tagged for line in only(rows).lines)


@pytest.mark.parametrize("zone", [Zone.ADDRESSEES, Zone.RECIPIENTS, Zone.SIGNER, Zone.MOTTO])
def test_the_tagger_finds_parts_whose_anchors_are_misread(zone):
    found = [line.text for line in only(misread(STATE_LETTER)).of(zone)]
    right = [UNREAD.get(line.text, line.text) for line in only(STATE_LETTER).of(zone)]
    assert found[-2:] == right[-2:]


def test_a_misread_label_is_no_part_of_its_list():
    found = record(only(misread(STATE_LETTER)))
    right = record(only(STATE_LETTER))
    assert found.addressees == right.addressees
    assert found.recipients == right.recipients


def test_evidence_says_when_the_tagger_chose_the_zone():
    reason = record(only(misread(STATE_LETTER))).evidence["addressees[0]"]
    assert reason.by == "model:zones, rule:addressees"
    assert record(only(STATE_LETTER)).evidence["addressees[0]"].by == "rule:addressees"


def test_a_value_is_no_surer_than_the_zone_it_stands_in():
    document = only(STATE_LETTER)
    doubtful = replace(document, lines=tuple(replace(line, sure=0.6) for line in document.lines))
    assert {reason.confidence for reason in record(doubtful).evidence.values()} == {0.6}


def test_every_word_keeps_one_zone():
    for zoning in Zoning:
        page = sheet(misread(STATE_LETTER))
        (document,) = documents([page], zoning=zoning)
        words = [word for line in document.lines for word in line.words]
        assert sorted(map(id, words)) == sorted(map(id, page.words))


def test_texts_without_boxes_are_zoned_by_rules_alone():
    page = text_page("UBND TỈNH AN PHÚ\nSố: 12/UBND-VP\n\nKính gửi: Sở Nội vụ")
    (document,) = documents([page])
    assert not any(line.tagged for line in document.lines)


def test_chances_of_a_piece_add_up_to_one():
    for tagged in tag(sheet(STATE_LETTER), index=0, count=1):
        assert sum(tagged.chances.values()) == pytest.approx(1, abs=1e-4)
        assert tagged.zone in tagged.chances


def test_a_page_without_words_has_no_zones():
    assert tag(sheet([]), index=0, count=1) == []


def test_pieces_are_parted_by_wide_gaps_and_read_row_by_row():
    page = sheet([(1300, 302, "bên phải"), (300, 300, "bên trái"), (300, 400, "dưới")])
    found = pieces(page)
    assert [piece.text for piece in found] == ["bên trái", "bên phải", "dưới"]
    left, right, below = neighbours(found)
    assert (left.right, right.left, left.below, below.above) == (1, 0, 2, 0)
    assert (right.below, left.above, left.left) == (-1, -1, -1)


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_any_page_is_tagged(seed, count):
    rng = random.Random(seed)
    rows = [
        (rng.randrange(2300), rng.randrange(3400), "".join(rng.choices("aĐ1:-/ .Ở", k=9)) + "x")
        for _ in range(count)
    ]
    page: Page = sheet(rows)
    found = tag(page, index=0, count=1)
    assert sum(len(tagged.piece.words) for tagged in found) == len(page.words)
    assert all(np.isfinite(list(tagged.chances.values())).all() for tagged in found)

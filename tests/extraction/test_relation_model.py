"""The trained part of relations: what it adds to the rules, and what it leaves alone."""

from __future__ import annotations

import json
import time
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from benchmarks.relations import measure, sentences
from models.relations.material import PHRASES, examples
from models.relations.train import score, train, write
from vnadmin_nlp.errors import MissingProgram
from vnadmin_nlp.extraction.citations import relation_model
from vnadmin_nlp.extraction.citations.citation_mention import FoundCitation
from vnadmin_nlp.extraction.citations.find_citations import find_citations
from vnadmin_nlp.extraction.citations.relation_model import chances, relations, settled
from vnadmin_nlp.extraction.citations.relation_rules import STRENGTH
from vnadmin_nlp.runtime.model_files import trained

MISREAD = "Thục hlện Chỉ thị số 31-CT/TU ngày 14/3/2024 của Tỉnh ủy, Sở Nội vụ yêu cầu:"


def both(text: str) -> list[FoundCitation]:
    return settled(text, find_citations(text))


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        pytest.param(MISREAD, "implements", id="cue misread"),
        pytest.param("Cân ctr Nghị định số 12/2022/NĐ-CP ngày 17/01/2022 của Chính phủ;", "basis",
                     id="cue misread, basis"),
        pytest.param("Trá lờl Công văn số 55/SNV-CCHC ngày 06/3/2024, UBND xã có ý kiến như sau:",
                     "replies_to", id="reply misread"),
        pytest.param("Ngày 06/3/2024, UBND tỉnh ban hành Quyết định số 55/QĐ-UBND.", "mentions",
                     id="a mere mention stays one"),
        pytest.param("Không áp dụng Công văn số 55/SNV-CCHC ngày 06/3/2024.", "mentions",
                     id="a negated one stays a mention"),
    ],
)  # fmt: skip
def test_a_relation_without_a_cue_is_told(text: str, relation: str) -> None:
    [item] = both(text)
    assert item.relation == relation


def test_what_the_model_tells_says_so_and_is_no_surer_than_that() -> None:
    [item] = both(MISREAD)
    assert item.by.endswith("model:relations")
    assert item.confidence <= 0.75


def test_a_relation_by_a_cue_is_kept() -> None:
    text = "Căn cứ Nghị định số 30/2020/NĐ-CP; thực hiện Chỉ thị số 31-CT/TU, bãi bỏ Thông tri số 5"
    rules = [item.relation for item in find_citations(text)]
    assert [item.relation for item in both(text)] == rules


def test_a_relation_by_a_weak_cue_gives_way() -> None:
    text = (
        "Quy chế làm việc ban hành theo Quyết định số 10-QĐ/HU của Huyện ủy nay được thay thế bằng "
        "Quy chế này."
    )
    assert [item.relation for item in find_citations(text)] == ["pursuant", "self"]
    assert [item.relation for item in both(text)] == ["replaces", "self"]


def test_what_another_act_does_to_a_citation_is_no_relation_of_ours() -> None:
    old, new = both("Hướng dẫn số 7-HD/VPTU được thay thế bởi Hướng dẫn số 9-HD/VPTU của Tỉnh ủy.")
    assert (old.relation, new.relation, new.of) == ("mentions", "replaces", 0)


def test_decomposed_text_gets_the_same_relations() -> None:
    [item] = both(unicodedata.normalize("NFD", MISREAD))
    assert item.relation == "implements"


def test_a_text_without_citations_has_none() -> None:
    assert both("Kính gửi các đơn vị.") == []


def test_chances_add_up() -> None:
    rows = chances(MISREAD, find_citations(MISREAD))
    assert rows.shape == (1, len(relations()))
    assert np.allclose(rows.sum(axis=1), 1)


def test_the_cost_of_many_citations_grows_with_their_number() -> None:
    def seconds(count: int) -> float:
        text = "Theo Công văn số 55/SNV-CCHC và " * count
        found = find_citations(text)
        begun = time.process_time()
        settled(text, found)
        return time.process_time() - begun

    seconds(50)
    assert seconds(1600) < 16 * max(seconds(200), 0.01)


def test_on_sentences_written_by_hand_both_lose_nothing_that_rules_know() -> None:
    for kind, counts in measure(sentences(), []).items():
        assert counts["both"] >= counts["rules"], kind


def test_it_earns_something_where_cues_are_misread() -> None:
    counts = measure(sentences(), [])["ocr"]
    assert counts["both"] >= counts["rules"] + 5


# --- weights and recipe -------------------------------------------------------------------------


def test_the_card_knows_the_relations_of_the_rules() -> None:
    card = json.loads(trained("relations", "card.json").read_text("utf-8"))
    assert tuple(card["relations"]) == STRENGTH == relations()


def test_weights_that_do_not_fit_their_card_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("relations.npz", "card.json"):
        (tmp_path / name).write_bytes(trained("relations", name).read_bytes())
    (tmp_path / "relations.npz").write_bytes(b"other")
    monkeypatch.setattr(relation_model, "trained", lambda part, name: tmp_path / name)
    relation_model._model.cache_clear()
    try:
        with pytest.raises(MissingProgram, match="does not fit its card"):
            settled(MISREAD, find_citations(MISREAD))
    finally:
        monkeypatch.undo()
        relation_model._model.cache_clear()


def test_the_recipe_makes_weights_and_a_card(tmp_path: Path) -> None:
    found = examples(1, made=4, texts=tmp_path)
    assert {one.relation for one in found} <= set(STRENGTH)
    net = train(found, epochs=1, rate=4e-3, seed=1)
    write(net, score(net, found), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"relations.npz", "card.json"}


def test_the_recipe_knows_every_relation() -> None:
    assert set(PHRASES["patterns"]) == set(STRENGTH)


def test_phrases_that_measure_it_are_none_of_the_recipe() -> None:
    rare = (
        "hiện thực hóa", "hưởng ứng", "bám sát tinh thần", "phản hồi", "đáp lại", "nối tiếp công",
        "điều chỉnh", "chỉnh sửa", "tạm dừng", "đối chiếu", "thông báo rộng rãi", "xin gửi",
    )  # fmt: skip
    patterns = [p.casefold() for group in PHRASES["patterns"].values() for p in group]
    assert not [word for word in rare for pattern in patterns if word in pattern]

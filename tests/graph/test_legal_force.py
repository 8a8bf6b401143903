"""Whether a document is in force: what counts as a fact, since when, and what is left open."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.dispatches import IN_A_FILE, NGHE_AN, letter, save
from tests.helpers.rulings import (
    COMMUNE,
    HOME_AFFAIRS,
    PROVINCE,
    RULINGS,
    cites,
    ruling,
    save_rulings,
)
from vnadmin_nlp import Archive, graph
from vnadmin_nlp.errors import UsageError
from vnadmin_nlp.graph import (
    citation_card,
    legal_force,
    missing_documents,
    neighbours,
    repeal_impact,
    surroundings,
)
from vnadmin_nlp.graph.effective_dates import effect_of, since_in
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.document_names import question
from vnadmin_nlp.store.graph.reference_registers import import_register
from vnadmin_nlp.store.row_types import as_json
from vnadmin_nlp.vocab.relation_names import all_relations, named

OLD = ruling("old", "1/2020/QĐ-UBND", "2020-01-06")
TODAY = dt.date(2025, 6, 30)


@pytest.mark.parametrize(
    ("sentence", "since", "until"),
    [
        pytest.param("Quyết định này có hiệu lực kể từ ngày ký.", "2020-01-06", "", id="signed"),
        pytest.param("Quy chế này có hiệu lực từ ngày ký ban hành.", "2020-01-06", "", id="issue"),
        pytest.param(
            "Nghị định này có hiệu lực thi hành từ ngày 05 tháng 3 năm 2020.", "2020-03-05", "",
            id="a day in words",
        ),
        pytest.param(
            "Thông tư này có hiệu lực thi hành sau 45 ngày kể từ ngày ký.", "2020-02-20", "",
            id="days later",
        ),
        pytest.param(
            "Quyết định này có hiệu lực sau 10 (mười) ngày, kể từ ngày ký ban hành.",
            "2020-01-16", "", id="days in words as well",
        ),
        pytest.param(
            "Quyết định này có hiệu lực kể từ ngày ký đến hết ngày 31/12/2021.",
            "2020-01-06", "2021-12-31", id="until",
        ),
        pytest.param("Quyết định số 5/QĐ-UBND có hiệu lực từ ngày 01/01/2019.", "", "", id="other"),
        pytest.param("Quyết định này có hiệu lực từ ngày 31/02/2020.", "", "", id="no such day"),
        pytest.param("Hiệu lực của văn bản được quy định tại Điều 4.", "", "", id="nothing"),
    ],
)  # fmt: skip
def test_a_document_says_when_it_takes_effect(sentence: str, since: str, until: str) -> None:
    effect = effect_of({1: "Điều 1. Phạm vi.", 2: f"Điều 5. Thi hành.\n{sentence}"}, "2020-01-06")
    assert (effect.since, effect.until) == (since, until)
    assert effect.page == (2 if since else None)
    assert effect.sentence == (sentence if since else "")


def test_effect_is_looked_for_in_linear_time() -> None:
    hostile = "Quyết định này có hiệu lực " * 20_000 + "tu ngay " * 20_000
    assert effect_of({1: hostile}, "2020-01-06").since == ""
    assert since_in("hết hiệu lực kể từ ngày" * 20_000) == ""


STATES = [
    pytest.param({"relation": "replaces"}, {}, "replaced", id="replaced"),
    pytest.param({"relation": "repeals"}, {}, "repealed", id="repealed"),
    pytest.param({"relation": "expires"}, {}, "expired", id="expired"),
    pytest.param({"relation": "suspends"}, {}, "suspended", id="suspended"),
    pytest.param({"relation": "amends"}, {}, "amended", id="amended"),
    pytest.param(
        {"relation": "repeals", "pinpoints": ("Điều 5",)}, {}, "amended in part", id="in part"
    ),
    pytest.param({"relation": "corrects"}, {}, "unknown", id="corrected"),
    pytest.param({"relation": "basis"}, {}, "unknown", id="relied on"),
    pytest.param({"relation": "repeals", "negated": True}, {}, "unknown", id="negated"),
    pytest.param({"relation": "repeals", "confidence": 0.4}, {}, "unknown", id="unsure"),
    pytest.param({"relation": "repeals"}, {"date": "2019-05-06"}, "unknown", id="by an older one"),
    pytest.param({"relation": "repeals"}, {"doc_type": "Báo cáo"}, "unknown", id="a report"),
    pytest.param({"relation": "repeals"}, HOME_AFFAIRS, "repealed", id="a body beside it"),
    pytest.param({"relation": "repeals"}, COMMUNE, "unknown", id="a lower body"),
]


@IN_A_FILE
@pytest.mark.parametrize(("said", "doer", "state"), STATES)
def test_what_counts_as_a_fact(
    store: Store, said: dict[str, Any], doer: dict[str, Any], state: str
) -> None:
    values = {"doc_type": "Quyết định"} | doer
    date = values.pop("date", "2021-02-03")
    cited = cites("1/2020/QĐ-UBND", "Về Quyết định số 1/2020/QĐ-UBND.", **said)
    save(store, OLD, ruling("new", "9/2021/QĐ-UBND", date, cited, **values))
    (old,) = (row for row in store.documents() if row.number == "1/2020/QĐ-UBND")
    card = graph.card_of(store, old.id)
    assert card and legal_force.status(store, card.node.key, on=TODAY).state == state


@IN_A_FILE
def test_what_is_not_counted_is_told_with_its_reason(store: Store) -> None:
    save_rulings(store)
    found = legal_force.status(store, "40/2025/QĐ-UBND", on=TODAY)
    assert [change.why_not for change in found.doubts] == [
        "only tells of it: a document of its type can't do it",
        "comes from a lower body",
    ]
    (open_one,) = legal_force.status(store, "31-CT/TU, lạng sơn", on=TODAY).doubts
    assert open_one.why_not == "may mean another document"


def test_a_relation_between_two_others_is_no_deed_of_the_one_that_tells(store: Store) -> None:
    save_rulings(store)
    card = graph.cite(store, "80/SNV-VTLT").card
    assert card and {link.relation for link in card.cites} == {"mentions"}
    found = legal_force.status(store, "12/2018/QĐ-UBND", on=TODAY)
    assert [(c.relation, c.link.node and c.link.node.number) for c in found.changes] == [
        ("repeals", "40/2025/QĐ-UBND"),
        ("amends", "20/2020/QĐ-UBND"),
    ]
    assert found.changes[1].link.told
    assert found.changes[1].link.citing == "80/SNV-VTLT"


@IN_A_FILE
def test_the_day_decides_which_changes_count(store: Store) -> None:
    save_rulings(store)
    states = [
        legal_force.status(store, "10/2019/QĐ-UBND", on=dt.date.fromisoformat(day)).state
        for day in ("2019-03-10", "2019-03-20", "2021-05-19", "2021-05-20", "2023-08-30")
    ]
    assert states == ["not yet in force", "in force", "in force", "amended", "replaced"]


def test_replacements_are_followed_to_the_last_and_never_in_circles(store: Store) -> None:
    save_rulings(store)
    found = legal_force.status(store, "10/2019/QĐ-UBND", on=TODAY)
    assert [(one.node.number, one.state) for one in found.successors] == [
        ("35/2023/QĐ-UBND", "replaced"),
        ("40/2025/QĐ-UBND", "in force"),
    ]
    swap = [("60/2022/QĐ-UBND", "61/2022/QĐ-UBND"), ("61/2022/QĐ-UBND", "60/2022/QĐ-UBND")]
    for number, other in swap:
        cited = cites(other, f"Thay thế Quyết định số {other}.", relation="replaces")
        save(store, ruling(number.replace("/", "-"), number, "2022-06-06", cited))
    found = legal_force.status(store, "60/2022/QĐ-UBND", on=TODAY)
    assert [one.node.number for one in found.successors] == ["61/2022/QĐ-UBND"]


def test_a_register_tells_when_a_document_took_effect(store: Store, tmp_path: Path) -> None:
    save_rulings(store)
    register = tmp_path / "register.csv"
    register.write_text(
        "number,type,title,date,issuer,effective\n"
        "01/2013/NĐ-CP,Nghị định,Quy định chi tiết,2013-01-03,Chính phủ,2013-03-01\n",
        "utf-8",
    )
    import_register(store, register)
    found = legal_force.status(store, "01/2013/NĐ-CP", on=TODAY)
    assert (found.state, found.since, found.effect.page) == ("in force", "2013-03-01", None)
    (decree,) = (
        one for one in missing_documents.wanted(store).wanted if one.node.number == "01/2013/NĐ-CP"
    )
    assert (decree.node.kind, decree.documents) == ("registered", 1)


@IN_A_FILE
def test_what_is_cited_very_often_gets_the_same_answers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_rulings(store)

    def answers() -> Any:
        numbers = [item.number for item, _ in RULINGS if item.number and "CT" not in item.number]
        asked = [*numbers, "luật lưu trữ"]
        return as_json([
            (
                graph.cite(store, number),
                surroundings.around(store, number, depth=3),
                repeal_impact.impact(store, number),
                legal_force.status(store, number, on=TODAY),
            )
            for number in asked
        ])  # fmt: skip

    expected = answers()
    for module in (citation_card, neighbours):
        monkeypatch.setattr(module, "MANY", 0)
    monkeypatch.setattr("vnadmin_nlp.graph.node_view.MOST_WORDINGS", 1)
    found = answers()
    for old, new in zip(expected, found, strict=True):
        assert new == old


@pytest.mark.parametrize(
    ("text", "number", "issuer", "year"),
    [
        ("31-CT/TU", "31-CT/TU", "", None),
        ("31 ct tu, lạng sơn", "31 ct tu", "lạng sơn", None),
        ("31-ct/tu,lang son", "31-ct/tu", "lang son", None),
        ("Chỉ thị số 31-CT/TU, ngày 14/3/2024 của Tỉnh ủy", "Chỉ thị số 31-CT/TU", "Tỉnh ủy", 2024),
        ("12/CTPH-SVH,TT,DL", "12/CTPH-SVH,TT,DL", "", None),
        ("Luật Phòng, chống tham nhũng", "Luật Phòng, chống tham nhũng", "", None),
        ("luật đất đai 2024", "luật đất đai 2024", "", 2024),
    ],
)
def test_issuer_and_date_may_follow_a_number(
    text: str, number: str, issuer: str, year: int | None
) -> None:
    assert question(text)[:3] == (number, issuer, year)


@IN_A_FILE
def test_an_issuer_may_be_named_in_other_words_than_are_printed(store: Store) -> None:
    away = ruling("away", "1/2020/QĐ-UBND", "2020-01-06", **{**PROVINCE, **_nghe_an()})
    save(store, OLD, away, letter("x"))
    found = graph.cite(store, "1/2020/QĐ-UBND của Ủy ban nhân dân tỉnh Nghệ An").card
    assert found and found.node.documents == (2,)
    by_office = graph.cite(store, "1/2020/QĐ-UBND", issuer="UBND tỉnh Lạng Sơn").card
    assert by_office and by_office.node.documents == (1,)


def _nghe_an() -> dict[str, Any]:
    return {"issuing_body": "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN", "place": NGHE_AN["place"]}


def test_relations_are_those_that_are_found_and_are_named_carelessly() -> None:
    from vnadmin_nlp.extraction.citations.relation_rules import STRENGTH

    assert tuple(all_relations()) == STRENGTH
    assert {named(text).name for text in ("căn cứ", "can cu", "BASIS", "bas")} == {"basis"}
    with pytest.raises(UsageError, match="one of replaces, repeals"):
        named("re")


def test_python_asks_the_same_questions(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Store(path) as store:
        save_rulings(store)
    with Archive(path) as archive:
        assert archive.status("10/2019/QĐ-UBND", on=TODAY).state == "replaced"
        assert archive.impact("10/2019/QĐ-UBND", issuer="lang son").documents == 3
        assert len(archive.path("112/SNV-VTLT", "luật lưu trữ").legs) == 3
        assert archive.around("7/KH-UBND", depth=1).graph.centre.startswith("7/khubnd")
        assert archive.wanted(limit=1)[0].node.title == "Luật Lưu trữ"

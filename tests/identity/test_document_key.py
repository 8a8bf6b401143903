"""Keys of documents: one for every spelling of one document, another for every other document."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.vnadmin_cli import DOCUMENTS
from vnadmin_nlp.api import extract_all
from vnadmin_nlp.grammar.document_numbers import lookup_key, parse_number
from vnadmin_nlp.identity import organ_identity
from vnadmin_nlp.identity.document_key import Identity, citation_keys, of_citation, of_document
from vnadmin_nlp.identity.organ_identity import Body
from vnadmin_nlp.parsing import Setting, parse

#: Letterheads, all made up.
PROVINCE_BOARD = {"issuing_body": "BAN TỔ CHỨC", "parent_body": "TỈNH ỦY HÀ TĨNH",
                  "number": "705-CV/BTCTU", "date": "2024-07-08"}  # fmt: skip
CITY_BOARD = {"issuing_body": "BAN TỔ CHỨC", "parent_body": "THÀNH ỦY HÀ TĨNH",
              "number": "21-CV/BTC", "date": "2024-07-08"}  # fmt: skip
CENTRAL_CITY_BOARD = {"issuing_body": "BAN TỔ CHỨC", "parent_body": "THÀNH ỦY HẢI PHÒNG",
                      "number": "21-CV/BTCTU", "date": "2024-07-08"}  # fmt: skip
BAC_NINH_2026 = {"issuing_body": "BAN TỔ CHỨC", "parent_body": "TỈNH ỦY BẮC NINH",
                 "number": "15-CV/BTCTU", "date": "2026-03-02"}  # fmt: skip
COMMUNE_2025 = {"issuing_body": "ĐẢNG ỦY XÃ TÂN MẪU", "parent_body": "ĐẢNG BỘ TỈNH BẮC NINH",
                "number": "15-CV/ĐU", "date": "2025-09-02"}  # fmt: skip
SOCIAL_INSURANCE = {"issuing_body": "BẢO HIỂM XÃ HỘI TỈNH LẠNG SƠN", "date": "2024-07-08",
                    "parent_body": "BẢO HIỂM XÃ HỘI VIỆT NAM", "number": "12/BHXH-VP"}  # fmt: skip


def cited(number: str | None = None, **values: Any) -> dict[str, Any]:
    """Return a citation as the record's JSON has it."""
    return {"number": number, **values}


def organ(citation: dict[str, Any], letterhead: dict[str, Any]) -> str:
    """Return the body that a citation means."""
    return of_citation(citation, letterhead).organ


@pytest.mark.parametrize(
    ("number", "issuer", "letterhead", "key"),
    [
        pytest.param("31-CT/TU", "Tỉnh ủy", PROVINCE_BOARD, "dang uy@province:ha tinh",
                     id="TU of a province"),
        pytest.param("31-CT/TU", "Thành ủy", CENTRAL_CITY_BOARD, "dang uy@province:hai phong",
                     id="TU of a city under the Centre"),
        pytest.param("31-CT/TU", "Thành ủy", CITY_BOARD, "dang uy@district:ha tinh/ha tinh",
                     id="TU of a city in a province"),
        pytest.param("31-CT/TU", "Thành ủy Hà Tĩnh", PROVINCE_BOARD,
                     "dang uy@district:ha tinh/ha tinh", id="the same city by its name"),
        pytest.param("31-CT/TU", None, CITY_BOARD, "dang uy@:ha tinh",
                     id="TU in a city: province or city"),
        pytest.param("31-CT/TU", None, PROVINCE_BOARD, "dang uy@province:ha tinh",
                     id="TU in a province"),
        pytest.param("51-NQ/TW", "Tỉnh ủy", PROVINCE_BOARD, "trung uong@central:",
                     id="TW is central, whoever is named"),
        pytest.param("12/BHXH-TCCB", "Bảo hiểm xã hội Việt Nam", SOCIAL_INSURANCE,
                     "bao hiem xa hoi viet nam@central:", id="a central body"),
        pytest.param("12/BHXH-TCCB", "Bảo hiểm xã hội tỉnh", SOCIAL_INSURANCE,
                     "bao hiem xa hoi@province:lang son", id="its local one"),
        pytest.param("119/2013/TTLT-BTC-BNV", "Bộ Tài chính và Bộ Nội vụ", PROVINCE_BOARD,
                     "bo tai chinh@central:", id="joint: the first of the sign"),
        pytest.param("119/2013/TTLT-BTC-BNV", None, PROVINCE_BOARD, "bo tai chinh@central:",
                     id="joint, no issuer"),
        pytest.param("17", None, PROVINCE_BOARD, "@:ha tinh", id="a short form: of one around"),
    ],
)  # fmt: skip
def test_the_body_is_read_in_the_context_of_the_citing_one(
    number: str, issuer: str | None, letterhead: dict[str, Any], key: str
) -> None:
    assert organ(cited(number, issuer=issuer), letterhead) == key


def test_a_local_office_of_a_central_body_has_its_own_series() -> None:
    other = SOCIAL_INSURANCE | {"issuing_body": "BẢO HIỂM XÃ HỘI TỈNH NGHỆ AN"}
    assert of_document(SOCIAL_INSURANCE).organ == "bao hiem xa hoi@province:lang son"
    assert of_document(SOCIAL_INSURANCE) != of_document(other)


# --- bodies have a time -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("citation", "letterhead", "key"),
    [
        pytest.param(cited("31-CT/TU", issuer="Tỉnh ủy", date="2026-01-05"), BAC_NINH_2026,
                     "dang uy@province:bac ninh", id="after the merger"),
        pytest.param(cited("31-CT/TU", issuer="Tỉnh ủy", date="2023-01-05"), BAC_NINH_2026,
                     "dang uy@province:bac giang+bac ninh", id="before: one of two"),
        pytest.param(cited("31-CT/TU", date="2023-01-05"), BAC_NINH_2026,
                     "dang uy@province:bac giang+bac ninh", id="before, by the sign alone"),
        pytest.param(cited("31-CT/TU", issuer="Tỉnh ủy"), BAC_NINH_2026,
                     "dang uy@province:bac giang+bac ninh", id="no date, soon after"),
        pytest.param(cited("31-CT/TU", issuer="Tỉnh ủy"), BAC_NINH_2026 | {"date": "2028-01-03"},
                     "dang uy@province:bac ninh", id="no date, long after"),
        pytest.param(cited("31-CT/TU", issuer="Tỉnh ủy Bắc Giang", date="2023-01-05"),
                     BAC_NINH_2026, "dang uy@province:bac giang", id="gone, but named"),
        pytest.param(cited("31-CT/TU", issuer="Tỉnh ủy Bắc Ninh", date="2023-01-05"),
                     BAC_NINH_2026, "dang uy@province:bac ninh", id="the old one of that name"),
        pytest.param(cited("31-CT/TU", issuer="Tỉnh ủy", date="2023-01-05"),
                     BAC_NINH_2026 | {"date": "2024-03-02"}, "dang uy@province:bac ninh",
                     id="cited before the merger"),
        pytest.param(cited("31-CT/TU", issuer="Tỉnh ủy", date="2023-01-05"),
                     BAC_NINH_2026 | {"parent_body": "TỈNH ỦY LẠNG SƠN"},
                     "dang uy@province:lang son", id="a province that was not merged"),
        pytest.param(cited("8-NQ/ĐU", issuer="Đảng ủy xã", date="2024-01-05"), COMMUNE_2025,
                     "dang uy@commune:bac giang+bac ninh", id="a commune drawn anew"),
        pytest.param(cited("8-NQ/ĐU", issuer="Đảng ủy xã", date="2025-08-05"), COMMUNE_2025,
                     "dang uy@commune:bac ninh//tan mau", id="a commune of today"),
        pytest.param(cited("31-NQ/HU", issuer="Huyện ủy Mẫu Sơn", date="2024-01-05"),
                     COMMUNE_2025, "dang uy@district:bac giang+bac ninh/mau son",
                     id="a district that is gone"),
    ],
)  # fmt: skip
def test_a_body_is_that_of_the_date_of_the_paper(
    citation: dict[str, Any], letterhead: dict[str, Any], key: str
) -> None:
    assert organ(citation, letterhead) == key


def test_one_of_several_provinces_contradicts_all_others() -> None:
    one_of = Body.from_key("dang uy@province:bac giang+bac ninh")
    compared = {
        name: organ_identity.compare(one_of, organ_identity.parse(f"Tỉnh ủy {name}")).name
        for name in ("Bắc Ninh", "Bắc Giang", "Lạng Sơn")
    }
    assert compared == {"Bắc Ninh": "OPEN", "Bắc Giang": "OPEN", "Lạng Sơn": "DIFFERENT"}


def test_a_merged_province_numbers_anew_within_the_year() -> None:
    old, new = (
        cited("12/2025/QĐ-UBND", issuer="UBND tỉnh Bắc Ninh", date=day)
        for day in ("2025-02-03", "2025-09-08")
    )
    assert of_citation(old, {}).key != of_citation(new, {}).key
    steady = [citation | {"issuer": "UBND tỉnh Lạng Sơn"} for citation in (old, new)]
    assert of_citation(steady[0], {}).key == of_citation(steady[1], {}).key


# --- one key for one document -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(cited("51-NQ/TW", issuer="Bộ Chính trị", date="2019-09-05"),
                     cited("51/NQ-TW", issuer="Ban Chấp hành Trung ương", date="2019-09-05"),
                     id="a Party sign in the State's order"),
        pytest.param(cited("31-CT/TU", issuer="Tỉnh ủy", date="2024-03-14"),
                     cited("31-CT/TU", issuer="Ban Thường vụ Tỉnh ủy Hà Tĩnh", date="2024-03-14"),
                     id="committee and standing committee"),
        pytest.param(cited("31-CT/TU", issuer="Tỉnh ủy", type="Chỉ thị"),
                     cited("31-CT/TU", issuer="Ban Chấp hành Đảng bộ tỉnh"), id="type by its code"),
        pytest.param(cited("119/2013/TTLT-BTC-BNV", type="Thông tư liên tịch"),
                     cited("119/2013/TTLT-BTC-BNV", type="Thông tư",
                           issuer="Bộ Tài chính, Bộ Nội vụ"), id="a joint circular"),
        pytest.param(cited("30/2020/NĐ-CP", type="Nghị định", issuer="Chính phủ"),
                     cited("30/2020", type="Nghị định", date="2020-03-05"), id="no sign"),
        pytest.param(cited("40/2018/QĐ-TTg", issuer="Thủ tướng"),
                     cited("40/2018/QĐ-TTg", issuer="Thủ tướng Chính phủ", type="Quyết định"),
                     id="central wordings"),
        pytest.param(cited(type="Luật", title="Luật Lưu trữ năm 2024"),
                     cited(type="Luật", title="Luật lưu trữ", date="2024-06-21"), id="a law"),
        pytest.param(cited("41-CT/TW", issuer="Ban Bí thư (khóa XII)"),
                     cited("41-CT/TW", issuer="Ban Bí thư, nhiệm kỳ 2016 - 2021"), id="a term"),
    ],
)  # fmt: skip
def test_wordings_of_one_document_have_one_key(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert of_citation(one, PROVINCE_BOARD).key == of_citation(other, PROVINCE_BOARD).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(cited("17-QĐ/TU", type="Quy định"), cited("17-QĐ/TU", type="Quyết định"),
                     id="QĐ of two readings"),
        pytest.param(cited("17-QĐ/TU"), cited("17-QĐ/TU", type="Quyết định"),
                     id="QĐ without its word"),
        pytest.param(cited("31-CT/TU"), cited("31-CT/TW"), id="TU is not TW"),
        pytest.param(cited("41-CT/TW", issuer="Ban Bí thư khóa XII"),
                     cited("41-CT/TW", issuer="Ban Bí thư khóa XIII"), id="central terms"),
        pytest.param(cited("5-NQ/TU", issuer="Tỉnh ủy khóa XVII"),
                     cited("5-NQ/TU", issuer="Tỉnh ủy khóa XVIII"), id="terms of a province"),
        pytest.param(cited("5-NQ/TU", issuer="Tỉnh ủy, nhiệm kỳ 2015-2020"),
                     cited("5-NQ/TU", issuer="Tỉnh ủy, nhiệm kỳ 2020-2025"), id="terms in years"),
        pytest.param(cited("18/2008/QH12", type="Luật"), cited("18/2008/QH12", type="Nghị quyết"),
                     id="a law and a resolution"),
        pytest.param(cited("12/QĐ-UBND", issuer="UBND tỉnh", date="2023-01-09"),
                     cited("12/QĐ-UBND", issuer="UBND tỉnh", date="2024-01-08"), id="two years"),
    ],
)  # fmt: skip
def test_different_documents_have_different_keys(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert of_citation(one, PROVINCE_BOARD).key != of_citation(other, PROVINCE_BOARD).key


def test_every_citation_of_a_record_has_its_key() -> None:
    for path in sorted(DOCUMENTS.glob("*.txt")):
        for record in extract_all(path):
            assert [c.key for c in record.citations] == citation_keys(record.to_json())


# --- properties ---------------------------------------------------------------------------------

NUMBERS = {
    "31-CT/TU": ("Chỉ thị", "Ban Thường vụ Tỉnh ủy Hà Tĩnh"),
    "17-QĐ/TU": ("Quy định", "Tỉnh ủy Quảng Ngãi"),
    "1296-CV/Th.U": ("Công văn", "Thành ủy Hà Tĩnh"),
    "41-CT/TW": ("Chỉ thị", "Ban Bí thư"),
    "30/2020/NĐ-CP": ("Nghị định", "Chính phủ"),
    "1874/QĐ-UBND": ("Quyết định", "Chủ tịch UBND tỉnh Lạng Sơn"),
    "119/2013/TTLT-BTC-BNV": ("Thông tư liên tịch", "Bộ Tài chính, Bộ Nội vụ"),
    "07/2023/NQ-HĐND": ("Nghị quyết", "Hội đồng nhân dân tỉnh Khánh Hòa"),
    "12/HD-BTGTU": ("Hướng dẫn", "Ban Tuyên giáo Tỉnh ủy Hòa Bình"),
}
OLD_STYLE = {"ủy": "uỷ", "Ủy": "Uỷ", "hòa": "hoà", "Hòa": "Hoà", "Hóa": "Hoá"}
numbers = st.sampled_from(sorted(NUMBERS))
dates = st.one_of(st.none(), st.dates(dt.date(2013, 2, 1), dt.date(2060, 1, 1)))


def respelled(text: str, random: Any, *, case: bool = True) -> str:
    """Return a text as somebody else would write it."""
    if random.random() < 0.5:
        for new, old in OLD_STYLE.items():
            text = text.replace(new, old)
    if case:
        text = random.choice([str, str.upper, str.lower])(text)
    return unicodedata.normalize(random.choice(["NFC", "NFD"]), text)


def renumbered(number: str, random: Any) -> str:
    """Return a number with other dashes, spaces and case."""
    dashes, spaces = ["-", "–", "‑", "−"], ["", " ", "  "]
    out = "".join(
        random.choice(spaces) + (random.choice(dashes) if c == "-" else c) + random.choice(spaces)
        if c in "-/"
        else c
        for c in number
    )
    out = "0" * random.randrange(2) + out
    return respelled(out, random)


@settings(max_examples=150)
@given(numbers, dates, st.randoms(use_true_random=False))
def test_every_spelling_of_a_citation_has_one_key(number: str, date: Any, random: Any) -> None:
    kind, issuer = NUMBERS[number]
    plain = cited(number, type=kind, issuer=issuer, date=date and str(date))
    spelled = plain | {
        "number": renumbered(number, random),
        "type": respelled(kind, random),
        "issuer": respelled(issuer, random),
    }
    assert of_citation(spelled, PROVINCE_BOARD).key == of_citation(plain, PROVINCE_BOARD).key


@settings(max_examples=60)
@given(numbers, dates, st.randoms(use_true_random=False))
def test_what_is_printed_is_parsed_to_the_same_key(number: str, date: Any, random: Any) -> None:
    kind, issuer = NUMBERS[number]
    day = f" ngày {date.day:02}/{date.month}/{date.year}" if date else ""
    text = f"Thực hiện {kind} số {number}{day} của {issuer}"
    (key,) = parse(respelled(text, random, case=False), Setting()).keys
    plain = cited(number, type=kind, issuer=issuer, date=date and str(date))
    assert key == of_citation(plain, {}).key


@given(numbers)
def test_a_number_that_is_printed_and_parsed_is_itself(number: str) -> None:
    parsed = parse_number(number)
    assert parsed and parse_number(parsed.canonical) == parsed
    assert lookup_key(parsed.canonical) == lookup_key(number)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_text_has_a_key(number: str, issuer: str, kind: str) -> None:
    identity = of_citation(cited(number, issuer=issuer, type=kind), PROVINCE_BOARD)
    assert isinstance(identity, Identity) and identity.key.count("|") >= 3
    assert identity.body.key == identity.organ

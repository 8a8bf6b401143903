"""Names under signatures, and the grammar of syllables."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.grammar.person_names import parse_person
from vnadmin_nlp.text.syllables import is_syllable

SURNAMES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Vũ", "Lò", "Giàng", "Quách"]
GIVEN = ["An", "Bình", "Thị", "Văn", "Minh", "Quỳnh", "Thuỷ", "Nguyệt", "Đức", "Ánh", "Quốc"]
NAMES = st.builds(
    lambda surname, given: " ".join([surname, *given]),
    st.sampled_from(SURNAMES),
    st.lists(st.sampled_from(GIVEN), min_size=1, max_size=4),
)
TITLES = [
    "",
    "TS. ",
    "ThS.",
    "BS.CKII ",
    "PGS.TS ",
    "Ts.Bs ",
    "Đại tá ",
    "Thượng tá, ThS. ",
    "Ông ",
]
JUNK = ["", "_ ", "⁄ ", "/ ", " .", ": ", '" ']


@given(NAMES, st.sampled_from(TITLES), st.sampled_from(JUNK), st.sampled_from(["NFC", "NFD"]))
def test_a_name_comes_out_as_printed(name: str, title: str, junk: str, form: str) -> None:
    person = parse_person(unicodedata.normalize(form, f"{junk}{title}{name}{junk}"))
    assert person is not None
    assert person.name == name
    assert person.score >= 0.7
    assert bool(person.titles) == bool(title)


@given(NAMES)
def test_names_in_capitals_stay_in_capitals(name: str) -> None:
    person = parse_person(name.upper())
    assert person is not None
    assert person.name == name.upper()


@pytest.mark.parametrize("name", ["H'Hen Niê", "Y Bhăm Ksor", "Giàng A Páo", "Rơ Châm H'Phik"])
def test_names_of_ethnic_minorities_are_names(name: str) -> None:
    person = parse_person(name)
    assert person is not None
    assert person.name == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        pytest.param("Nguyên Văn An", "Nguyễn Văn An", id="Nguyên"),
        pytest.param("Lê Thị Gilang", "Lê Thị Giang", id="a stroke for a letter"),
        pytest.param("Trân Thị Bình", "Trần Thị Bình", id="Trân"),
        pytest.param("Nguyễa Văn An", "Nguyễn Văn An", id="a letter of the surname"),
        pytest.param("Bà Văn An", "Hà Văn An", id="a stroke closes the H of the surname"),
        pytest.param("Lê Boàng An", "Lê Hoàng An", id="a stroke closes an H"),
        pytest.param("guyềa Văn An", "Nguyễn Văn An", id="a seal over the first letter"),
        pytest.param("Nen: yến Văn An", "Nguyễn Văn An", id="a seal over the surname"),
        pytest.param("Lê Thị Glang", "Lê Thị Giang", id="l for i"),
    ],
)
def test_a_misread_name_is_mended_and_says_so(line: str, name: str) -> None:
    person = parse_person(line)
    assert person is not None
    assert person.name == name
    assert person.repaired
    assert person.score < 0.9


def test_a_lost_space_is_put_back() -> None:
    person = parse_person("NguyễnVăn An")
    assert person is not None
    assert person.name == "Nguyễn Văn An"


def test_a_name_whose_surname_may_be_misread_is_doubted() -> None:
    person = parse_person("Xkcdf Văn An")
    assert person is None or person.score < 0.5


@pytest.mark.parametrize("line", ["L Hoàng Anh", "à Văn An", "Văn An"])
def test_a_name_whose_surname_may_be_lost_is_doubted(line: str) -> None:
    person = parse_person(line)
    assert person is None or person.score < 0.6


@pytest.mark.parametrize(
    "line",
    [
        "", "t A Ð", "Jn ¬¬ /", "PHÓ CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "VĂN PHÒNG", "ĐẢNG ỦY",
        "- Lưu: VT, KT", "Nơi nhận:", "TRƯỞNG BAN", "Trưởng phòng Nguyễn Văn An đã ký",
        "Lê Văn Ngọc Huy Hoàng An Bình", "12/SNV-VTLT",
    ],
)  # fmt: skip
def test_junk_roles_and_sentences_are_no_names(line: str) -> None:
    assert parse_person(line) is None


def test_a_line_without_a_known_surname_is_doubted() -> None:
    place, name = parse_person("Kiên Bình"), parse_person("Lê Bình")
    assert place is not None
    assert name is not None
    assert place.score < 0.5 < name.score


WORDS = "nghiêng khuỷu quốc giếng gì quyết thuở ngoằn yếu ươm uỷ hoà toán xoong đường Ý ưu"


@pytest.mark.parametrize("word", WORDS.split())
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["", "x", "lac", "nget", "gya", "kan", "ắắ", "jn", "bẹnc", "1a"])
def test_what_no_vietnamese_says_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)

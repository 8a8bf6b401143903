"""The samples and the typesetter that made them."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from samples.typesetter import LEVELS, SourceError, load, scan, scan_page, typeset
from samples.typesetter.build import build
from samples.typesetter.fonts import FAMILIES, MissingFontError, font_path
from samples.typesetter.gold import gold

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
SOURCES = sorted((SAMPLES / "sources").glob("*.toml"))
RECORDS = {path.stem: gold(load(path)) for path in SOURCES}
RELATIONS = {
    "basis", "implements", "pursuant", "mentions", "amends", "replaces", "repeals", "guides",
    "encloses", "replies_to", "follows",
}  # fmt: skip

each_source = pytest.mark.parametrize("path", [pytest.param(p, id=p.stem) for p in SOURCES])


@pytest.fixture(scope="module")
def fonts() -> None:
    try:
        for family in FAMILIES:
            font_path(family)
    except MissingFontError as error:
        pytest.skip(str(error))


def scan_of(name: str) -> Path:
    (found,) = (p for p in (SAMPLES / "scans").glob(f"{name}.*") if p.suffix != ".json")
    return found


def printed_text(path: Path) -> str:
    """All that the first document says, without markup, in one line."""
    first = load(path).documents[0]
    parts = [*first.subject, first.text, first.appendix]
    return re.sub(r"\s+", " ", re.sub(r"\*\*|_|[{}]", "", " ".join(parts)))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text).replace("–", "-")


def test_there_are_enough_dispatches_of_every_kind() -> None:
    records = RECORDS.values()
    assert len(records) >= 16
    assert {r["system"] for r in records} == {"party", "state"}
    assert {r["doc_type"] for r in records} >= {
        "Chỉ thị", "Công văn", "Quyết định", "Quy định", "Kế hoạch", "Báo cáo", "Tờ trình",
        "Thông báo", "Giấy mời", "Hướng dẫn",
    }  # fmt: skip
    assert sum(r.get("enclosed", False) for r in records) >= 2
    assert sum(r["number_handwritten"] for r in records) >= 5
    notes = {note for r in records for note in r["quality"]}
    assert notes >= {
        "1-bit", "photo", "bleed-through", "đến stamp", "e-signature banner", "urgency stamp",
        "seal over signer", "born digital", "bad text layer", "draft",
    }  # fmt: skip
    assert {p.suffix for p in (SAMPLES / "scans").iterdir()} >= {
        ".pdf", ".tif", ".jpg", ".png", ".docx",
    }  # fmt: skip


@each_source
def test_every_scan_lies_beside_the_record_of_its_source(path: Path) -> None:
    assert scan_of(path.stem).stat().st_size > 0
    kept = json.loads((SAMPLES / "scans" / f"{path.stem}.json").read_text("utf-8"))
    assert kept == RECORDS[path.stem]


@each_source
def test_cited_numbers_and_deadlines_stand_in_the_text(path: Path) -> None:
    text = printed_text(path)
    for citation in RECORDS[path.stem]["citations"]:
        assert citation["relation"] in RELATIONS
        wanted = citation["number"] or citation["title"]
        assert squeezed(wanted) in squeezed(text)
        if citation["number"] is None:
            assert citation["type"] == "Luật"
        if citation["issuer"]:
            assert citation["issuer"] in text
    for deadline in RECORDS[path.stem]["deadlines"]:
        assert deadline["text"] in text


@each_source
def test_a_document_cites_nothing_younger_than_itself(path: Path) -> None:
    record = RECORDS[path.stem]
    for citation in record["citations"]:
        if record["date"] and citation["date"]:
            assert citation["date"] <= record["date"]


@each_source
def test_a_dispatch_has_the_length_of_a_real_one(path: Path) -> None:
    assert 120 <= len(load(path).documents[0].text.split()) <= 520


def test_the_dispatches_cite_one_another() -> None:
    held = {(r["number"], r["date"]) for r in RECORDS.values() if r["number"]}
    cited = {(c["number"], c["date"]) for r in RECORDS.values() for c in r["citations"]}
    assert len(held & cited) >= 12
    assert cited - held, "some documents are only cited"


def test_the_directive_of_the_demo_is_cited_in_many_ways() -> None:
    relations = [
        c["relation"]
        for r in RECORDS.values()
        for c in r["citations"]
        if (c["number"], c["date"]) == ("31-CT/TU", "2024-03-14")
    ]
    assert len(relations) >= 8
    assert set(relations) >= {"implements", "guides", "pursuant"}
    same = {r["issuing_body"] for r in RECORDS.values() if r["number"] == "31-CT/TU"}
    assert len(same) == 2, "the number alone does not tell which province"


def test_a_draft_has_a_sign_but_no_number_and_no_date() -> None:
    draft = RECORDS["kl-du-thao-ttr-ubnd"]
    assert (draft["number"], draft["sign"], draft["date"]) == (None, "TTr-UBND", None)


def test_the_samples_are_small() -> None:
    assert sum(p.stat().st_size for p in SAMPLES.rglob("*") if p.is_file()) < 10_000_000


@pytest.mark.parametrize("name", ["ls-517-cv-vptu", "ls-46-tb-vp", "bnv-1187-qd-bnv"])
def test_building_twice_gives_the_same_bytes(name: str, tmp_path: Path, fonts: None) -> None:
    source = SAMPLES / "sources" / f"{name}.toml"
    first = [path.read_bytes() for path in build(source, tmp_path / "a")]
    again = [path.read_bytes() for path in build(source, tmp_path / "b")]
    assert first == again


def test_another_seed_gives_another_scan(tmp_path: Path, fonts: None) -> None:
    source = SAMPLES / "sources" / "na-705-cv-btgtu.toml"
    first, _ = build(source, tmp_path / "a", seed=1)
    other, _ = build(source, tmp_path / "b", seed=2)
    assert first.read_bytes() != other.read_bytes()


@pytest.mark.parametrize("level", sorted(LEVELS))
def test_every_level_scans_and_keeps_the_boxes_on_their_lines(level: str, fonts: None) -> None:
    (page,) = typeset(load(SAMPLES / "sources" / "ls-19-gm-snv.toml"), dpi=150)
    result = scan_page(page, level, seed=5, dpi=100)
    assert result.image.size == (827, 1169)
    assert result.image.mode == ("1" if level == "fax" else "RGB")
    gray = np.asarray(result.image.convert("L"), np.int16)
    for line in result.lines:
        x0, y0, x1, y1 = line.box
        assert 0 <= x0 < x1 <= result.image.width and 0 <= y0 < y1 <= result.image.height
        patch = gray[y0:y1, x0:x1]
        assert np.median(gray) - patch.min() > 40, f"there is ink where {line.text!r} stands"


@each_source
def test_typeset_lines_say_what_the_source_says(path: Path, fonts: None) -> None:
    source = load(path)
    pages = typeset(source, dpi=60)
    said = squeezed(" ".join(line.text for page in pages for line in page.lines))
    for document in source.documents:
        for text in (*document.body, *document.addressees, *document.recipients, document.name):
            assert squeezed(text) in said
    for page in pages:
        for line in page.lines:
            x0, y0, x1, y1 = line.box
            assert 0 <= x0 < x1 <= page.image.width and 0 <= y0 < y1 <= page.image.height


def test_handwriting_has_lines_of_its_own(fonts: None) -> None:
    (page, *_) = typeset(load(SAMPLES / "sources" / "ly-612-cv-hu.toml"), dpi=100)
    written = {line.zone: line.text for line in page.lines if line.zone.endswith(":hand")}
    assert written == {"number:hand": "612", "place:hand": "23"}


def test_scan_takes_a_bare_image(fonts: None) -> None:
    blank = Image.new("RGB", (600, 800), "white")
    assert scan(blank, "office", seed=1, dpi=150, source_dpi=300).size == (300, 400)


def test_the_born_pdf_tells_its_text_and_the_bad_layer_lies() -> None:
    import pypdfium2

    def text_of(name: str) -> str:
        with pypdfium2.PdfDocument(scan_of(name)) as document:
            return document[0].get_textpage().get_text_range()

    assert "Số: 1187/QĐ-BNV" in text_of("bnv-1187-qd-bnv")
    assert "Bộ tiêu chí đánh giá chất lượng" in text_of("bnv-1187-qd-bnv")
    assert "Thục hiẹn Chỉ thị" in text_of("ns-63-cv-du")
    assert text_of("ls-31-ct-tu").strip() == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("[document]\nsystem = 3", "must be str", id="wrong kind"),
        pytest.param("[document]\nsytem = 'party'", "unknown key 'sytem'", id="unknown key"),
        pytest.param("[document]\nsystem = 'party'", "doc_type", id="missing key"),
        pytest.param("[look]\nseed = 1", "no [document]", id="no document"),
        pytest.param("[papers]", "unknown table", id="unknown table"),
        pytest.param("[document", "toml", id="no TOML"),
    ],
)
def test_a_wrong_source_is_refused_with_its_reason(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SourceError, match=re.escape(reason)) as caught:
        load(path)
    assert str(path) in str(caught.value)


def test_a_missing_font_names_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("samples.typesetter.fonts.FOLDERS", (tmp_path,))
    font_path.cache_clear()
    try:
        with pytest.raises(MissingFontError, match="apt-get install fonts-croscore"):
            font_path("tinos")
    finally:
        font_path.cache_clear()

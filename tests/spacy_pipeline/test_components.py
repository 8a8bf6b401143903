"""The spaCy pipeline: spans and the record, in our pipeline and in those of others."""

from __future__ import annotations

import doctest
import subprocess
import sys
import unicodedata
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import vnadmin_nlp
from vnadmin_nlp.spacy_pipeline import COMPONENTS

ROOT = Path(__file__).parents[2]

DISPATCH = """\
UBND TỈNH ĐỒNG GIANG
SỞ NỘI VỤ
Số: 214/SNV-VTLT
V/v rà soát hồ sơ lưu trữ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Đồng Giang, ngày 12 tháng 3 năm 2024

Kính gửi:
- Các sở, ban, ngành;
- Ủy ban nhân dân các huyện, thành phố.

Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư;
Thực hiện Chỉ thị số 31-CT/TU ngày 14/02/2024 của Ban Thường vụ Tỉnh ủy, Sở Nội vụ đề nghị các \
cơ quan rà soát hồ sơ, gửi báo cáo về Sở trước ngày 05/4/2024.

Nơi nhận:
- Như trên;
- Lưu: VT.
GIÁM ĐỐC
Trần Văn Mẫu
"""
NUMBERS = ["30/2020/NĐ-CP", "31-CT/TU"]
SENTENCE = (
    "Thực hiện Chỉ thị số 31-CT/TU ngày 14/02/2024 của Tỉnh ủy, báo cáo trước ngày 05/4/2024."
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return vnadmin_nlp.load()


def numbers(doc: Doc) -> list[str | None]:
    return [span._.citation.number for span in doc.spans["citations"]]


# --- what it finds ------------------------------------------------------------------------------


def test_citations_are_spans_with_their_relation_and_key(nlp: Language) -> None:
    doc = nlp(DISPATCH)
    spans = list(doc.spans["citations"])
    assert [span.text for span in spans] == ["Nghị định số 30/2020/NĐ-CP", "Chỉ thị số 31-CT/TU"]
    assert [span.label_ for span in spans] == ["basis", "implements"]
    assert [span.kb_id_ for span in spans] == [item.key for item in doc._.record.citations]
    assert spans[0].kb_id_ == "30/2020/ndcp|nghi dinh|chinh phu@central:|2020"
    assert [str(span._.citation.date) for span in spans] == ["2020-03-05", "2024-02-14"]
    assert spans[0]._.citation.issuer == "Chính phủ"


def test_deadlines_are_spans_counted_from_the_date_of_the_document(nlp: Language) -> None:
    doc = nlp(DISPATCH.replace("05/4/2024", "05/4"))
    [span] = doc.spans["deadlines"]
    assert (span.text, span.label_) == ("trước ngày 05/4", "absolute")
    assert str(span._.deadline.date) == "2024-04-05"


def test_the_record_is_that_of_a_file_with_the_same_text(nlp: Language, tmp_path: Path) -> None:
    path = tmp_path / "dispatch.txt"
    path.write_text(DISPATCH, "utf-8")
    record = vnadmin_nlp.extract(path)
    ours = nlp(DISPATCH)._.record
    assert ours.number == "214/SNV-VTLT"
    source = ours.source.model_copy(update={"file": record.source.file})
    assert ours.model_copy(update={"source": source}) == record


def test_spans_and_record_tell_of_the_same_documents(nlp: Language) -> None:
    doc = nlp(DISPATCH)
    assert numbers(doc) == [citation.number for citation in doc._.record.citations] == NUMBERS


def test_the_documents_own_number_is_no_citation(nlp: Language) -> None:
    own = DISPATCH.replace("đề nghị các", "(theo Công văn số 214/SNV-VTLT) đề nghị các")
    assert numbers(nlp(own)) == NUMBERS


def test_decomposed_text_gets_its_spans_where_they_stand(nlp: Language) -> None:
    doc = nlp(unicodedata.normalize("NFD", SENTENCE))
    [span] = doc.spans["citations"]
    assert unicodedata.normalize("NFC", span.text) == "Chỉ thị số 31-CT/TU"
    assert numbers(doc) == ["31-CT/TU"]


def test_two_finds_that_share_their_tokens_keep_their_data() -> None:
    foreign = spacy.blank("xx")
    foreign.tokenizer = lambda text: Doc(foreign.vocab, words=[text], spaces=[False])
    foreign.add_pipe("vnadmin_citations")
    doc = foreign("Căn cứ Nghị định số 30/2020/NĐ-CP và Chỉ thị số 31-CT/TU của Tỉnh ủy")
    assert {span.text for span in doc.spans["citations"]} == {doc.text}
    assert numbers(doc) == NUMBERS


# --- where it runs ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_is_found_by_its_entry_point(name: str) -> None:
    [entry] = entry_points(group="spacy_factories", name=name)
    assert callable(entry.load())


def test_the_tokenizer_is_found_by_its_entry_point() -> None:
    [entry] = entry_points(group="spacy_tokenizers", name="vnadmin.tokenizer")
    assert callable(entry.load())


def test_a_pipeline_of_others_takes_a_component() -> None:
    foreign = spacy.blank("xx")
    foreign.add_pipe("sentencizer")
    foreign.add_pipe("vnadmin_citations", config={"spans_key": "refs"})
    foreign.add_pipe("vnadmin_deadlines")
    doc = foreign(SENTENCE)
    assert [span._.citation.number for span in doc.spans["refs"]] == ["31-CT/TU"]
    assert [span.text for span in doc.spans["deadlines"]] == ["trước ngày 05/4/2024"]
    assert doc._.record is None


def test_a_process_that_only_has_spacy_finds_the_components() -> None:
    code = (
        "import spacy; nlp = spacy.blank('xx'); nlp.add_pipe('vnadmin_citations'); "
        f"print(len(nlp({SENTENCE!r}).spans['citations']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


def test_neither_the_package_nor_extract_imports_spacy() -> None:
    code = (
        "import sys, vnadmin_nlp; vnadmin_nlp.load; "
        "vnadmin_nlp.extract('samples/scans/ls-46-tb-vp.docx'); "
        "print([m for m in ('spacy', 'underthesea') if m in sys.modules])"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"


def test_a_component_left_out_is_not_there() -> None:
    lean = vnadmin_nlp.load(exclude=("vnadmin_record",))
    assert lean.pipe_names == [name for name in COMPONENTS if name != "vnadmin_record"]
    assert numbers(lean(SENTENCE)) == ["31-CT/TU"]


def test_many_texts_stream_through(nlp: Language) -> None:
    texts = [SENTENCE, "", DISPATCH, "Không viện dẫn."] * 5
    docs = list(nlp.pipe(texts, batch_size=7))
    assert [doc.text for doc in docs] == texts
    assert [len(doc.spans["citations"]) for doc in docs] == [1, 0, 2, 0] * 5


def test_processes_share_the_work(nlp: Language) -> None:
    docs = list(nlp.pipe([DISPATCH, SENTENCE], n_process=2, batch_size=1))
    assert [numbers(doc) for doc in docs] == [NUMBERS, ["31-CT/TU"]]
    assert docs[0]._.record.number == "214/SNV-VTLT"


# --- what is kept -------------------------------------------------------------------------------


def same(doc: Doc, other: Doc) -> bool:
    spans = [[(s.start, s.end, s.label_, s.kb_id_, s._.citation) for s in d.spans["citations"]]
             for d in (doc, other)]  # fmt: skip
    return spans[0] == spans[1] and doc._.record == other._.record and doc.text == other.text


def test_a_document_comes_back_from_its_bytes(nlp: Language) -> None:
    doc = nlp(DISPATCH)
    assert same(Doc(spacy.blank("xx").vocab).from_bytes(doc.to_bytes()), doc)


def test_documents_come_back_from_a_bin(nlp: Language) -> None:
    doc = nlp(DISPATCH)
    kept = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    [again] = DocBin().from_bytes(kept).get_docs(spacy.blank("xx").vocab)
    assert same(again, doc)


def test_a_pipeline_comes_back_from_disk(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    assert same(spacy.load(tmp_path)(DISPATCH), nlp(DISPATCH))


def test_a_pipeline_comes_back_from_bytes(nlp: Language) -> None:
    again = spacy.blank("vi", config=nlp.config).from_bytes(nlp.to_bytes())
    assert same(again(DISPATCH), nlp(DISPATCH))


# --- hostile inputs -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" \n\t ", id="space"),
        pytest.param("\x00\x00" + SENTENCE + "\x00", id="NULs"),
        pytest.param("số " * 15_000, id="one word over and over"),
        pytest.param("31-CT/TU, " * 5_000, id="numbers"),
        pytest.param("-/.&" * 10_000, id="marks"),
        pytest.param("a" * 900_000, id="one long word"),
        pytest.param("(" * 200_000, id="brackets"),
        pytest.param("\u0301" * 50_000, id="accents alone"),
    ],
)
def test_a_hostile_text_comes_through(nlp: Language, text: str) -> None:
    assert nlp(text).text == text


# --- the README ---------------------------------------------------------------------------------

SESSIONS = [
    test
    for test in [doctest.DocTestParser().get_doctest(
        (ROOT / "README.md").read_text("utf-8"), {}, "README.md", None, 0)]
    if test.examples
]  # fmt: skip


@pytest.mark.skipif(not SESSIONS, reason="the README shows no session")
def test_what_the_readme_shows_is_what_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert [runner.run(test).failed for test in SESSIONS] == [0]

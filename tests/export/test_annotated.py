"""A file's text given back with its citations as links."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.helpers.vnadmin_cli import DOCUMENTS, vnadmin
from vnadmin_nlp.export.annotated import annotate, to_html, to_markdown

LETTER = """TỈNH ỦY LẠNG SƠN
VĂN PHÒNG
*
Số 88-CV/VPTU
ĐẢNG CỘNG SẢN VIỆT NAM
Lạng Sơn, ngày 05 tháng 9 năm 2024
Kính gửi: Các huyện ủy
Thực hiện Chỉ thị số 31-CT/TU, ngày 12/3/2024 của Ban Thường vụ Tỉnh ủy về <b>lưu trữ</b> & số hóa,
theo Nghị định số 30/2020/NĐ-CP và mục 2 Chỉ thị số 31-CT/TU, đề nghị báo cáo.
"""


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_text(LETTER, "utf-8")
    return path


class _Page(HTMLParser):
    """Collects the visible text and the links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.links, self.ids, self.tags = "", [], [], set()
        self._inside = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        self.tags.add(tag)
        self._inside += tag == "div" or bool(self._inside and tag == "a")
        if self._inside and tag == "a":
            self.links.append(values["href"])
        if "id" in values:
            self.ids.append(values["id"])

    def handle_endtag(self, tag: str) -> None:
        self._inside -= bool(self._inside) and tag in ("div", "a")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text += data


def test_a_plain_text_comes_back_letter_by_letter(letter: Path) -> None:
    page = _Page(to_html(annotate(letter)))
    assert page.text == LETTER


def test_every_mention_leads_to_its_document_in_the_list(letter: Path) -> None:
    page = _Page(to_html(annotate(letter)))
    assert page.links == ["#cited-1-1", "#cited-1-2", "#cited-1-1"]
    assert page.ids == ["cited-1-1", "cited-1-2"]


def test_what_documents_say_is_never_markup(letter: Path) -> None:
    page = to_html(annotate(letter))
    assert "b" not in _Page(page).tags and "script" not in _Page(page).tags
    markdown = to_markdown(annotate(letter))
    assert r"\<b\>lưu trữ\</b\> &amp; số hóa" in markdown


def test_markdown_keeps_lines_and_links(letter: Path) -> None:
    markdown = to_markdown(annotate(letter))
    assert "[Chỉ thị số 31-CT/TU](#cited-1-1), ngày 12/3/2024" in markdown
    assert "\\*  \nSố 88-CV/VPTU  \n" in markdown
    assert '2. <a id="cited-1-2"></a>30/2020/NĐ-CP · Nghị định\n' in markdown


def test_a_text_that_is_markdown_stays_markdown(tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    path.write_text("# Tiêu đề\n\n**Căn cứ** Nghị định số 30/2020/NĐ-CP\n", "utf-8")
    ended = vnadmin("annotate", path, "--format", "markdown")
    assert ended.out.startswith("# Tiêu đề\n\n**Căn cứ** [Nghị định số 30/2020/NĐ-CP](#cited-1-1)")


def test_links_lead_to_addresses_of_the_users_own(letter: Path) -> None:
    ended = vnadmin("annotate", letter, "--link", "https://tim.example/?q={number}&k={key}")
    assert ended.code == 0
    assert 'href="https://tim.example/?q=31-CT%2FTU&amp;k=31%2Fcttu' in ended.out


def test_links_lead_to_the_files_of_an_archive(letter: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    assert vnadmin("ingest", DOCUMENTS, "--archive", archive, "-j1").code == 0
    text = letter.read_text("utf-8").replace("LẠNG SƠN", "YÊN BÁI").replace("Lạng Sơn", "Yên Bái")
    letter.write_text(text, "utf-8")
    ended = vnadmin("annotate", letter, "--archive", archive)
    held = (DOCUMENTS / "yb-31-ct-tu.txt").resolve().as_uri()
    assert _Page(ended.out).links == [held, "#cited-1-2", held]


def test_a_scan_is_given_in_flowing_paragraphs() -> None:
    scan = Path(__file__).parents[2] / "samples" / "scans" / "ls-142-kh-tu.pdf"
    ended = vnadmin("annotate", scan)
    assert ended.code == 0
    page = _Page(ended.out)
    assert len(page.links) >= 3
    assert re.search(r"Ban Thường vụ Tỉnh ủy ban hành Kế hoạch như sau:", page.text)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    ended = vnadmin("annotate", tmp_path / "none.txt")
    assert ended.code == 4
    assert "none.txt" in ended.err

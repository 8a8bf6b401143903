"""The report of the morning after: what came of a run, and what waits for a person."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.helpers.vnadmin_cli import DOCUMENTS, vnadmin
from vnadmin_nlp.cli.report_page import page
from vnadmin_nlp.store.run_report import PageRate, RunReport, RunSummary


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive of a run with two broken files, one of them named like markup."""
    folder = tmp_path_factory.mktemp("report")
    scans = Path(shutil.copytree(DOCUMENTS, folder / "scans"))
    (scans / "rỗng.pdf").write_bytes(b"")
    (scans / "<script>alert(1)<").with_suffix(".pdf").write_bytes(b"%PDF-")
    path = folder / "archive.db"
    assert vnadmin("ingest", scans, "--archive", path, "-j1").code == 1
    return path


def test_the_report_counts_what_came_of_a_run(archive: Path) -> None:
    ended = vnadmin("report", "--archive", archive, "--json")
    told = json.loads(ended.out)
    assert told["run"]["command"] == "ingest"
    assert (told["run"]["counts"]["done"], told["run"]["counts"]["failed"]) == (4, 2)
    assert told["states"] == {"done": 4, "failed": 2}
    assert told["totals"]["documents"] == 4
    assert {cause["message"]: cause["files"] for cause in told["causes"]}["the file is empty"] == 1
    assert len(told["slowest"]) == 6
    assert sum(bar["pages"] for bar in told["run"]["timeline"]) in (0, 4)


def test_the_report_reads_on_a_terminal(archive: Path) -> None:
    ended = vnadmin("report", "--archive", archive)
    assert ended.code == 0
    assert ended.out.startswith("run 1: ingest, ")
    for line in ("failures by cause", "slowest files", "  4 done, 2 failed"):
        assert line in ended.out.splitlines()


def test_a_page_holds_names_of_files_as_text(archive: Path) -> None:
    ended = vnadmin("report", "--archive", archive, "--html")
    tags: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: tags.add(tag)  # type: ignore[method-assign]
    parser.feed(ended.out)
    assert "table" in tags and "script" not in tags
    assert "&lt;script&gt;" in ended.out


def test_a_run_is_chosen_by_its_number(archive: Path) -> None:
    assert vnadmin("report", "--archive", archive, "--run", "1").code == 0
    ended = vnadmin("report", "--archive", archive, "--run", "99")
    assert (ended.code, "no run 99" in ended.err) == (6, True)


def test_a_page_draws_pages_over_the_time_of_a_run() -> None:
    bars = tuple(PageRate(60.0 * minute, pages) for minute, pages in enumerate([30, 0, 15]))
    counts = {"done": 9, "failed": 1, "skipped": 0, "documents": 12, "pages": 45}
    run = RunSummary(
        1, "ingest", "2026-01-05T20:00:00Z", "2026-01-05T20:03:00Z", 180.0, counts, 15.0, bars
    )
    printed = page(RunReport("a.db", run, {"files": 10}, {}, (), (), (), 0))
    assert "ingest · 2026-01-05 20:00 UTC · 0:03:00" in printed
    assert "pages a minute, at most 30" in printed
    assert re.findall(r'height="([\d.]+)"><title>after ([\d:]+): (\d+) pages', printed) == [
        ("80.0", "0:00:00", "30"),
        ("0.0", "0:01:00", "0"),
        ("40.0", "0:02:00", "15"),
    ]
    assert re.findall(r'class="(\w+)" style="width:([\d.]+)%', printed) == [
        ("done", "100.0"),
        ("failed", "11.1"),
    ]
    assert "<b>12</b> documents" in printed and "skipped" not in printed

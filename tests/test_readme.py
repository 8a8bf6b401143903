"""What the README says is what the program does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.helpers.vnadmin_cli import vnadmin
from vnadmin_nlp.cli import COMMANDS
from vnadmin_nlp.errors import ExitCode

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """Return the code blocks of a language; those of commands have none."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_every_command_is_in_the_table_in_order() -> None:
    rows = re.findall(r"^\| `vnadmin (\w+)[^`]*` \| (\S.*) \|$", README, re.MULTILINE)
    assert tuple(command for command, _ in rows) == COMMANDS


def test_the_exit_codes_are_those_of_the_program_and_of_its_help() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", README, re.MULTILINE)
    assert [int(code) for code, _ in rows] == [code.value for code in ExitCode]
    listed = vnadmin("--help").out
    for code, meaning in rows:
        assert re.search(rf"^ +{code}  {re.escape(meaning)}", listed, re.MULTILINE)


EXAMPLES = [
    shlex.split(line, comments=True)
    for block in blocks("")
    for line in block.splitlines()
    if line.startswith("vnadmin ")
]


@pytest.mark.parametrize("example", EXAMPLES, ids=" ".join)
def test_an_example_names_what_there_is(example: list[str]) -> None:
    command, *rest = example[1:]
    assert command in COMMANDS
    help_page = vnadmin(command, "--help").out
    for option in (word for word in rest if word.startswith("-")):
        assert option in help_page


def test_the_python_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = blocks("python")
    quick = example.replace('"samples/scans"', '"samples/scans/ls-46-tb-vp.docx"')
    assert quick != example
    for name in ("samples", "src"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    exec(quick, {})
    out = capsys.readouterr().out
    assert out.startswith("1520/UBND-NC 2024-07-02 Phùng Thế Sỹ\n")
    assert "46/TB-VP" in out


@pytest.mark.parametrize(
    "target", re.findall(r"\]\(([^)#:]+)\)", README), ids=lambda target: str(target)
)
def test_a_link_leads_to_a_file(target: str) -> None:
    assert (ROOT / target).exists()


def test_every_system_package_of_the_set_up_is_named() -> None:
    script = (ROOT / "script" / "bootstrap").read_text("utf-8")
    lists = re.findall(r"packages\+?=\(([^\"$()]+)\)", script)
    packages = " ".join(lists).split()
    assert {"poppler-utils", "python3-venv", "postgresql"} <= set(packages)
    assert [name for name in packages if f"`{name}`" not in README] == []

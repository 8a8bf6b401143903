"""Temporary folders: those of killed processes are removed, all others left alone."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from vnadmin_nlp.runtime import temp_dirs

LEAVES_ONE = """
import tempfile
from vnadmin_nlp.runtime import temp_dirs
print(tempfile.mkdtemp(prefix=temp_dirs.prefix("reader")))
"""


@pytest.mark.parametrize("named", [False, True], ids=["system's folder", "another folder"])
def test_folders_of_processes_that_are_gone_are_removed(
    named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path if named else None
    if not named:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    own = Path(tempfile.mkdtemp(prefix=temp_dirs.prefix("reader", folder), dir=folder))
    temp_dirs._sweep.cache_clear()
    left = Path(
        subprocess.run(
            [sys.executable, "-c", LEAVES_ONE], env={"TMPDIR": str(tmp_path)},
            stdout=subprocess.PIPE, text=True, check=True,
        ).stdout.strip()
    )  # fmt: skip
    assert left.parent == tmp_path and left.is_dir()
    here = socket.gethostname()
    names = "vnadmin-box-elsewhere=1=1-ab", f"vnadmin-box-{here}-ab", "vnadmin-pg-ab"
    others = [tmp_path / name for name in names]
    for other in others:
        other.mkdir()
    temp_dirs.prefix("reader", folder)
    assert sorted(tmp_path.iterdir()) == sorted([own, *others])

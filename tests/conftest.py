"""What tests of several files are given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from vnadmin_nlp.archive import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Yield an empty archive that is open for writing."""
    with Store(tmp_path / "a.db") as opened:
        yield opened

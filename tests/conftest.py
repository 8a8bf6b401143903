"""What tests of several files are given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.helpers import postgres
from vnadmin_nlp.store import Store

# On a busy machine examples take their time; what matters is what they find.
settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-machine")


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """Yield a PostgreSQL server, started for the first test that wants one."""
    if why := postgres.missing():
        pytest.skip(why)
    with postgres.server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield where an empty archive is or can be made: a file, and again on a server."""
    if request.param == "sqlite":
        yield str(tmp_path / "a.db")
        return
    running: postgres.Server = request.getfixturevalue("server")
    address = running.archive()
    yield address
    running.give_back(address)


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    """Yield an empty archive that is open for writing; tests with it run on both databases."""
    with Store(place) as opened:
        yield opened

"""Set-up: the locks are complete, and what they name is installed on whatever day."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
USER, DEV = ROOT / "requirements.lock", ROOT / "dev.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
#: What `pip install --no-build-isolation --editable .` takes of the build backend.
BUILDING = ["editables", "hatchling"]


class Pin(NamedTuple):
    """One package of a lock: its version, where it holds, and the hashes of its files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def pins(lock: Path) -> list[Pin]:
    """Return every pin of a lock; a line that is none fails."""
    entries = lock.read_text("utf-8").replace(" \\\n", " ").splitlines()
    found = [
        re.fullmatch(
            r"([a-z0-9-]+)==([^\s;]+)(?: ; (.+?))?((?: +--hash=sha256:[0-9a-f]{64})+)", entry
        )
        for entry in entries
        if not entry.startswith("#")
    ]
    assert all(found)
    return [Pin(m[1], m[2], m[3] or "", tuple(m[4].split())) for m in found if m]


@pytest.mark.parametrize("lock", [USER, DEV], ids=lambda lock: lock.name)
def test_a_lock_is_pins_with_hashes_and_tells_how_it_is_renewed(lock: Path) -> None:
    assert "Renewed by script/lock" in lock.read_text("utf-8").splitlines()[0]
    assert "://" not in lock.read_text("utf-8")
    assert pins(lock)
    assert os.access(ROOT / "script" / "lock", os.X_OK)


def test_no_package_is_in_both_locks() -> None:
    assert not {pin.name for pin in pins(USER)} & {pin.name for pin in pins(DEV)}


def holding(lock: Path) -> dict[str, str]:
    """Return name → version of the pins of a lock that hold for this Python."""
    held = [pin for pin in pins(lock) if not pin.marker or Marker(pin.marker).evaluate()]
    assert len({pin.name for pin in held}) == len(held)
    return {pin.name: pin.version for pin in held}


def wanted(roots: list[str]) -> Iterator[Requirement]:
    """Yield every requirement, with those of its extras, as the installed packages state them."""
    environment = {key: str(value) for key, value in default_environment().items()}
    waiting = [Requirement(root) for root in roots]
    seen: set[str] = set()
    while waiting:
        requirement = waiting.pop()
        if str(requirement) in seen:
            continue
        seen.add(str(requirement))
        if canonicalize_name(requirement.name) != PROJECT["name"]:
            yield requirement
        try:
            stated = requires(requirement.name) or []
        except PackageNotFoundError:
            continue  # it is then not in the lock either, which the test tells
        for text in stated:
            further = Requirement(text)
            extras = ["", *requirement.extras]
            if not further.marker or any(
                further.marker.evaluate({**environment, "extra": extra}) for extra in extras
            ):
                waiting.append(further)


@pytest.mark.parametrize(
    ("extras", "locks"),
    [(("cluster", "pdf", "postgres"), (USER,)), (("dev",), (USER, DEV))],
    ids=["using", "developing"],
)
def test_the_locks_hold_all_that_is_needed_at_versions_that_fit(
    extras: tuple[str, ...], locks: tuple[Path, ...]
) -> None:
    locked = {name: version for lock in locks for name, version in holding(lock).items()}
    optional = PROJECT["optional-dependencies"]
    roots = [
        *PROJECT["dependencies"],
        *(requirement for extra in extras for requirement in optional[extra]),
        *(requirement for extra in optional for requirement in optional[extra] if extra != "dev"),
        *BUILDING,
    ]
    unmet = [
        str(requirement)
        for requirement in wanted(roots)
        if not requirement.specifier.contains(
            locked.get(canonicalize_name(requirement.name), "0"), prereleases=True
        )
        or canonicalize_name(requirement.name) not in locked
    ]
    assert unmet == []


def test_what_is_installed_here_is_what_is_locked() -> None:
    from importlib.metadata import version

    locked = {**holding(USER), **holding(DEV)}
    assert {name: version(name) for name in locked} == locked


def wheel(folder: Path, name: str, version: str, *needs: str, extras: tuple[str, ...] = ()) -> str:
    """Make a tiny wheel in a folder and return its hash."""
    told = [
        "Metadata-Version: 2.1",
        f"Name: {name}",
        f"Version: {version}",
        *(f"Provides-Extra: {extra}" for extra in extras),
        *(f"Requires-Dist: {need}" for need in needs),
    ]
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"version = {version!r}\n",
        f"{info}/METADATA": "\n".join(told) + "\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{path},sha256={_urlsafe(text)},{len(text)}" for path, text in files.items()]
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inner, text in files.items():
            archive.writestr(inner, text)
        archive.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,"]) + "\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _urlsafe(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class Day(NamedTuple):
    """An empty environment, a lock, and the index of some day as a folder of wheels."""

    python: Path
    lock: Path
    index: Path

    def run(self, *command: object) -> subprocess.CompletedProcess[str]:
        """Run a command with an index that is the folder and nothing else."""
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PIP_")},
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": self.index.as_uri(),
        }
        return subprocess.run(
            [str(word) for word in command], env=environment, capture_output=True, text=True
        )

    def version(self, module: str) -> str:
        """Return which version of a module was installed."""
        return self.run(
            self.python, "-c", f"import {module}; print({module}.version)"
        ).stdout.strip()


@pytest.fixture
def day(tmp_path: Path) -> Day:
    """Lock a program that asks for a library with an extra by a lower bound; then all go on."""
    environment, index = tmp_path / "có dấu cách", tmp_path / "index"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    index.mkdir()
    asks = "tinylib[pdfa]>=10.15"
    hashes = {
        "tinytool==17.0": wheel(index, "tinytool", "17.0", asks),
        "tinylib==10.17.0": wheel(
            index, "tinylib", "10.17.0", 'tinyfonts; extra == "pdfa"', extras=("pdfa",)
        ),
        "tinyfonts==1.0": wheel(index, "tinyfonts", "1.0"),
    }
    lock = tmp_path / "a.lock"
    lock.write_text(
        "".join(f"{pin} \\\n    --hash=sha256:{digest}\n" for pin, digest in hashes.items())
    )
    wheel(index, "tinytool", "18.0", asks)
    wheel(index, "tinylib", "10.18.0", 'tinyfonts>=2; extra == "pdfa"', extras=("pdfa",))
    wheel(index, "tinyfonts", "2.0")
    return Day(environment / "bin" / "python", lock, index)


def test_the_locked_versions_are_installed_after_newer_ones_were_released(day: Day) -> None:
    installed = day.run(ROOT / "script" / "install-lock", day.python, day.lock)
    assert (installed.returncode, installed.stdout, installed.stderr) == (0, "", "")
    found = [day.version(module) for module in ("tinytool", "tinylib", "tinyfonts")]
    assert found == ["17.0", "10.17.0", "1.0"]
    assert day.run(day.python, "-m", "pip", "check").returncode == 0


def test_a_file_that_was_exchanged_is_not_installed(day: Day) -> None:
    wheel(day.index, "tinyfonts", "1.0", "tinytool")
    refused = day.run(ROOT / "script" / "install-lock", day.python, day.lock)
    assert refused.returncode != 0
    assert "DO NOT MATCH THE HASHES" in refused.stderr


def test_set_up_installs_both_locks_with_that_script_and_checks_them() -> None:
    script = (ROOT / "script" / "bootstrap").read_text("utf-8")
    assert 'script/install-lock .venv/bin/python "${locks[@]}"' in script
    assert "pip check" in script
    assert "pip install --require-hashes" not in script

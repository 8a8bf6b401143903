"""Set-up gives the same packages on any day: the locks are complete, and pip does not resolve."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from functools import partial
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
INSTALL = ROOT / "script" / "install-lock"


def pins(*locks: str) -> dict[str, set[str]]:
    """Return the versions that locks name, by package; several where markers choose."""
    found: dict[str, set[str]] = {}
    for lock in locks:
        for name, version in re.findall(
            r"^([\w.-]+)==([^\s;]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE
        ):
            found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def required(extras: Iterable[str]) -> list[Requirement]:
    """Return all that this package requires with ``extras``, directly and by way of others."""
    done: set[tuple[str, frozenset[str]]] = set()
    waiting = [("vnadmin-nlp", frozenset(extras))]
    found = []
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in done:
            continue
        done.add((name, extra))
        for requirement in map(Requirement, requires(name) or ()):
            wanted = requirement.marker is None or any(
                requirement.marker.evaluate({"extra": one}) for one in (*extra, "")
            )
            if wanted and canonicalize_name(requirement.name) != "vnadmin-nlp":
                found.append(requirement)
            if wanted:
                waiting.append((canonicalize_name(requirement.name), frozenset(requirement.extras)))
    return found


@pytest.mark.parametrize(
    ("extras", "locks"),
    [
        (["build", "cluster", "pdf", "postgres"], ["requirements.lock"]),
        (["dev"], ["requirements.lock", "dev.lock"]),
    ],
    ids=["what a user needs", "what developing adds"],
)
def test_the_locks_are_complete(extras: list[str], locks: list[str]) -> None:
    pinned = pins(*locks)
    for requirement in required(extras):
        versions = pinned.get(canonicalize_name(requirement.name), set())
        assert any(map(requirement.specifier.contains, versions)), str(requirement)


@pytest.mark.parametrize("lock", ["requirements.lock", "dev.lock"])
def test_a_lock_has_hashes_no_addresses_and_tells_how_it_is_renewed(lock: str) -> None:
    first, *lines = (ROOT / lock).read_text("utf-8").splitlines()
    assert first.endswith("renewed by script/lock.")
    assert not [line for line in lines if "://" in line or line.startswith("-")]
    entries = re.split(r"\n(?=\S)", "\n".join(lines))
    assert all(re.search(r"==.*\\\n    --hash=sha256:[0-9a-f]{64}", entry) for entry in entries)


def test_the_locks_share_no_package() -> None:
    assert not pins("requirements.lock").keys() & pins("dev.lock").keys()


def wheel(folder: Path, name: str, version: str, *metadata: str) -> str:
    """Write a wheel with nothing in it but its metadata, and return its line in a lock."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{info}/METADATA": "\n".join(
            ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *metadata, ""]
        ),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')},{len(text)}\n"
        for path, text in files.items()
    )
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inner, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(inner, text)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def offline(index: Path) -> dict[str, str]:
    """Return an environment in which pip sees that folder alone."""
    settings = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index), "PIP_CONFIG_FILE": os.devnull}
    return os.environ | settings


def test_what_was_released_since_changes_nothing(tmp_path: Path) -> None:
    """A package asks for another one with an extra and a lower bound, as ocrmypdf for pikepdf."""
    index = tmp_path / "index"
    index.mkdir()
    lock = tmp_path / "the locks" / "requirements.lock"
    lock.parent.mkdir()
    lock.write_text(
        "# What a user needs.\n"
        + wheel(index, "upper", "1.0", "Requires-Dist: lower[more]>=1.0")
        + wheel(index, "lower", "1.0", "Provides-Extra: more", "Requires-Dist: more; extra=='more'")
        + wheel(index, "more", "1.0"),
        "utf-8",
    )
    for name in ("upper", "lower", "more"):
        wheel(index, name, "2.0")
    folder = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    env = offline(index) | {"LC_ALL": "C"}
    env.pop("HOME", None)
    run = partial(subprocess.run, env=env, capture_output=True, text=True)
    done = run([INSTALL, python, lock])
    assert done.returncode == 0, done.stderr
    listed = run([python, "-m", "pip", "freeze"])
    assert listed.stdout.split() == ["lower==1.0", "more==1.0", "upper==1.0"]


def test_a_lock_that_lacks_a_package_is_refused(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(wheel(tmp_path, "upper", "1.0", "Requires-Dist: lower>=1.0"), "utf-8")
    folder = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    done = subprocess.run(
        [INSTALL, folder / "bin" / "python", lock],
        env=offline(tmp_path),
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "upper 1.0 requires lower, which is not installed" in done.stderr

"""What an installation reads with: workers of another one would make other records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import vnadmin_nlp
from vnadmin_nlp.runtime.model_files import trained

_CODE = (".py", ".toml", ".csv", ".json", ".sql")
_WEIGHTS = (".onnx", ".npz", ".gz", ".json")
#: Digits of a hash that are shown.
_DIGITS = 8


class Build(NamedTuple):
    """The code and the trained models of an installation, by their hashes."""

    version: str
    code: str
    models: str

    def __str__(self) -> str:
        """Return what is shown of it.

        >>> print(Build("1.0", "0123456789abcdef", "fedcba9876543210"))
        1.0 (code 01234567, models fedcba98)
        """
        return f"{self.version} (code {self.code[:_DIGITS]}, models {self.models[:_DIGITS]})"


@lru_cache(maxsize=1)
def this_build() -> Build:
    """Return what this process reads with."""
    package = Path(vnadmin_nlp.__file__).parent
    models = trained("recogniser", "card.json").parents[1]
    code = (path for path in package.rglob("*") if models not in path.parents)
    return Build(
        _version(), _hash(package, code, _CODE), _hash(models, models.glob("*/*"), _WEIGHTS)
    )


def _version() -> str:
    try:
        return version("vnadmin-nlp")
    except PackageNotFoundError:  # run from a checkout
        return "of a checkout"


def _hash(root: Path, files: Iterable[Path], kinds: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.suffix in kinds and path.is_file()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()

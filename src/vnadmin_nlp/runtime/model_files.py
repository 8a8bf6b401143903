"""Where the trained parts lie: beside the package where it is installed, else in the repository."""

from __future__ import annotations

from pathlib import Path

from vnadmin_nlp.errors import MissingProgram

#: What to do when a trained part is missing, or is that of another version.
AGAIN = "install the package again"


def trained(part: str, name: str) -> Path:
    """Return the path of a file of a trained part, such as ``pairs`` or ``recogniser``.

    Raises:
        MissingProgram: there is none.
    """
    package = Path(__file__).resolve().parents[1]
    for models in (package / "models", package.parents[1] / "models"):
        if (path := models / part / name).is_file():
            return path
    raise MissingProgram(f"models/{part}/{name} is missing", remedy=AGAIN)

"""A name means one thing: modules and classes are named once in the package."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "vnadmin_nlp"
MODULES = [path for path in PACKAGE.rglob("*.py") if path.stem not in ("__init__", "__main__")]


def twice(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def test_modules_have_names_of_their_own() -> None:
    assert twice([path.stem for path in MODULES]) == []


def test_classes_have_names_of_their_own() -> None:
    trees = (ast.parse(path.read_text("utf-8")) for path in MODULES)
    classes = [node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    assert twice([name.removeprefix("_") for name in classes]) == []

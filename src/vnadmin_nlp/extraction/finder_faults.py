"""What a fault in one finder costs: the values it looks for, and nothing else of the record."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from vnadmin_nlp.errors import VnadminError, internal
from vnadmin_nlp.model.record import Problem

log = logging.getLogger(__name__)

Value = TypeVar("Value")
Otherwise = TypeVar("Otherwise")


@dataclass(slots=True)
class Faults:
    """The faults of finders in one document.

    Attributes:
        problems: one for each finder that failed, in the order in which they ran.
    """

    problems: list[Problem] = field(default_factory=list)

    def guard(
        self, what: str, find: Callable[[], Value], otherwise: Otherwise
    ) -> Value | Otherwise:
        """Return what ``find`` finds, or ``otherwise`` where it fails.

        Args:
            what: the values that are lost then, in words for people.
            find: looks for them.
            otherwise: stands for them.

        Raises:
            VnadminError: a known failure, such as a missing program, which is no fault of a finder.
        """
        try:
            return find()
        except VnadminError:
            raise
        except Exception as error:
            log.exception("%s", what)
            if (problem := _fault(what, error)) not in self.problems:
                self.problems.append(problem)
            return otherwise


def _fault(what: str, error: Exception) -> Problem:
    """Return the problem of a document in which ``what`` is lost by an error of our own."""
    return Problem(stage="extract", message=f"{what} could not be read: {internal(error)}")

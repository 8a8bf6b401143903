"""What the line says, weighed together with everything else that bears witness to a value.

The reading of a line is one witness; the times of the file, its name, the documents it cites are
others. Each says how likely what it tells would be if a value were the true one; the product makes
one posterior (Bayes), with each witness taken to be independent of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from vnadmin_nlp.model.record import Witness

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Statement(Generic[Value]):
    """What one witness says.

    Attributes:
        by: who says it, in one word.
        text: what it says, as a person would read it.
        likelihood: how likely it would say so, were a value the true one.
        proposes: values that it makes likely by itself.
        agrees: whether a value can be true if the witness is right.
        unnamed: how likely it would say so, were a value the true one that nobody names; None for
            as little likely as the least likely of the named ones.
    """

    by: str
    text: str
    likelihood: Callable[[Value], float]
    proposes: tuple[Value, ...]
    agrees: Callable[[Value], bool]
    unnamed: float | None = None

    def on(self, value: Value) -> Witness:
        """Return what is kept of it beside ``value``."""
        return Witness(by=self.by, text=self.text, agrees=self.agrees(value))


@dataclass(frozen=True, slots=True)
class Readings(Generic[Value]):
    """What was read of a line.

    Attributes:
        chances: of what was read, likeliest first.
        other: the chance that it is a value by another way than these readings.
        possible: values that were not read and are not much less likely than those that were.
    """

    chances: Mapping[Value, float]
    other: Callable[[Value], float]
    possible: Sequence[Value] = ()

    def chance(self, value: Value) -> float:
        """Return how likely a value is by the line alone."""
        return self.chances.get(value, 0.0) + self.other(value)


def weigh(
    readings: Readings[Value], statements: Sequence[Statement[Value]]
) -> list[tuple[Value, float]]:
    """Return the values that were read or proposed with their posteriors, likeliest first.

    What the line leaves to values that nobody names stays with them.

    >>> early = Statement("made", "on the 3rd", lambda day: 0.9 if day <= 3 else 0.01, (), bool)
    >>> read = Readings({8: 0.6, 3: 0.3}, other=lambda day: 0.0)
    >>> [(day, round(chance, 2)) for day, chance in weigh(read, [early])]
    [(3, 0.97), (8, 0.02)]
    """
    proposed = (value for one in statements for value in one.proposes)
    named = (*readings.chances, *readings.possible, *proposed)
    weights = {value: readings.chance(value) for value in named}
    unnamed = max(0.0, 1.0 - sum(weights.values()))
    for one in statements:
        likelihoods = {value: one.likelihood(value) for value in weights}
        weights = {value: weight * likelihoods[value] for value, weight in weights.items()}
        least = min(likelihoods.values(), default=1.0)
        unnamed *= least if one.unnamed is None else one.unnamed
    total = sum(weights.values()) + unnamed
    if total <= 0:
        return []
    ranked = sorted(weights.items(), key=lambda item: -item[1])
    return [(value, weight / total) for value, weight in ranked]


def heard(statements: Iterable[Statement[Value]], value: Value) -> tuple[Witness, ...]:
    """Return what is kept of witnesses beside the value that was given."""
    return tuple(one.on(value) for one in statements)

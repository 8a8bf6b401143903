"""What a row of steps can be read as, how likely, and where the letters of a reading stand."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.engines.line_network import Chances

#: Classes less likely at a step than this are not weighed there; so many readings go on from it.
_UNLIKELY, _WIDTH = 0.002, 16


def readings(chances: Chances, letters: str) -> dict[str, float]:
    """Return the likeliest readings, each with the sum of the chances of all its ways (CTC).

    Args:
        chances: of the classes at each step; class 0 is none, class ``n`` letter ``n - 1``.
        letters: of the classes.

    >>> import numpy as np
    >>> readings(np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]]), "1")["11"]
    0.504
    """
    # Of each reading the chance that it ends in its last letter, and in steps of nothing after it.
    beams: dict[str, tuple[float, float]] = {"": (0.0, 1.0)}
    for step in chances:
        none, likely = float(step[0]), (step > _UNLIKELY).nonzero()[0].tolist()
        classes = [(letters[n - 1], float(step[n])) for n in likely if n]
        grown: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for text, (ended, paused) in beams.items():
            grown[text][1] += (ended + paused) * none
            for letter, chance in classes:
                if text.endswith(letter):
                    grown[text][0] += ended * chance
                    if paused:
                        grown[text + letter][0] += paused * chance
                else:
                    grown[text + letter][0] += (ended + paused) * chance
        best = sorted(grown.items(), key=lambda item: -sum(item[1]))[:_WIDTH]
        beams = {text: (ended, paused) for text, (ended, paused) in best}
    return {text: round(sum(ways), 6) for text, ways in beams.items()}


def places(chances: Chances, letters: str, text: str) -> list[float]:
    """Return the step in which the middle of each letter of ``text`` most likely stands (Viterbi).

    >>> import numpy as np
    >>> places(np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7], [0.3, 0.7]]), "1", "11")
    [0.0, 2.5]
    """
    import numpy as np

    # Before, between and behind the letters there may be steps of nothing.
    states = np.zeros(2 * len(text) + 1, np.intp)
    states[1::2] = [letters.index(letter) + 1 for letter in text]
    logs = np.log(chances[:, states] + 1e-9)
    skips = np.zeros(len(states), bool)
    skips[3::2] = states[3::2] != states[1:-2:2]
    came = np.zeros(logs.shape, np.intp)
    best = np.full(len(states), -np.inf)
    best[:2] = logs[0, :2]
    for n, step in enumerate(logs[1:], 1):
        one, two = np.full(len(best), -np.inf), np.full(len(best), -np.inf)
        one[1:] = best[:-1]
        two[2:] = np.where(skips[2:], best[:-2], -np.inf)
        ways = np.stack([best, one, two])
        came[n] = ways.argmax(axis=0)
        best = ways.max(axis=0) + step
    state = int(np.argmax(best[-2:])) + max(0, len(best) - 2)
    way = [state]
    for n in range(len(logs) - 1, 0, -1):
        state -= int(came[n, state])
        way.append(state)
    at = np.array(way[::-1])
    return [float(np.flatnonzero(at == n).mean()) for n in range(1, len(states), 2)]

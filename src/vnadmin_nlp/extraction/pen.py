"""What a value is worth whose digits are written by pen (số và ngày viết tay)."""

from __future__ import annotations

#: Digits by pen are believed from this confidence on, and given for review from the other one on:
#: a reading that is less likely than not would be a guess.
SURE, LIKELY = 0.9, 0.5
#: What a doubtful reading keeps of its confidence: enough less to be named for review.
DOUBT = 0.8


def pen_confidence(sure: float) -> float | None:
    """Return the confidence in a value of whose digits the recogniser is so sure.

    >>> pen_confidence(0.95), pen_confidence(0.75), pen_confidence(0.4)
    (0.95, 0.6, None)
    """
    if sure < LIKELY:
        return None
    return sure if sure >= SURE else round(DOUBT * sure, 3)

"""When a person is asked to look at a value."""

from __future__ import annotations

#: Values less sure than this are given, and their fields named for review: the least hundredth from
#: which on at most 2 % of numbers and of dates that pass were wrong on real scans, each judged by
#: curves that had not seen it (``benchmarks/calibration.md``).
REVIEW_BELOW = 0.95

"""When a person is asked to look at a value."""

from __future__ import annotations

#: Values less sure than this are given, and their fields named for review. Chosen by the measured
#: curves (``benchmarks/calibration.md``).
REVIEW_BELOW = 0.94

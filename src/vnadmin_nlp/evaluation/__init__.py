"""How right are our records, and how far can their confidence be trusted?"""

from vnadmin_nlp.evaluation.accuracy_report import CORE, AccuracyReport, Difference, Tally
from vnadmin_nlp.evaluation.comparison import CITATION_PARTS, evaluate, select
from vnadmin_nlp.evaluation.likeness import fold_number, fold_value, likeness, pair_up
from vnadmin_nlp.evaluation.reliability import Reliability, ScoredValue

__all__ = [
    "CITATION_PARTS",
    "CORE",
    "AccuracyReport",
    "Difference",
    "Reliability",
    "ScoredValue",
    "Tally",
    "evaluate",
    "fold_number",
    "fold_value",
    "likeness",
    "pair_up",
    "select",
]

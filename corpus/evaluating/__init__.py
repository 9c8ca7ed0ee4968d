"""How good the cleaning is: what corpus makes of sources against what readers marked in them.

Each set of labels has its module and gives counts a document; ``measures`` turns counts into shares with intervals.
"""

from corpus.evaluating.cases import CaseResult, CaseResults, evaluate_cases
from corpus.evaluating.details import Details
from corpus.evaluating.documents import evaluate_gold
from corpus.evaluating.encoding import evaluate_encoding
from corpus.evaluating.measures import Estimate, GroupEstimates, Table
from corpus.evaluating.reflow_set import evaluate_reflow

__all__ = [
    "CaseResult",
    "CaseResults",
    "Details",
    "Estimate",
    "GroupEstimates",
    "Table",
    "evaluate_cases",
    "evaluate_encoding",
    "evaluate_gold",
    "evaluate_reflow",
]

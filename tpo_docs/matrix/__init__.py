"""Matrices: which items of one sort are linked to which of another, and where something is missing.

A pure function of a project whose size grows with the items and links, never with rows times columns.
"""

from tpo_docs.matrix.choice import (
    USEFUL,
    axis,
    counted_roles,
    further,
    inactive,
    names,
    pair,
    pair_of,
    pairs,
    problems,
    useful,
    written,
)
from tpo_docs.matrix.fields import Part, actors, named_parties
from tpo_docs.matrix.joins import matrix, ranks
from tpo_docs.matrix.methods import method_of
from tpo_docs.matrix.nouns import Axis, Cell, Matrix, Pair, Row, Standing

__all__ = [
    "USEFUL",
    "Axis",
    "Cell",
    "Matrix",
    "Pair",
    "Part",
    "Row",
    "Standing",
    "actors",
    "axis",
    "counted_roles",
    "further",
    "inactive",
    "matrix",
    "method_of",
    "named_parties",
    "names",
    "pair",
    "pair_of",
    "pairs",
    "problems",
    "ranks",
    "useful",
    "written",
]

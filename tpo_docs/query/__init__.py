"""The one query language: of `list`, of saved views and of query blocks in pages."""

from tpo_docs.query.grammar import Order, Query, QueryProblem, Term, mend, parse, resolve_name
from tpo_docs.query.selection import lost, ordered, select, unheard, unmeasured
from tpo_docs.query.traces import Branch, above, below, closure, tree
from tpo_docs.query.values import cell, columns, field_names, linked
from tpo_docs.query.views import problems

__all__ = [
    "Branch",
    "Order",
    "Query",
    "QueryProblem",
    "Term",
    "above",
    "below",
    "cell",
    "closure",
    "columns",
    "field_names",
    "linked",
    "lost",
    "mend",
    "ordered",
    "parse",
    "problems",
    "resolve_name",
    "select",
    "tree",
    "unheard",
    "unmeasured",
]

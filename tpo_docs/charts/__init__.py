"""Charts as inline SVG: bars, stacked bars, lines and steps, points, heat maps; behind each its numbers as a table.

Widths are shares of the room there is, so that letters keep their size on a phone. Colours are classes, which the
style sheet turns into those of the theme; a number, a word, a dash or a shape says the same without colour.
"""

from tpo_docs.charts.axes import counts
from tpo_docs.charts.nouns import Axis, Bar, Frame, Line, Part, Point, Row, Span, Words
from tpo_docs.charts.plots import columns, lines, scatter
from tpo_docs.charts.rows import bars, heat
from tpo_docs.charts.timelines import timeline
from tpo_docs.charts.writing import shortened

__all__ = [
    "Axis",
    "Bar",
    "Frame",
    "Line",
    "Part",
    "Point",
    "Row",
    "Span",
    "Words",
    "bars",
    "columns",
    "counts",
    "heat",
    "lines",
    "scatter",
    "shortened",
    "timeline",
]

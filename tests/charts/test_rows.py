"""Bars and maps of cells: as long and as deep as their numbers."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.charts.drawn import FRAME, PARTS, element
from tpo_docs import charts
from tpo_docs.charts import Bar

_VALUES = st.floats(0, 1e9, allow_nan=False) | st.integers(0, 10_000)


def test_bars_are_as_long_as_their_share_of_the_longest() -> None:
    figure = element(charts.bars(FRAME, PARTS, (Bar("A", (3, 1)), Bar("B", (1, 1)))))
    parts = [
        rect for rect in figure.iter("rect") if "tpo-chart__part" in rect.get("class", "") and rect.get("rx") is None
    ]
    drawn = [(rect.get("x"), rect.get("width")) for rect in parts if rect.get("y") is not None]
    assert drawn == [("0%", "75%"), ("75%", "25%"), ("0%", "25%"), ("25%", "25%")]


def test_shares_fill_the_room() -> None:
    figure = element(charts.bars(FRAME, PARTS, (Bar("A", (1, 3)), Bar("B", (0, 0))), share=True))
    widths = [rect.get("width") for rect in figure.iter("rect") if "__part" in rect.get("class", "") and rect.get("y")]
    assert widths == ["25%", "75%"]


def test_a_heat_map_says_its_numbers() -> None:
    html = charts.heat(FRAME, ("Low", "High"), (Bar("Often", (0, 5)), Bar("Seldom", (1, 2))))
    cells = [rect.get("class") for rect in element(html).iter("rect")]
    assert cells == [f"tpo-chart__cell tpo-chart__cell--{level}" for level in ("none", "4", "1", "2")]
    assert re.findall(r'text-anchor="middle">(\d)</text>', html) == ["0", "5", "1", "2"]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=80), _VALUES, _VALUES), max_size=8),
    st.booleans(),
)
def test_any_numbers_make_a_picture(rows: list[tuple[str, float, float]], share: bool) -> None:  # noqa: FBT001 - an argument of the property
    bars = [Bar(label, (first, second)) for label, first, second in rows]
    figure = element(charts.bars(FRAME, PARTS, bars, share=share))
    for rect in figure.iter("rect"):
        width = rect.get("width", "")
        assert not width.endswith("%") or 0 <= float(width[:-1]) <= 100
    assert len(list(next(figure.iter("tbody")).iterfind("tr"))) == len(rows)

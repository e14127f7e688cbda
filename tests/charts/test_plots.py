"""Lines, steps and columns lie where their axes say."""

from __future__ import annotations

from tests.charts.drawn import FRAME, PARTS, element, texts
from tpo_docs import charts
from tpo_docs.charts import Axis, Bar, Line, Part


def test_a_step_holds_its_value_up_to_the_next_point() -> None:
    line = Line(Part("first", "Done"), ((0, 0), (10, 4)), step=True)
    html = charts.lines(FRAME, (line,), Axis("Day", 0, 10, ((0, "Mon"), (10, "Tue"))), Axis("Items", 0, 4))
    assert next(element(html).iter("polyline")).get("points") == "0,100 100,100 100,0"
    assert texts(element(html), ".//tbody/tr/*") == ["Mon", "0", "Tue", "4"]


def test_several_lines_differ_without_colour() -> None:
    lines = tuple(Line(Part(name, name), ((0, 1), (1, 2))) for name in ("first", "second"))
    html = charts.lines(FRAME, lines, Axis("x", 0, 1), Axis("y", 0, 2))
    dashes = [line.get("stroke-dasharray") for line in element(html).iter("polyline")]
    assert dashes == [None, "6 4"]


def test_columns_stand_beside_each_other_and_on_each_other() -> None:
    rows = (Bar("2027-01", (1, 3)), Bar("2027-02", (0, 2)))
    figure = element(charts.columns(FRAME, PARTS, rows, Axis("Stories", 0, 4, ((0, "0"), (4, "4"))), (2, "mean")))
    drawn = [
        tuple(rect.get(name) for name in ("x", "y", "width", "height"))
        for rect in figure.iter("rect")
        if "__column" in rect.get("class", "")
    ]
    assert drawn == [("5", "75", "40", "25"), ("5", "0", "40", "75"), ("55", "50", "40", "50")]
    assert texts(next(figure.iter("table")), "./tbody/tr/*") == ["2027-01", "1", "3", "2027-02", "0", "2"]
    assert "mean" in [text.text for text in figure.iter("text")]


def test_columns_of_nothing_are_well_formed() -> None:
    assert "<table" in charts.columns(FRAME, PARTS, (), Axis("Stories", 0, 1))


def test_lines_may_have_flags_and_a_cone() -> None:
    lines = (Line(Part("first", "Scope"), ((0, 1), (10, 2))),)
    figure = element(
        charts.lines(
            FRAME, lines, Axis("Day", 0, 10), Axis("Stories", 0, 2), flags=((5, "+1"),), cone=((0, 0), (5, 2), (10, 2))
        )
    )
    assert [one.get("points") for one in figure.iter("polygon")] == ["0,100 50,0 100,0"]
    assert "+1" in [text.text for text in figure.iter("text")]

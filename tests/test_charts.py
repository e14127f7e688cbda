"""Charts: well-formed whatever they are told, with their numbers as a table behind them."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpo_docs import charts
from tpo_docs.charts import Axis, Bar, Frame, Line, Part, Point, Row, Span

_FRAME = Frame("Coverage <by> type", 'Says "it" & more', "Type")
_PARTS = (Part("covered", "covered"), Part("open", "gap"))


def _element(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(html)


def _texts(element: ElementTree.Element, path: str) -> list[str]:
    return ["".join(found.itertext()) for found in element.iterfind(path)]


def test_bars_are_as_long_as_their_share_of_the_longest() -> None:
    figure = _element(charts.bars(_FRAME, _PARTS, (Bar("A", (3, 1)), Bar("B", (1, 1)))))
    parts = [
        rect for rect in figure.iter("rect") if "tpo-chart__part" in rect.get("class", "") and rect.get("rx") is None
    ]
    drawn = [(rect.get("x"), rect.get("width")) for rect in parts if rect.get("y") is not None]
    assert drawn == [("0%", "75%"), ("75%", "25%"), ("0%", "25%"), ("25%", "25%")]


def test_shares_fill_the_room() -> None:
    figure = _element(charts.bars(_FRAME, _PARTS, (Bar("A", (1, 3)), Bar("B", (0, 0))), share=True))
    widths = [rect.get("width") for rect in figure.iter("rect") if "__part" in rect.get("class", "") and rect.get("y")]
    assert widths == ["25%", "75%"]


def test_a_picture_has_a_name_a_description_and_a_role() -> None:
    svg = next(_element(charts.bars(_FRAME, _PARTS, (Bar("A", (1, 1)),))).iter("svg"))
    pictures = [
        one for one in _element(charts.bars(_FRAME, _PARTS, (Bar("A", (1, 1)),))).iter("svg") if one.get("role")
    ]
    assert svg.get("aria-hidden") == "true"
    assert pictures[0].get("role") == "img"
    assert pictures[0].findtext("title") == "Coverage <by> type"
    assert pictures[0].findtext("desc") == 'Says "it" & more'


def test_the_numbers_stand_behind_the_picture() -> None:
    html = charts.bars(_FRAME, _PARTS, (Bar("A & B", (3, 1), href='a.html?"x"'), Bar("C", (0, 2.5))))
    table = next(_element(html).iter("table"))
    assert _texts(table, ".//thead//th") == ["Type", "covered", "gap", "Total"]
    assert _texts(table, "./tbody/tr/*") == ["A & B", "3", "1", "4", "C", "0", "2.5", "2.5"]
    assert [link.get("href") for link in table.iter("a")] == ['a.html?"x"']


def test_a_step_holds_its_value_up_to_the_next_point() -> None:
    line = Line(Part("first", "Done"), ((0, 0), (10, 4)), step=True)
    html = charts.lines(_FRAME, (line,), Axis("Day", 0, 10, ((0, "Mon"), (10, "Tue"))), Axis("Items", 0, 4))
    assert next(_element(html).iter("polyline")).get("points") == "0,100 100,100 100,0"
    assert _texts(_element(html), ".//tbody/tr/*") == ["Mon", "0", "Tue", "4"]


def test_several_lines_differ_without_colour() -> None:
    lines = tuple(Line(Part(name, name), ((0, 1), (1, 2))) for name in ("first", "second"))
    html = charts.lines(_FRAME, lines, Axis("x", 0, 1), Axis("y", 0, 2))
    dashes = [line.get("stroke-dasharray") for line in _element(html).iter("polyline")]
    assert dashes == [None, "6 4"]


def test_a_heat_map_says_its_numbers() -> None:
    html = charts.heat(_FRAME, ("Low", "High"), (Bar("Often", (0, 5)), Bar("Seldom", (1, 2))))
    cells = [rect.get("class") for rect in _element(html).iter("rect")]
    assert cells == [f"tpo-chart__cell tpo-chart__cell--{level}" for level in ("none", "4", "1", "2")]
    assert re.findall(r'text-anchor="middle">(\d)</text>', html) == ["0", "5", "1", "2"]


@pytest.mark.parametrize("attack", ["<script>alert(1)</script>", '" onload="x', "]]>", "&lt;", "a\x00b\x1f"])
def test_what_authors_wrote_stays_text(attack: str) -> None:
    frame = Frame(attack, attack, attack, charts.Words(attack, attack, attack))
    axis = Axis(attack, 0, 1, ((0, attack),))
    for html in (
        charts.bars(frame, (Part(attack, attack), Part("b", attack)), (Bar(attack, (1, 2), attack, attack),)),
        charts.lines(frame, (Line(Part(attack, attack), ((0, 1),)),), axis, axis),
        charts.scatter(frame, (Point(0, 1, attack, attack, attack),), axis, axis),
        charts.heat(frame, (attack,), (Bar(attack, (1,)),)),
    ):
        figure = _element(html)
        assert not [
            one for one in figure.iter() if one.tag == "script" or any(key.startswith("on") for key in one.attrib)
        ]
        assert attack.replace("\x00", " ").replace("\x1f", " ") in "".join(figure.itertext())


_VALUES = st.floats(0, 1e9, allow_nan=False) | st.integers(0, 10_000)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=80), _VALUES, _VALUES), max_size=8),
    st.booleans(),
)
def test_any_numbers_make_a_picture(rows: list[tuple[str, float, float]], share: bool) -> None:  # noqa: FBT001 - an argument of the property
    bars = [Bar(label, (first, second)) for label, first, second in rows]
    figure = _element(charts.bars(_FRAME, _PARTS, bars, share=share))
    for rect in figure.iter("rect"):
        width = rect.get("width", "")
        assert not width.endswith("%") or 0 <= float(width[:-1]) <= 100
    assert len(list(next(figure.iter("tbody")).iterfind("tr"))) == len(rows)


def test_columns_stand_beside_each_other_and_on_each_other() -> None:
    rows = (Bar("2027-01", (1, 3)), Bar("2027-02", (0, 2)))
    figure = _element(charts.columns(_FRAME, _PARTS, rows, Axis("Stories", 0, 4, ((0, "0"), (4, "4"))), (2, "mean")))
    drawn = [
        tuple(rect.get(name) for name in ("x", "y", "width", "height"))
        for rect in figure.iter("rect")
        if "__column" in rect.get("class", "")
    ]
    assert drawn == [("5", "75", "40", "25"), ("5", "0", "40", "75"), ("55", "50", "40", "50")]
    assert _texts(next(figure.iter("table")), "./tbody/tr/*") == ["2027-01", "1", "3", "2027-02", "0", "2"]
    assert "mean" in [text.text for text in figure.iter("text")]


def test_columns_of_nothing_are_well_formed() -> None:
    assert "<table" in charts.columns(_FRAME, _PARTS, (), Axis("Stories", 0, 1))


def test_a_timeline_has_stretches_headings_flags_and_a_table() -> None:
    rows = (
        Row("Goal <1>"),
        Row("Epic", (Span(0, 50, "done", "worked on"), Span(50, 120, "agreed", "planned")), "1/2", "e.html", 1),
    )
    figure = _element(charts.timeline(_FRAME, _PARTS, rows, Axis("When", 0, 100, ((50, "mid"),)), ((25, "today"),)))
    drawn = [
        (rect.get("x"), rect.get("width"))
        for rect in figure.iter("rect")
        if "__part" in rect.get("class", "") and rect.get("y")
    ]
    assert drawn == [("0%", "50%"), ("50%", "50%")]
    table = next(figure.iter("table"))
    assert _texts(table, "./tbody/tr/*") == ["Goal <1>", "Epic", "worked onplanned1/2"]
    assert {"today", "mid", "↳ Epic".join(("\u2003", ""))} <= {text.text for text in figure.iter("text")}


def test_flags_do_not_lie_upon_each_other() -> None:
    figure = _element(
        charts.timeline(
            _FRAME,
            (),
            (Row("A", (Span(0, 1, "done", ""),)),),
            Axis("When", 0, 100),
            tuple((40 + n, f"REL-{n}") for n in range(4)),
        )
    )
    heights = [text.get("y") for text in figure.iter("text") if (text.text or "").startswith("REL-")]
    assert len(set(heights)) == 4


def test_lines_may_have_flags_and_a_cone() -> None:
    lines = (Line(Part("first", "Scope"), ((0, 1), (10, 2))),)
    figure = _element(
        charts.lines(
            _FRAME, lines, Axis("Day", 0, 10), Axis("Stories", 0, 2), flags=((5, "+1"),), cone=((0, 0), (5, 2), (10, 2))
        )
    )
    assert [one.get("points") for one in figure.iter("polygon")] == ["0,100 50,0 100,0"]
    assert "+1" in [text.text for text in figure.iter("text")]


def test_words_of_an_axis_that_would_run_into_each_other_on_a_phone_can_be_left_out() -> None:
    """Ten letters take 60 pixels of 350, and the first word begins at the edge: from it on every second one has room."""
    far = tuple((float(number), "2026-01-01") for number in range(11))
    drawn = list(charts._marks(charts.Axis("Day", 0.0, 10.0, far), 100))
    assert [" tpo-chart__aside" in text for text in drawn] == [False, True, *[True, False] * 4, True]
    near = tuple((float(number), "1") for number in range(11))
    assert not any("aside" in text for text in charts._marks(charts.Axis("Day", 0.0, 10.0, near), 100))

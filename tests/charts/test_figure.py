"""Charts are well-formed whatever they are told, with their numbers as a table behind them."""

from __future__ import annotations

import pytest

from tests.charts.drawn import FRAME, PARTS, element, texts
from tpo_docs import charts
from tpo_docs.charts import Axis, Bar, Frame, Line, Part, Point


def test_a_picture_has_a_name_a_description_and_a_role() -> None:
    svg = next(element(charts.bars(FRAME, PARTS, (Bar("A", (1, 1)),))).iter("svg"))
    pictures = [one for one in element(charts.bars(FRAME, PARTS, (Bar("A", (1, 1)),))).iter("svg") if one.get("role")]
    assert svg.get("aria-hidden") == "true"
    assert pictures[0].get("role") == "img"
    assert pictures[0].findtext("title") == "Coverage <by> type"
    assert pictures[0].findtext("desc") == 'Says "it" & more'


def test_the_numbers_stand_behind_the_picture() -> None:
    html = charts.bars(FRAME, PARTS, (Bar("A & B", (3, 1), href='a.html?"x"'), Bar("C", (0, 2.5))))
    table = next(element(html).iter("table"))
    assert texts(table, ".//thead//th") == ["Type", "covered", "gap", "Total"]
    assert texts(table, "./tbody/tr/*") == ["A & B", "3", "1", "4", "C", "0", "2.5", "2.5"]
    assert [link.get("href") for link in table.iter("a")] == ['a.html?"x"']


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
        figure = element(html)
        assert not [
            one for one in figure.iter() if one.tag == "script" or any(key.startswith("on") for key in one.attrib)
        ]
        assert attack.replace("\x00", " ").replace("\x1f", " ") in "".join(figure.itertext())

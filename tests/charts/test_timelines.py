"""Timelines: stretches, headings, flags and their table."""

from __future__ import annotations

from tests.charts.drawn import FRAME, PARTS, element, texts
from tpo_docs import charts
from tpo_docs.charts import Axis, Row, Span


def test_a_timeline_has_stretches_headings_flags_and_a_table() -> None:
    rows = (
        Row("Goal <1>"),
        Row("Epic", (Span(0, 50, "done", "worked on"), Span(50, 120, "agreed", "planned")), "1/2", "e.html", 1),
    )
    figure = element(charts.timeline(FRAME, PARTS, rows, Axis("When", 0, 100, ((50, "mid"),)), ((25, "today"),)))
    drawn = [
        (rect.get("x"), rect.get("width"))
        for rect in figure.iter("rect")
        if "__part" in rect.get("class", "") and rect.get("y")
    ]
    assert drawn == [("0%", "50%"), ("50%", "50%")]
    table = next(figure.iter("table"))
    assert texts(table, "./tbody/tr/*") == ["Goal <1>", "Epic", "worked onplanned1/2"]
    assert {"today", "mid", "↳ Epic".join(("\u2003", ""))} <= {text.text for text in figure.iter("text")}


def test_flags_do_not_lie_upon_each_other() -> None:
    figure = element(
        charts.timeline(
            FRAME,
            (),
            (Row("A", (Span(0, 1, "done", ""),)),),
            Axis("When", 0, 100),
            tuple((40 + n, f"REL-{n}") for n in range(4)),
        )
    )
    heights = [text.get("y") for text in figure.iter("text") if (text.text or "").startswith("REL-")]
    assert len(set(heights)) == 4

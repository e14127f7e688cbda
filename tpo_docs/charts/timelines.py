"""Stretches of time below each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tpo_docs.charts.axes import flag, lanes_of, marks
from tpo_docs.charts.figure import BAR, ROW, figure, picture
from tpo_docs.charts.nouns import Axis, Frame, Part, Row
from tpo_docs.charts.writing import as_class, digits, escaped, linked, shortened

_HEADING = 28
"""Pixels of a row that has a label only."""


def timeline(
    frame: Frame, parts: Sequence[Part], rows: Sequence[Row], across: Axis, flags: Sequence[tuple[float, str]] = ()
) -> str:
    """Stretches of time below each other, as in Gantt's charts; `flags` are lines down through all of them."""
    lanes = lanes_of([(across.share(x), name) for x, name in flags])
    top = 16 * (max(lanes, default=-1) + 1) + 8
    bottom = top + sum(ROW if row.spans else _HEADING for row in rows) + 4
    drawn: list[str] = []
    for value, _ in across.marks:
        x = across.share(value)
        drawn.append(f'<line class="tpo-chart__grid" x1="{digits(x)}%" x2="{digits(x)}%" y1="{top}" y2="{bottom}"/>')
    drawn += marks(across, bottom + 14)
    for (value, name), lane in zip(flags, lanes, strict=True):
        drawn += flag(across.share(value), name, 12 + 16 * lane, bottom)
    y = top
    for row in rows:
        drawn += _stretches(row, across, y)
        y += ROW if row.spans else _HEADING
    table = _timetable(frame, rows, across)
    return figure(frame, picture(frame, bottom + 22, drawn), table, parts)


def _stretches(row: Row, across: Axis, top: int) -> Iterator[str]:
    label = ("\u2003" * row.depth + "↳ " if row.depth else "") + row.label
    if not row.spans:
        yield f'<text class="tpo-chart__heading" x="0" y="{top + 18}">{escaped(shortened(label))}</text>'
        return
    yield (
        f'<svg x="0" y="{top}" width="76%" height="20"><text class="tpo-chart__label" x="0" y="14">'
        f"{escaped(shortened(label))}</text></svg>"
    )
    yield f'<text class="tpo-chart__end" x="100%" y="{top + 14}" text-anchor="end">{escaped(row.note)}</text>'
    yield f'<rect class="tpo-chart__track" x="0" y="{top + 20}" width="100%" height="{BAR}" rx="2"/>'
    for span in row.spans:
        start, end = across.share(span.start), across.share(span.end)
        yield (
            f'<rect class="tpo-chart__part tpo-chart__part--{as_class(span.key)}" x="{digits(start)}%" y="{top + 20}" '
            f'width="{digits(max(0.6, end - start))}%" height="{BAR}"><title>{escaped(f"{row.label}: {span.text}")}</title></rect>'
        )


def _timetable(frame: Frame, rows: Sequence[Row], across: Axis) -> str:
    first = f'<th scope="col">{escaped(frame.head)}</th>'
    body = []
    for row in rows:
        if not row.spans:
            body.append(f'<tr><th scope="rowgroup" colspan="2">{escaped(row.label)}</th></tr>')
            continue
        cell = "<br/>".join(escaped(span.text) for span in row.spans)
        note = "".join(f"<br/>{escaped(text)}" for text in (row.note, row.more) if text)
        body.append(f'<tr><th scope="row">{linked(row.label, row.href)}</th><td>{cell}{note}</td></tr>')
    return (
        f'<table class="tpo-table"><thead><tr>{first}<th scope="col">{escaped(across.label)}</th></tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )

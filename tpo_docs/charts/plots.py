"""Charts over two axes: lines and steps, columns, points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from tpo_docs.charts.axes import HEIGHT, TOP, flag, grid, lanes_of, mark
from tpo_docs.charts.figure import dash_of, figure, picture, table_of
from tpo_docs.charts.nouns import Axis, Bar, Frame, Line, Part, Point
from tpo_docs.charts.writing import as_class, digits, escaped, linked, shortened

_MOST_MARKS = 6
"""Words below the columns of a chart."""


def lines(
    frame: Frame,
    series: Sequence[Line],
    across: Axis,
    up: Axis,
    *,
    flags: Sequence[tuple[float, str]] = (),
    cone: Sequence[tuple[float, float]] = (),
) -> str:
    """Lines or steps over two axes; several differ in their dashes too. `flags` are lines upright through the picture
    with their words, `cone` is an area behind all."""
    lanes = lanes_of([(across.share(x), name) for x, name in flags])
    top = TOP + 14 * (max(lanes, default=-1) + 1)
    drawn = list(grid(across, up, top))
    for (value, name), lane in zip(flags, lanes, strict=True):
        drawn += flag(across.share(value), name, 12 + 14 * lane, top + HEIGHT)
    inside: list[str] = []
    if cone:
        corners = " ".join(f"{digits(across.share(x))},{digits(100 - up.share(y))}" for x, y in cone)
        inside.append(f'<polygon class="tpo-chart__cone" points="{corners}"/>')
    for number, line in enumerate(series):
        points = " ".join(f"{digits(across.share(x))},{digits(100 - up.share(y))}" for x, y in _walk(line))
        inside.append(
            f'<polyline class="tpo-chart__line tpo-chart__line--{as_class(line.part.key)}" points="{points}"{dash_of(number)} '
            'fill="none" vector-effect="non-scaling-stroke"/>'
        )
    drawn.append(_field(inside, top))
    names = dict(reversed((*across.marks, *across.names)))
    values = [
        (dict(reversed(line.points)), frame.words.unknown if not line.step else "–") for line in series
    ]  # of several at one place, the first
    table = table_of(
        (frame.head, *(line.part.label for line in series)),
        (
            (escaped(names.get(x) or digits(x)), *(known.get(x, missing) for known, missing in values))
            for x in sorted({x for known, _ in values for x in known})
        ),
    )
    legend = [line.part for line in series] if len(series) > 1 else ()
    return figure(frame, picture(frame, HEIGHT + top + 28, drawn), table, legend, dashed=True)


def columns(
    frame: Frame, parts: Sequence[Part], rows: Sequence[Bar], up: Axis, level: tuple[float, str] | None = None
) -> str:
    """Upright bars beside each other, of one part or stacked, the first row on the left; `level` is a line across
    with its words, as of a mean."""
    width = 100 / (len(rows) or 1)
    few = max(1, ceil(len(rows) / (8 if all(len(row.label) < 8 for row in rows) else _MOST_MARKS)))
    across = Axis(
        frame.head,
        0.0,
        100.0,
        tuple((width * (number + 0.5), row.label) for number, row in enumerate(rows) if number % few == 0),
    )
    drawn = list(grid(across, up))
    inside: list[str] = []
    for number, row in enumerate(rows):
        below = 0.0
        for part, value in zip(parts, row.values, strict=True):
            low, high = up.share(below), up.share(below + value)
            below += value
            if value > 0:
                inside.append(
                    f'<rect class="tpo-chart__column tpo-chart__part--{as_class(part.key)}" x="{digits(width * (number + 0.1))}" '
                    f'y="{digits(100 - high)}" width="{digits(width * 0.8)}" height="{digits(high - low)}">'
                    f"<title>{escaped(f'{row.label}, {part.label}: {digits(value)}')}</title></rect>"
                )
    if level is not None:
        y = digits(100 - up.share(level[0]))
        inside.append(
            f'<line class="tpo-chart__line tpo-chart__line--third" x1="0" x2="100" y1="{y}" y2="{y}" '
            f'stroke-dasharray="6 4" vector-effect="non-scaling-stroke"><title>{escaped(level[1])}</title></line>'
        )
    drawn.append(_field(inside, TOP))
    if level is not None:
        y = digits(TOP + HEIGHT * (100 - up.share(level[0])) / 100)
        drawn.append(
            f'<text class="tpo-chart__small tpo-chart__level" x="100%" y="{y}" dy="-4" text-anchor="end">{escaped(level[1])}</text>'
        )
    table = table_of(
        (frame.head, *(part.label for part in parts)), ((linked(row.label, row.href), *row.values) for row in rows)
    )
    legend = parts if len(parts) > 1 else ()
    return figure(frame, picture(frame, HEIGHT + TOP + 28, drawn), table, legend)


def scatter(frame: Frame, points: Sequence[Point], across: Axis, up: Axis) -> str:
    """Points over two axes, each with its label."""
    drawn = list(grid(across, up))
    for point in points:
        x, y = across.share(point.x), TOP + HEIGHT * (100 - up.share(point.y)) / 100
        anchor, shift = ("end", -8) if x > 75 else ("start", 8)
        drawn.append(
            f'<circle class="tpo-chart__point tpo-chart__part--{as_class(point.key)}" cx="{digits(x)}%" cy="{digits(y)}" r="5">'
            f"<title>{escaped(f'{point.label}: {digits(point.x)}, {digits(point.y)}')}</title></circle>"
            f'<text class="tpo-chart__small" x="{digits(x)}%" dx="{shift}" y="{digits(y + 4)}" text-anchor="{anchor}">'
            f"{escaped(shortened(point.label))}</text>"
        )
    table = table_of(
        (frame.head, across.label, up.label),
        ((linked(point.label, point.href), mark(across, point.x), mark(up, point.y)) for point in points),
    )
    return figure(frame, picture(frame, HEIGHT + TOP + 28, drawn), table)


def _field(inside: Sequence[str], top: int) -> str:
    """What is drawn between the axes in percent of both, so that it stretches with the room."""
    return (
        f'<svg x="0" y="{top}" width="100%" height="{HEIGHT}" viewBox="0 0 100 100" preserveAspectRatio="none" '
        f'overflow="visible">{"".join(inside)}</svg>'
    )


def _walk(line: Line) -> Iterator[tuple[float, float]]:
    """The corners of a line; steps hold a value up to the next point."""
    before: tuple[float, float] | None = None
    for point in line.points:
        if line.step and before is not None:
            yield point[0], before[1]
        yield point
        before = point

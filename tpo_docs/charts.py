"""Charts as inline SVG: bars, stacked bars, lines and steps, points, heat maps; behind each its numbers as a table.

Widths are shares of the room there is, so that letters keep their size on a phone. Colours are classes, which the
style sheet turns into those of the theme; a number, a word, a dash or a shape says the same without colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from math import ceil, inf, isfinite
from typing import NamedTuple

_UNFIT = re.compile(r"[\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ROW = 44
_BAR = 16
_LABEL = 72
"""The most characters of a label in a picture; the table has all of it."""
_ROOM = 7.0
"""From which share of the width on a part of a bar holds its number, in percent."""
_HEADING = 28
_PHONE, _LETTER = 350, 6
"""Pixels: how wide a chart is on a phone, and a letter of an axis."""
_HEIGHT = 220
_TOP = 12
_MOST_MARKS = 6
"""Words below the columns of a chart."""
_DASHES = ("", "6 4", "2 3", "8 3 2 3", "1 4")


class Words(NamedTuple):
    """The words around a chart, in the language of the page."""

    numbers: str = "The numbers"
    total: str = "Total"
    unknown: str = "unknown"


class Frame(NamedTuple):
    """What a chart is called: `text` says in a sentence what one sees, for those who do not."""

    title: str
    text: str
    head: str
    """What the rows are: `Type`, `Release` …"""
    words: Words = Words()


class Part(NamedTuple):
    """What a colour stands for; `key` is a class of the style sheet."""

    key: str
    label: str


class Bar(NamedTuple):
    """A row: its label and a value for each part."""

    label: str
    values: tuple[float, ...]
    note: str = ""
    """What stands at its end, else the sum."""
    href: str = ""
    """Where the numbers come from: a link in the table."""


class Line(NamedTuple):
    """A series of points, in the order of x."""

    part: Part
    points: tuple[tuple[float, float], ...]
    step: bool = False


class Point(NamedTuple):
    """A point of a scatter plot."""

    x: float
    y: float
    label: str
    key: str = "first"
    href: str = ""


class Axis(NamedTuple):
    """One direction of a plot: what it measures, and marks with their words."""

    label: str
    low: float
    high: float
    marks: tuple[tuple[float, str], ...] = ()
    names: tuple[tuple[float, str], ...] = ()
    """Words for further values, for the table alone."""

    def share(self, value: float) -> float:
        """Where a value lies between the ends, in percent."""
        width = self.high - self.low
        return min(100.0, max(0.0, 100 * (value - self.low) / width)) if width else 50.0


class Span(NamedTuple):
    """A stretch of a timeline; `key` is a class of the style sheet, `text` says what it is."""

    start: float
    end: float
    key: str
    text: str


class Row(NamedTuple):
    """A row of a timeline; one without spans is a heading."""

    label: str
    spans: tuple[Span, ...] = ()
    note: str = ""
    """What stands at its end."""
    href: str = ""
    depth: int = 0
    more: str = ""
    """What only the table has room for."""


def bars(frame: Frame, parts: Sequence[Part], rows: Sequence[Bar], *, share: bool = False) -> str:
    """Bars below each other, of one part or of several; with `share` each is as long as the room."""
    longest = max((sum(row.values) for row in rows), default=0)
    drawn: list[str] = []
    for number, row in enumerate(rows):
        total = sum(row.values)
        drawn += _bar(row, parts, number * _ROW, total if share else longest)
    table = _table(
        (frame.head, *(part.label for part in parts), *((frame.words.total,) if len(parts) > 1 else ())),
        ((_linked(row.label, row.href), *row.values, *((sum(row.values),) if len(parts) > 1 else ())) for row in rows),
    )
    legend = parts if len(parts) > 1 or any(part.key != "first" for part in parts) else ()
    return _figure(frame, _svg(frame, len(rows) * _ROW, drawn), table, legend)


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
    lanes = _lanes([(across.share(x), name) for x, name in flags])
    top = _TOP + 14 * (max(lanes, default=-1) + 1)
    drawn = list(_grid(across, up, top))
    for (value, name), lane in zip(flags, lanes, strict=True):
        drawn += _flag(across.share(value), name, 12 + 14 * lane, top + _HEIGHT)
    inside: list[str] = []
    if cone:
        corners = " ".join(f"{_n(across.share(x))},{_n(100 - up.share(y))}" for x, y in cone)
        inside.append(f'<polygon class="tpo-chart__cone" points="{corners}"/>')
    for number, line in enumerate(series):
        points = " ".join(f"{_n(across.share(x))},{_n(100 - up.share(y))}" for x, y in _walk(line))
        inside.append(
            f'<polyline class="tpo-chart__line tpo-chart__line--{_key(line.part.key)}" points="{points}"{_dash(number)} '
            'fill="none" vector-effect="non-scaling-stroke"/>'
        )
    drawn.append(
        f'<svg x="0" y="{top}" width="100%" height="{_HEIGHT}" viewBox="0 0 100 100" preserveAspectRatio="none" '
        f'overflow="visible">{"".join(inside)}</svg>'
    )
    names = dict(reversed((*across.marks, *across.names)))
    values = [
        (dict(reversed(line.points)), frame.words.unknown if not line.step else "–") for line in series
    ]  # of several at one place, the first
    table = _table(
        (frame.head, *(line.part.label for line in series)),
        (
            (_text(names.get(x) or _n(x)), *(known.get(x, missing) for known, missing in values))
            for x in sorted({x for known, _ in values for x in known})
        ),
    )
    legend = [line.part for line in series] if len(series) > 1 else ()
    return _figure(frame, _svg(frame, _HEIGHT + top + 28, drawn), table, legend, dashed=True)


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
    drawn = list(_grid(across, up))
    inside: list[str] = []
    for number, row in enumerate(rows):
        below = 0.0
        for part, value in zip(parts, row.values, strict=True):
            low, high = up.share(below), up.share(below + value)
            below += value
            if value > 0:
                inside.append(
                    f'<rect class="tpo-chart__column tpo-chart__part--{_key(part.key)}" x="{_n(width * (number + 0.1))}" '
                    f'y="{_n(100 - high)}" width="{_n(width * 0.8)}" height="{_n(high - low)}">'
                    f"<title>{_text(f'{row.label}, {part.label}: {_n(value)}')}</title></rect>"
                )
    if level is not None:
        y = _n(100 - up.share(level[0]))
        inside.append(
            f'<line class="tpo-chart__line tpo-chart__line--third" x1="0" x2="100" y1="{y}" y2="{y}" '
            f'stroke-dasharray="6 4" vector-effect="non-scaling-stroke"><title>{_text(level[1])}</title></line>'
        )
    drawn.append(
        f'<svg x="0" y="{_TOP}" width="100%" height="{_HEIGHT}" viewBox="0 0 100 100" preserveAspectRatio="none" '
        f'overflow="visible">{"".join(inside)}</svg>'
    )
    if level is not None:
        y = _n(_TOP + _HEIGHT * (100 - up.share(level[0])) / 100)
        drawn.append(
            f'<text class="tpo-chart__small tpo-chart__level" x="100%" y="{y}" dy="-4" text-anchor="end">{_text(level[1])}</text>'
        )
    table = _table(
        (frame.head, *(part.label for part in parts)), ((_linked(row.label, row.href), *row.values) for row in rows)
    )
    legend = parts if len(parts) > 1 else ()
    return _figure(frame, _svg(frame, _HEIGHT + _TOP + 28, drawn), table, legend)


def timeline(
    frame: Frame, parts: Sequence[Part], rows: Sequence[Row], across: Axis, flags: Sequence[tuple[float, str]] = ()
) -> str:
    """Stretches of time below each other, as in Gantt's charts; `flags` are lines down through all of them."""
    lanes = _lanes([(across.share(x), name) for x, name in flags])
    top = 16 * (max(lanes, default=-1) + 1) + 8
    bottom = top + sum(_ROW if row.spans else _HEADING for row in rows) + 4
    drawn: list[str] = []
    for value, _ in across.marks:
        x = across.share(value)
        drawn.append(f'<line class="tpo-chart__grid" x1="{_n(x)}%" x2="{_n(x)}%" y1="{top}" y2="{bottom}"/>')
    drawn += _marks(across, bottom + 14)
    for (value, name), lane in zip(flags, lanes, strict=True):
        drawn += _flag(across.share(value), name, 12 + 16 * lane, bottom)
    y = top
    for row in rows:
        drawn += _stretches(row, across, y)
        y += _ROW if row.spans else _HEADING
    table = _timetable(frame, rows, across)
    return _figure(frame, _svg(frame, bottom + 22, drawn), table, parts)


def scatter(frame: Frame, points: Sequence[Point], across: Axis, up: Axis) -> str:
    """Points over two axes, each with its label."""
    drawn = list(_grid(across, up))
    for point in points:
        x, y = across.share(point.x), _TOP + _HEIGHT * (100 - up.share(point.y)) / 100
        anchor, shift = ("end", -8) if x > 75 else ("start", 8)
        drawn.append(
            f'<circle class="tpo-chart__point tpo-chart__part--{_key(point.key)}" cx="{_n(x)}%" cy="{_n(y)}" r="5">'
            f"<title>{_text(f'{point.label}: {_n(point.x)}, {_n(point.y)}')}</title></circle>"
            f'<text class="tpo-chart__small" x="{_n(x)}%" dx="{shift}" y="{_n(y + 4)}" text-anchor="{anchor}">'
            f"{_text(shortened(point.label))}</text>"
        )
    table = _table(
        (frame.head, across.label, up.label),
        ((_linked(point.label, point.href), _mark(across, point.x), _mark(up, point.y)) for point in points),
    )
    return _figure(frame, _svg(frame, _HEIGHT + _TOP + 28, drawn), table)


def heat(frame: Frame, columns: Sequence[str], rows: Sequence[Bar], levels: int = 5) -> str:
    """A map of cells: the higher the value, the deeper the colour; each cell says its number."""
    width = 100 / (len(columns) or 1)
    highest = max((value for row in rows for value in row.values), default=0)
    drawn = [
        f'<text class="tpo-chart__small" x="{_n(number * width + width / 2)}%" y="12" text-anchor="middle">'
        f"{_text(shortened(name, 14))}</text>"
        for number, name in enumerate(columns)
    ]
    for index, row in enumerate(rows):
        top = 20 + index * _ROW
        drawn.append(f'<text class="tpo-chart__label" x="0" y="{top + 13}">{_text(shortened(row.label))}</text>')
        for number, (name, value) in enumerate(zip(columns, row.values, strict=True)):
            level = min(levels - 1, int(levels * value / highest)) if highest > 0 and value > 0 else -1
            drawn.append(
                f'<rect class="tpo-chart__cell tpo-chart__cell--{level if level >= 0 else "none"}" '
                f'x="{_n(number * width)}%" y="{top + 18}" width="{_n(width)}%" height="{_ROW - 22}">'
                f"<title>{_text(f'{row.label}, {name}: {_n(value)}')}</title></rect>"
                f'<text class="tpo-chart__in tpo-chart__in--{level if level >= 0 else "none"}" '
                f'x="{_n(number * width + width / 2)}%" y="{top + 33}" text-anchor="middle">{_n(value)}</text>'
            )
    table = _table((frame.head, *columns), ((_linked(row.label, row.href), *row.values) for row in rows))
    return _figure(frame, _svg(frame, 20 + len(rows) * _ROW, drawn), table)


# ---- pieces -----------------------------------------------------------------------------------------------------


def counts(label: str, most: float) -> Axis:
    """An axis from 0 to at least `most`, with up to five marks at whole numbers."""
    step = max(1, ceil(most / 4))
    high = max(1, step * ceil(most / step))
    return Axis(label, 0.0, float(high), tuple((float(value), str(value)) for value in range(0, high + 1, step)))


def shortened(text: str, length: int = _LABEL) -> str:
    """A label of at most so many characters."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _bar(row: Bar, parts: Sequence[Part], top: int, longest: float) -> Iterator[str]:
    total = sum(row.values)
    end = row.note or _n(total)
    yield (
        f'<svg x="0" y="{top}" width="76%" height="20"><text class="tpo-chart__label" x="0" y="14">'
        f"{_text(shortened(row.label))}</text></svg>"
    )
    yield f'<text class="tpo-chart__end" x="100%" y="{top + 14}" text-anchor="end">{_text(end)}</text>'
    yield f'<rect class="tpo-chart__track" x="0" y="{top + 20}" width="100%" height="{_BAR}" rx="2"/>'
    start = 0.0
    for part, value in zip(parts, row.values, strict=True):
        width = 100 * value / longest if longest else 0.0
        if width <= 0:
            continue
        yield (
            f'<rect class="tpo-chart__part tpo-chart__part--{_key(part.key)}" x="{_n(start)}%" y="{top + 20}" '
            f'width="{_n(width)}%" height="{_BAR}"><title>{_text(f"{row.label}, {part.label}: {_n(value)}")}</title></rect>'
        )
        if width >= _ROOM and len(parts) > 1:
            yield (
                f'<text class="tpo-chart__in tpo-chart__in--{_key(part.key)}" x="{_n(start + width / 2)}%" '
                f'y="{top + 32}" text-anchor="middle">{_n(value)}</text>'
            )
        start += width


def _flag(x: float, name: str, top: int, bottom: int) -> Iterator[str]:
    anchor, shift = ("end", -4) if x > 60 else ("start", 4)
    yield f'<line class="tpo-chart__flag" x1="{_n(x)}%" x2="{_n(x)}%" y1="{top - 8}" y2="{bottom}"/>'
    yield (
        f'<text class="tpo-chart__small" x="{_n(x)}%" dx="{shift}" y="{top}" text-anchor="{anchor}">'
        f"{_text(shortened(name, 40))}</text>"
    )


def _lanes(flags: Sequence[tuple[float, str]]) -> list[int]:
    """A line of text for each flag, so that their words do not lie upon each other."""
    ends: list[float] = []
    found: dict[int, int] = {}
    for number in sorted(range(len(flags)), key=lambda number: flags[number][0]):
        x, name = flags[number]
        room = min(45.0, 4 + 1.6 * len(name))
        start = x - room if x > 60 else x
        lane = next((lane for lane, end in enumerate(ends) if end <= start), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = start + room
        found[number] = lane
    return [found[number] for number in range(len(flags))]


def _stretches(row: Row, across: Axis, top: int) -> Iterator[str]:
    label = ("\u2003" * row.depth + "↳ " if row.depth else "") + row.label
    if not row.spans:
        yield f'<text class="tpo-chart__heading" x="0" y="{top + 18}">{_text(shortened(label))}</text>'
        return
    yield (
        f'<svg x="0" y="{top}" width="76%" height="20"><text class="tpo-chart__label" x="0" y="14">'
        f"{_text(shortened(label))}</text></svg>"
    )
    yield f'<text class="tpo-chart__end" x="100%" y="{top + 14}" text-anchor="end">{_text(row.note)}</text>'
    yield f'<rect class="tpo-chart__track" x="0" y="{top + 20}" width="100%" height="{_BAR}" rx="2"/>'
    for span in row.spans:
        start, end = across.share(span.start), across.share(span.end)
        yield (
            f'<rect class="tpo-chart__part tpo-chart__part--{_key(span.key)}" x="{_n(start)}%" y="{top + 20}" '
            f'width="{_n(max(0.6, end - start))}%" height="{_BAR}"><title>{_text(f"{row.label}: {span.text}")}</title></rect>'
        )


def _timetable(frame: Frame, rows: Sequence[Row], across: Axis) -> str:
    first = f'<th scope="col">{_text(frame.head)}</th>'
    body = []
    for row in rows:
        if not row.spans:
            body.append(f'<tr><th scope="rowgroup" colspan="2">{_text(row.label)}</th></tr>')
            continue
        cell = "<br/>".join(_text(span.text) for span in row.spans)
        note = "".join(f"<br/>{_text(text)}" for text in (row.note, row.more) if text)
        body.append(f'<tr><th scope="row">{_linked(row.label, row.href)}</th><td>{cell}{note}</td></tr>')
    return (
        f'<table class="tpo-table"><thead><tr>{first}<th scope="col">{_text(across.label)}</th></tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def _grid(across: Axis, up: Axis, top: int = _TOP) -> Iterator[str]:
    bottom = top + _HEIGHT
    for value, name in up.marks:
        y = _n(top + _HEIGHT * (100 - up.share(value)) / 100)
        yield f'<line class="tpo-chart__grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        yield f'<text class="tpo-chart__small" x="0" y="{y}" dy="-3">{_text(name)}</text>'
    yield f'<line class="tpo-chart__axis" x1="0" x2="100%" y1="{bottom}" y2="{bottom}"/>'
    yield from _marks(across, bottom + 16)


def _marks(across: Axis, y: int) -> Iterator[str]:
    """The words of an axis; those that would run into each other on a phone can be left out there."""
    end = -inf
    for value, name in sorted(across.marks):
        x = across.share(value)
        wide = len(name) * _LETTER
        edge = 50 * wide / _PHONE
        anchor = "start" if x < edge else "end" if x > 100 - edge else "middle"
        begin = x * _PHONE / 100 - {"start": 0.0, "end": wide}.get(anchor, wide / 2)
        fits = begin >= end + _LETTER
        end = begin + wide if fits else end
        aside = "" if fits else " tpo-chart__aside"
        yield f'<text class="tpo-chart__small{aside}" x="{_n(x)}%" y="{y}" text-anchor="{anchor}">{_text(name)}</text>'


def _walk(line: Line) -> Iterator[tuple[float, float]]:
    """The corners of a line; steps hold a value up to the next point."""
    before: tuple[float, float] | None = None
    for point in line.points:
        if line.step and before is not None:
            yield point[0], before[1]
        yield point
        before = point


def _mark(axis: Axis, value: float) -> str:
    return _text(next((name for at, name in (*axis.marks, *axis.names) if at == value), _n(value)))


def _svg(frame: Frame, height: int, drawn: Iterable[str]) -> str:
    return (
        f'<svg class="tpo-chart__picture" role="img" width="100%" height="{height}" focusable="false">'
        f"<title>{_text(frame.title)}</title><desc>{_text(frame.text)}</desc>{''.join(drawn)}</svg>"
    )


def _figure(frame: Frame, svg: str, table: str, legend: Sequence[Part] = (), *, dashed: bool = False) -> str:
    shown = "".join(
        f'<li><svg class="tpo-chart__key" width="18" height="10" aria-hidden="true">'
        f"{_sample(part, number, dashed=dashed)}</svg> {_text(part.label)}</li>"
        for number, part in enumerate(legend)
    )
    explained = f'<ul class="tpo-chart__legend">{shown}</ul>' if shown else ""
    return (
        f'<figure class="tpo-chart"><figcaption class="tpo-chart__title">{_text(frame.title)}</figcaption>'
        f"{explained}{svg}"
        f'<details class="tpo-chart__numbers"><summary>{_text(frame.words.numbers)}</summary>'
        f'<div class="tpo-scroll" role="region" tabindex="0" aria-label="{_text(frame.title)}">{table}</div></details></figure>'
    )


def _sample(part: Part, number: int, *, dashed: bool) -> str:
    if not dashed:
        return f'<rect class="tpo-chart__part tpo-chart__part--{_key(part.key)}" width="18" height="10"/>'
    kind = f"tpo-chart__line tpo-chart__line--{_key(part.key)}"
    return f'<line class="{kind}" x1="0" x2="18" y1="5" y2="5"{_dash(number)}/>'


def _dash(number: int) -> str:
    dash = _DASHES[number % len(_DASHES)]
    return f' stroke-dasharray="{dash}"' if dash else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str | float]]) -> str:
    """A table; its texts are HTML already."""
    first, *others = heads
    head = f'<th scope="col">{_text(first)}</th>' + "".join(
        f'<th scope="col" class="tpo-n">{_text(name)}</th>' for name in others
    )
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>'
        + "".join(f'<td class="tpo-n">{value if isinstance(value, str) else _n(value)}</td>' for value in row[1:])
        + "</tr>"
        for row in rows
    )
    return f'<table class="tpo-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _linked(label: str, href: str) -> str:
    return f'<a href="{_text(href)}">{_text(label)}</a>' if href else _text(label)


def _text(text: str) -> str:
    """A text as XML can hold it."""
    return escape(_UNFIT.sub(" ", text))


def _key(name: str) -> str:
    """A name as a part of a class."""
    return "".join(character if character.isascii() and character.isalnum() else "-" for character in name)


def _n(value: float) -> str:
    """A number with no more digits than it needs."""
    if not isfinite(value):
        return "–"
    if abs(value) >= 1e15:
        return f"{value:.6g}"
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))

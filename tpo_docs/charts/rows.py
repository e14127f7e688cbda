"""Charts of rows below each other: bars, and a map of cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tpo_docs.charts.figure import BAR, ROW, figure, picture, table_of
from tpo_docs.charts.nouns import Bar, Frame, Part
from tpo_docs.charts.writing import as_class, digits, escaped, linked, shortened

_ROOM = 7.0
"""From which share of the width on a part of a bar holds its number, in percent."""


def bars(frame: Frame, parts: Sequence[Part], rows: Sequence[Bar], *, share: bool = False) -> str:
    """Bars below each other, of one part or of several; with `share` each is as long as the room."""
    longest = max((sum(row.values) for row in rows), default=0)
    drawn: list[str] = []
    for number, row in enumerate(rows):
        total = sum(row.values)
        drawn += _bar(row, parts, number * ROW, total if share else longest)
    table = table_of(
        (frame.head, *(part.label for part in parts), *((frame.words.total,) if len(parts) > 1 else ())),
        ((linked(row.label, row.href), *row.values, *((sum(row.values),) if len(parts) > 1 else ())) for row in rows),
    )
    legend = parts if len(parts) > 1 or any(part.key != "first" for part in parts) else ()
    return figure(frame, picture(frame, len(rows) * ROW, drawn), table, legend)


def heat(frame: Frame, columns: Sequence[str], rows: Sequence[Bar], levels: int = 5) -> str:
    """A map of cells: the higher the value, the deeper the colour; each cell says its number."""
    width = 100 / (len(columns) or 1)
    highest = max((value for row in rows for value in row.values), default=0)
    drawn = [
        f'<text class="tpo-chart__small" x="{digits(number * width + width / 2)}%" y="12" text-anchor="middle">'
        f"{escaped(shortened(name, 14))}</text>"
        for number, name in enumerate(columns)
    ]
    for index, row in enumerate(rows):
        top = 20 + index * ROW
        drawn.append(f'<text class="tpo-chart__label" x="0" y="{top + 13}">{escaped(shortened(row.label))}</text>')
        for number, (name, value) in enumerate(zip(columns, row.values, strict=True)):
            level = min(levels - 1, int(levels * value / highest)) if highest > 0 and value > 0 else -1
            drawn.append(
                f'<rect class="tpo-chart__cell tpo-chart__cell--{level if level >= 0 else "none"}" '
                f'x="{digits(number * width)}%" y="{top + 18}" width="{digits(width)}%" height="{ROW - 22}">'
                f"<title>{escaped(f'{row.label}, {name}: {digits(value)}')}</title></rect>"
                f'<text class="tpo-chart__in tpo-chart__in--{level if level >= 0 else "none"}" '
                f'x="{digits(number * width + width / 2)}%" y="{top + 33}" text-anchor="middle">{digits(value)}</text>'
            )
    table = table_of((frame.head, *columns), ((linked(row.label, row.href), *row.values) for row in rows))
    return figure(frame, picture(frame, 20 + len(rows) * ROW, drawn), table)


def _bar(row: Bar, parts: Sequence[Part], top: int, longest: float) -> Iterator[str]:
    total = sum(row.values)
    end = row.note or digits(total)
    yield (
        f'<svg x="0" y="{top}" width="76%" height="20"><text class="tpo-chart__label" x="0" y="14">'
        f"{escaped(shortened(row.label))}</text></svg>"
    )
    yield f'<text class="tpo-chart__end" x="100%" y="{top + 14}" text-anchor="end">{escaped(end)}</text>'
    yield f'<rect class="tpo-chart__track" x="0" y="{top + 20}" width="100%" height="{BAR}" rx="2"/>'
    start = 0.0
    for part, value in zip(parts, row.values, strict=True):
        width = 100 * value / longest if longest else 0.0
        if width <= 0:
            continue
        yield (
            f'<rect class="tpo-chart__part tpo-chart__part--{as_class(part.key)}" x="{digits(start)}%" y="{top + 20}" '
            f'width="{digits(width)}%" height="{BAR}"><title>{escaped(f"{row.label}, {part.label}: {digits(value)}")}</title></rect>'
        )
        if width >= _ROOM and len(parts) > 1:
            yield (
                f'<text class="tpo-chart__in tpo-chart__in--{as_class(part.key)}" x="{digits(start + width / 2)}%" '
                f'y="{top + 32}" text-anchor="middle">{digits(value)}</text>'
            )
        start += width

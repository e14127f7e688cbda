"""A picture with its title and legend, and behind it its numbers as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tpo_docs.charts.nouns import Frame, Part
from tpo_docs.charts.writing import as_class, digits, escaped

ROW, BAR = 44, 16
"""Pixels: how tall a row of a picture is, and the bar in it."""
_DASHES = ("", "6 4", "2 3", "8 3 2 3", "1 4")


def picture(frame: Frame, height: int, drawn: Iterable[str]) -> str:
    """What was drawn as one SVG, `height` in pixels, with its name and what one sees on it."""
    return (
        f'<svg class="tpo-chart__picture" role="img" width="100%" height="{height}" focusable="false">'
        f"<title>{escaped(frame.title)}</title><desc>{escaped(frame.text)}</desc>{''.join(drawn)}</svg>"
    )


def figure(frame: Frame, svg: str, table: str, legend: Sequence[Part] = (), *, dashed: bool = False) -> str:
    """The picture and the table as they stand on a page; `dashed` where the legend is of lines."""
    shown = "".join(
        f'<li><svg class="tpo-chart__key" width="18" height="10" aria-hidden="true">'
        f"{_sample(part, number, dashed=dashed)}</svg> {escaped(part.label)}</li>"
        for number, part in enumerate(legend)
    )
    explained = f'<ul class="tpo-chart__legend">{shown}</ul>' if shown else ""
    return (
        f'<figure class="tpo-chart"><figcaption class="tpo-chart__title">{escaped(frame.title)}</figcaption>'
        f"{explained}{svg}"
        f'<details class="tpo-chart__numbers"><summary>{escaped(frame.words.numbers)}</summary>'
        f'<div class="tpo-scroll" role="region" tabindex="0" aria-label="{escaped(frame.title)}">{table}</div></details></figure>'
    )


def table_of(heads: Sequence[str], rows: Iterable[Sequence[str | float]]) -> str:
    """A table; its texts are HTML already."""
    first, *others = heads
    head = f'<th scope="col">{escaped(first)}</th>' + "".join(
        f'<th scope="col" class="tpo-n">{escaped(name)}</th>' for name in others
    )
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>'
        + "".join(f'<td class="tpo-n">{value if isinstance(value, str) else digits(value)}</td>' for value in row[1:])
        + "</tr>"
        for row in rows
    )
    return f'<table class="tpo-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def dash_of(number: int) -> str:
    """The dashes of the line of that number, as an attribute."""
    dash = _DASHES[number % len(_DASHES)]
    return f' stroke-dasharray="{dash}"' if dash else ""


def _sample(part: Part, number: int, *, dashed: bool) -> str:
    if not dashed:
        return f'<rect class="tpo-chart__part tpo-chart__part--{as_class(part.key)}" width="18" height="10"/>'
    kind = f"tpo-chart__line tpo-chart__line--{as_class(part.key)}"
    return f'<line class="{kind}" x1="0" x2="18" y1="5" y2="5"{dash_of(number)}/>'

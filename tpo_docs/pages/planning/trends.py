"""How a number moved: its chart, its verdict and its trend in words, for goals and metrics alike."""

from __future__ import annotations

from datetime import date
from math import isfinite

from markupsafe import Markup

from tpo_docs import charts
from tpo_docs.charts import Axis, Line, Part
from tpo_docs.pages import blocks
from tpo_docs.pages.planning.sheet import Sheet, bar, plain, state
from tpo_docs.places import metric_page
from tpo_docs.planning.goals import PACE, Reading, Verdict, percent

_MARKS = 4
SHORT, LONG = 26, 260
"""How many observations a chart shows: among others, and on a page of its own."""


def verdict(sheet: Sheet, found: Verdict) -> Markup:
    """A verdict with its mark."""
    shown = state(blocks.verdict_state(found), sheet.words(found.value))
    return Markup('<span class="tpo-oneline">{}</span>').format(shown)


def named(sheet: Sheet, reading: Reading) -> Markup:
    """The title of a reading, as a link to the trend of its metric, with the unit."""
    title = (
        sheet.link(metric_page(reading.metric.id), reading.title)
        if reading.metric is not None
        else plain(reading.title)
    )
    return title + Markup(' <span class="tpo-unit">{}</span>').format(reading.unit) if reading.unit else title


def value(written: float | None) -> str:
    """A number, or a dash."""
    return blocks.number(float(f"{written:.6g}")) if written is not None else "–"


def day(on: date | None) -> Markup:
    """A day, or a dash."""
    return Markup('<span class="tpo-date">{}</span>').format(on.isoformat()) if on is not None else plain("–")


def latest(reading: Reading) -> Markup:
    """The last observation with its day."""
    last = reading.latest
    if last is None:
        return plain("–")
    return Markup('{} <span class="tpo-date">{}</span>').format(value(last.value), last.on.isoformat())


def progress(sheet: Sheet, reading: Reading) -> Markup:
    """How much of the way is done, and what the straight way asks for by now."""
    if reading.progress is None:
        return plain("–")
    reached = percent(reading.progress)
    shown = bar(min(100, max(0, reached)), 100, sheet.words("reached"), f"{reached} %")
    if reading.expected is None or reading.verdict is Verdict.REACHED:
        return shown
    return shown + Markup('<br><span class="tpo-note">{}</span>').format(
        sheet.words("by now {percent} %", percent=percent(reading.expected))
    )


def words(sheet: Sheet, reading: Reading) -> str:
    """Where the pace leads, in a sentence; empty where the observations are too few."""
    say = sheet.words
    last = reading.latest
    if last is None or reading.pace is None or reading.course.aim is None or reading.verdict is Verdict.REACHED:
        return ""
    month = value(float(f"{30 * reading.pace:.3g}"))
    text = say(
        "Pace of the last {count} observations: {pace} in 30 days.", count=min(PACE, len(reading.rows)), pace=month
    )
    aim, by = value(reading.course.aim), reading.course.by
    if reading.reaches is not None and (by is None or reading.reaches <= by):
        return text + " " + say("So {aim} is reached about {day}.", aim=aim, day=reading.reaches)
    if reading.heading is not None and by is not None:
        text += " " + say("So it is {value} on {day}.", value=value(float(f"{reading.heading:.3g}")), day=by)
    if reading.reaches is not None:
        return text + " " + say("{aim} is reached about {day}.", aim=aim, day=reading.reaches)
    return text + " " + say("At this pace it does not get to {aim}.", aim=aim)


def chart(sheet: Sheet, reading: Reading, most: int = SHORT) -> str:
    """The observations and the straight way to the aim, with a table behind; empty for fewer than two."""
    rows = reading.rows[-most:]
    if len({row.on for row in rows}) < 2:
        return ""
    say = sheet.words
    values = [row.value for row in rows] + [reading.course.start or 0.0, reading.course.aim or 0.0]
    if not isfinite(max(values) - min(values)):
        return ""
    seen = tuple((float(row.on.toordinal()), row.value) for row in rows)
    lines = [Line(Part("first", say("Observed")), seen)]
    ends = (
        [reading.course.since, reading.course.by, *(day for day, _ in reading.course.milestones)]
        if reading.course.at(rows[0].on) is not None
        else []
    )
    days = sorted({row.on for row in rows} | {day for day in ends if day is not None and day >= rows[0].on})
    way = [(float(day.toordinal()), at) for day in days if (at := reading.course.at(day)) is not None]
    if len(way) > 1:
        lines.append(Line(Part("second", say("Way to the target")), tuple((x, round(y, 2)) for x, y in way)))
    elif reading.course.aim is not None:
        lines.append(
            Line(Part("second", say("Target")), ((seen[0][0], reading.course.aim), (seen[-1][0], reading.course.aim)))
        )
    across, up = _days(sheet, lines), _values(lines, reading.unit)
    sentence = say("Each observation, and where it should be on the way from start to target.")
    own = charts.Words(say("The numbers"), say("Total"), "–")
    title = f"{reading.title} ({reading.unit})" if reading.unit else reading.title
    return charts.lines(charts.Frame(title, sentence, say("Day"), own), lines, across, up)


def _days(sheet: Sheet, lines: list[Line]) -> Axis:
    ends = sorted({x for line in lines for x, _ in line.points})
    low, high = ends[0], ends[-1]
    marks = tuple(
        (x, date.fromordinal(round(x)).isoformat())
        for x in (low + (high - low) * part / (_MARKS - 1) for part in range(_MARKS))
    )
    names = tuple((x, date.fromordinal(round(x)).isoformat()) for x in ends)
    return Axis(sheet.words("Day"), low, high, marks, names)


def _values(lines: list[Line], unit: str) -> Axis:
    values = [y for line in lines for _, y in line.points]
    low, high = min(values), max(values)
    if low == high:
        low, high = low - 1, high + 1
    if 0 <= low <= high / 2:
        low = 0.0
    middle = float(f"{(low + high) / 2:.3g}")
    return Axis(unit, low, high, ((low, value(low)), (middle, value(middle)), (high, value(high))))

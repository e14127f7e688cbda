"""How the numbers move: coverage, findings, suspect links, age and changes, by day, version and week."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from tpo_docs import charts
from tpo_docs.charts import Axis, Bar, Frame, Line, Part
from tpo_docs.model import Edition, Page, Review
from tpo_docs.places import TRENDS, Places, version_changes
from tpo_docs.proof.trends import Point, Week, days, weeks
from tpo_docs.words import Words, words

_MARKS = 4


class Row(NamedTuple):
    """A version, or today, as a row of the table."""

    name: str
    page: str
    """The page of what changed since; empty where there is none."""
    on: date
    items: int
    coverage: str
    errors: int
    warnings: int
    suspects: str
    age: str
    changed: str


@dataclass(frozen=True, slots=True)
class TrendsView:
    """All figures as HTML, and the versions in numbers."""

    figures: tuple[str, ...]
    rows: tuple[Row, ...]
    recorded: int
    """How many days are recorded."""
    counted: bool
    """Whether earlier versions are among the points: they are judged by the rules and the day of today."""


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:  # noqa: ARG001 - as every maker of pages
    """The page of trends; none before there are two points to join."""
    project = review.project
    points = days(project, edition.changes, review)
    by_week = weeks(edition.changes.histories, project.today) if edition.changes is not None else ()
    if len(points) < 2 and len(by_week) < 2:
        return
    say = words(edition.language, project.configuration.site.words)
    figures = tuple(_figures(points, by_week, say))
    versions = [point for point in points if point.version] + [points[-1]]
    known = {one.version for one in edition.changes.compared} if edition.changes is not None else set()
    rows = tuple(_row(point, known, edition, say) for point in reversed(versions)) if len(versions) > 1 else ()
    recorded = sum(1 for point in points[:-1] if not point.version)
    view = TrendsView(figures, rows, recorded, len(versions) > 1)
    yield Page(TRENDS, "pages/trends.md.j2", view, say("Trends"), search=False)


def _row(point: Point, known: set[str], edition: Edition, say: Words) -> Row:
    return Row(
        point.version or edition.version,
        version_changes(point.version) if point.version in known else "",
        point.on,
        point.items,
        "–" if point.coverage is None else f"{100 * point.coverage:.0f} %",
        point.findings.get("error", 0),
        point.findings.get("warning", 0),
        "–" if point.suspects is None else str(point.suspects),
        "–" if point.age is None else say("1 day") if point.age == 1 else say("{days} days", days=point.age),
        "–" if point.changed is None else str(point.changed),
    )


def _figures(points: Sequence[Point], by_week: Sequence[Week], say: Words) -> Iterator[str]:
    joined = _by_day(points)
    line = _Plot(say, joined, tuple((float(point.on.toordinal()), point.version) for point in joined if point.version))
    if line.has(lambda point: point.coverage):
        yield line.drawn(
            say("Coverage in percent"),
            say("The share of what agreed items need that is there."),
            ((Part("first", say("Covered")), lambda point: None if point.coverage is None else 100 * point.coverage),),
            Axis(say("Percent"), 0.0, 100.0, ((0.0, "0 %"), (50.0, "50 %"), (100.0, "100 %"))),
        )
    if line.has(lambda point: sum(point.findings.values()) or None):
        yield line.drawn(
            say("Findings"),
            say("Errors and warnings that were open."),
            (
                (Part("error", say("errors")), lambda point: point.findings.get("error", 0)),
                (Part("warning", say("warnings")), lambda point: point.findings.get("warning", 0)),
            ),
        )
    if line.has(lambda point: point.suspects) and any(point.suspects for point in joined):
        yield line.drawn(
            say("Suspect links"),
            say("Links whose other end had changed since somebody looked at both."),
            ((Part("first", say("Suspect links")), lambda point: point.suspects),),
        )
    if len(by_week) > 1:
        most = max(week.new + week.changed for week in by_week)
        yield charts.columns(
            _frame(
                say("Changes by week"), say("How many items came and how many changed in each week."), say("Week"), say
            ),
            (Part("first", say("changed")), Part("second", say("new"))),
            tuple(Bar(week.monday.isoformat(), (float(week.changed), float(week.new))) for week in by_week),
            charts.counts(say("Items"), most),
        )
    if line.has(lambda point: point.age):
        yield line.drawn(
            say("Age in days"),
            say("Days since the last change of an item that is not done, the median."),
            ((Part("first", say("Age in days")), lambda point: point.age),),
        )


_Value = Callable[[Point], float | None]


class _Plot:
    """Lines over the days of some points."""

    def __init__(self, say: Words, points: Sequence[Point], versions: Sequence[tuple[float, str]]) -> None:
        self.say = say
        recorded = [point for point in points[:-1] if not point.version or point.recorded]
        # What was recorded was judged by the rules of then; a version is judged by those of today, and would stand out.
        self.points = (*recorded, points[-1]) if len(recorded) > 1 else tuple(points)
        self.versions = versions

    def has(self, value: _Value) -> bool:
        """Whether there are two values to join."""
        return sum(1 for point in self.points if value(point) is not None) > 1

    def drawn(self, title: str, text: str, series: Sequence[tuple[Part, _Value]], up: Axis | None = None) -> str:
        """The figure; without an axis upwards, one of whole numbers."""
        lines = [
            Line(
                part,
                tuple(
                    (float(point.on.toordinal()), float(found))
                    for point in self.points
                    if (found := value(point)) is not None
                ),
            )
            for part, value in series
        ]
        most = max((y for line in lines for _, y in line.points), default=0.0)
        low = min(x for line in lines for x, _ in line.points)
        high = max(x for line in lines for x, _ in line.points)
        flags = [(x, name) for x, name in self.versions if low <= x <= high]
        return charts.lines(
            _frame(title, text, self.say("Day"), self.say),
            lines,
            _across(low, high, self.points, self.say),
            up or charts.counts(title, most),
            flags=flags[-8:],
        )


def _by_day(points: Sequence[Point]) -> tuple[Point, ...]:
    """One point a day: what was recorded then wins over what is found out today, but the version's name stays."""
    found: dict[date, Point] = {}
    for point in points:
        other = found.get(point.on)
        if other is None:
            found[point.on] = point
            continue
        kept = other if not other.version else point
        found[point.on] = kept._replace(version=other.version or point.version, recorded=not kept.version)
    return tuple(found.values())


def _frame(title: str, text: str, head: str, say: Words) -> Frame:
    return Frame(title, text, head, charts.Words(say("The numbers"), say("Total"), say("unknown")))


def _across(low: float, high: float, points: Sequence[Point], say: Words) -> Axis:
    first, last = date.fromordinal(int(low)), date.fromordinal(int(high))
    span = (last - first).days
    some = [first + timedelta(days=span * number // _MARKS) for number in range(_MARKS)]
    shown = [(day, f"{day:%Y-%m}" if span > 200 else day.isoformat()) for day in dict.fromkeys(some)]
    marks = [(float(day.toordinal()), text) for day, text in shown]
    names = tuple((float(point.on.toordinal()), point.on.isoformat()) for point in points)
    return Axis(say("Day"), low, high, tuple(marks), names)

"""The page of delivery: throughput, cycle times, work in progress, ages, volatility and trace score, from the history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tpo_docs import charts
from tpo_docs.charts import Axis, Bar, Line, Part
from tpo_docs.model import Category, Edition, Page, Review
from tpo_docs.pages.planning.origin import origin
from tpo_docs.pages.planning.sheet import Piece, Section, Sheet, Tile, empty, figure, grid, note, plain, state, tiles
from tpo_docs.places import DELIVERY, Places, team_page
from tpo_docs.planning import delivery as facts
from tpo_docs.planning.delivery import SHARES, Spread, Week
from tpo_docs.planning.forecast import WINDOW
from tpo_docs.planning.priorities import number_text

_WEEKS = 52
"""Weeks of a chart; the table has no more either."""
_MONTHS = 24
_AGES = 30
_CYCLES = 20
_DAYS = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 84, 126, 182, 365)
"""Where the classes of cycle times end."""


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The one page, where there are stories that have been agreed on."""
    if any(item.committed for item in review.project.of_type("story")):
        sheet = Sheet(review, places, edition, DELIVERY)
        yield sheet.finish(sheet.words("Delivery metrics"), _sections(sheet))


def _sections(sheet: Sheet) -> Iterator[Section]:
    say = sheet.words
    project = sheet.project
    weeks = facts.weeks(project)[-_WEEKS:]
    spread = facts.spread(facts.recent(project))
    yield Section("", (note(origin(project, say)), _tiles(sheet, weeks, spread)))
    if weeks:
        yield Section(say("Throughput"), tuple(_throughput(sheet, weeks)))
    yield Section(say("Cycle time"), tuple(_cycle_times(sheet, spread)))
    if weeks:
        yield Section(say("Work in progress"), tuple(_in_progress(sheet, weeks)))
    yield Section(say("Age of what is in work"), tuple(_ages(sheet, spread)))
    by_team = facts.teams(project, WINDOW)
    if len(by_team) > 1:
        yield Section(say("By team"), (_teams(sheet, by_team),))
    if project.has_type("requirement"):
        yield Section(say("Requirement volatility"), tuple(_volatility(sheet)))
    scores = facts.scores(project)
    if scores:
        yield Section(say("Trace score"), tuple(_scores(sheet, scores)))


def _tiles(sheet: Sheet, weeks: Sequence[Week], spread: Spread | None) -> Piece:
    say = sheet.words
    some = weeks[-WINDOW:]
    doing = sum(item.category is Category.DOING for item in sheet.project.of_type("story"))
    tiles_ = [Tile(str(doing), say("stories in work"))]
    if some:
        mean = sum(week.finished for week in some) / len(some)
        tiles_.insert(
            0, Tile(number_text(round(mean, 1)), say("stories finished a week, last {weeks} weeks", weeks=len(some)))
        )
    if spread is not None:
        tiles_.append(Tile(str(spread.days[0]), say("days from begin to end, half of the stories")))
        tiles_.append(Tile(str(spread.days[2]), say("days from begin to end, 85 % of the stories")))
    return tiles(*tiles_)


def _throughput(sheet: Sheet, weeks: Sequence[Week]) -> Iterator[Piece]:
    say = sheet.words
    some = weeks[-WINDOW:]
    mean = sum(week.finished for week in some) / len(some)
    yield figure(
        charts.columns(
            sheet.frame(
                say("Stories finished a week"),
                say("A column for each full week, those with nothing finished included."),
                say("Week from"),
            ),
            (Part("first", say("Finished")),),
            [Bar(str(week.monday), (week.finished,)) for week in weeks],
            charts.counts(say("Stories"), max(week.finished for week in weeks)),
            (mean, say("mean of {weeks} weeks: {mean}", weeks=len(some), mean=number_text(round(mean, 1)))),
        )
    )
    yield note(say("Throughput is the number of stories finished in a full week, Monday to Sunday (Vacanti)."))


def _cycle_times(sheet: Sheet, spread: Spread | None) -> Iterator[Piece]:
    say = sheet.words
    known = facts.recent(sheet.project)
    if spread is None:
        yield empty(
            say("There are fewer than 5 finished stories of which the begin is known."),
            say("A cycle time needs a status of work between ready and done."),
        )
        return
    rows = [
        (f"{round(100 * share)} %", say("1 day") if days == 1 else say("{days} days or fewer", days=days))
        for share, days in zip(SHARES, spread.days, strict=True)
    ]
    yield grid(say("Cycle time"), (say("Share of the stories"), say("Begin to end")), rows, (1,))
    days = [cycle.days for cycle in known]
    ends = [end for end in _DAYS if end < max(days)]
    ends.append(next((end for end in _DAYS if end >= max(days)), max(days)))
    skipped = sum(end < min(days) for end in ends)
    bars, low = [], ends[skipped - 1] if skipped else 0
    for end in ends[skipped:]:
        bars.append(Bar(f"{low + 1}–{end}" if end > low + 1 else str(end), (sum(low < one <= end for one in days),)))
        low = end
    yield figure(
        charts.columns(
            sheet.frame(
                say("Stories by their cycle time in days"),
                say("How many stories took how long; the classes get wider to the right."),
                say("Days"),
            ),
            (Part("first", say("Stories")),),
            bars,
            charts.counts(say("Stories"), max(bar.values[0] for bar in bars)),
        )
    )
    yield note(
        say(
            "{count} stories, finished in the last {days} days of the history (all of it where these are fewer than 5). Cycle time is the days from the first in work to the end, both counted; percentiles by nearest rank (Vacanti).",
            count=spread.stories,
            days=facts.RECENT,
        )
    )
    longest = sorted(
        (one for one in known if one.item in sheet.project.items), key=lambda cycle: (-cycle.days, cycle.item)
    )[:_CYCLES]
    rows_ = (
        (
            sheet.titled(sheet.project.items[cycle.item]),
            str(cycle.finished),
            str(cycle.days),
        )
        for cycle in longest
    )
    yield grid(say("The longest"), (say("Item"), say("Finished on"), say("Days")), rows_, (2,))


def _in_progress(sheet: Sheet, weeks: Sequence[Week]) -> Iterator[Piece]:
    say = sheet.words
    most = max(week.doing for week in weeks)
    yield figure(
        charts.columns(
            sheet.frame(
                say("Stories in work at the end of each week"),
                say("A column for each week."),
                say("Week from"),
            ),
            (Part("first", say("In work")),),
            [Bar(str(week.monday), (week.doing,)) for week in weeks],
            charts.counts(say("Stories"), most),
        )
    )
    law = facts.little(sheet.project, WINDOW)
    if law is not None:
        yield note(
            say(
                "Little's law: {doing} in work / {finished} finished a week × 7 = {expected} days; measured are {measured} days on average. Where the two differ much, work is begun faster than it is ended, or the other way round.",
                doing=number_text(round(law.doing, 1)),
                finished=number_text(round(law.finished, 1)),
                expected=number_text(round(law.expected, 1)),
                measured=number_text(round(law.measured, 1)),
            )
        )


def _ages(sheet: Sheet, spread: Spread | None) -> Iterator[Piece]:
    say = sheet.words
    ages = facts.aging(sheet.project)
    if not ages:
        yield empty(say("Of nothing in work is it known when it began."))
        return
    rows = (
        (
            sheet.titled(one.item),
            sheet.who(one.item.text("team")) if one.item.text("team") else "–",
            str(one.days),
            state("suspect", say("older than 85 % took")) if one.late else "–",
        )
        for one in ages[:_AGES]
    )
    heads = (say("Item"), say("Team"), say("Days in work"), say("Judgement"))
    yield grid(say("Age of what is in work"), heads, rows, (2,))
    if len(ages) > _AGES:
        yield note(say("+{count} more", count=len(ages) - _AGES))
    if spread is not None:
        most = spread.days[SHARES.index(0.85)]
        text = say("85 % of the stories took {days} days or fewer.", days=most)
        yield note(say("85 % of the stories took 1 day.") if most == 1 else text)


def _teams(sheet: Sheet, by_team: Sequence[facts.TeamFlow]) -> Piece:
    say = sheet.words
    rows = (
        (
            sheet.link(team_page(one.team), sheet.called(one.team)) if one.team else say("no team"),
            str(one.finished),
            str(one.doing),
            *(
                (str(one.spread.days[0]), str(one.spread.days[2]))
                if one.spread is not None
                else (say("too few"), say("too few"))
            ),
        )
        for one in by_team
    )
    heads = (
        say("Team"),
        say("Finished in {weeks} weeks", weeks=WINDOW),
        say("In work"),
        say("Days, half of them"),
        say("Days, 85 % of them"),
    )
    return grid(say("By team"), heads, rows, (1, 2, 3, 4))


def _volatility(sheet: Sheet) -> Iterator[Piece]:
    say = sheet.words
    months = facts.months(sheet.project)[-_MONTHS:]
    if not months:
        yield empty(
            say("The source of the history does not say how requirements changed."),
            say("Git's commits do, and so do days recorded with `tpo-docs snapshot`."),
        )
        return
    parts = (Part("second", say("Added")), Part("third", say("Changed")), Part("fourth", say("Removed")))
    yield figure(
        charts.columns(
            sheet.frame(
                say("Requirements added, changed and removed"),
                say("A column for each month."),
                say("Month"),
            ),
            parts,
            [Bar(f"{month.first:%Y-%m}", (month.added, month.changed, month.removed)) for month in months],
            charts.counts(say("Requirements"), max(month.added + month.changed + month.removed for month in months)),
        )
    )
    rows = (
        (
            f"{month.first:%Y-%m}",
            str(month.base),
            str(month.added + month.changed + month.removed),
            f"{round(100 * month.volatility)} %" if month.volatility is not None else "–",
        )
        for month in reversed(months[-12:])
    )
    heads = (say("Month"), say("At its begin"), say("Added, changed and removed"), say("Volatility"))
    yield grid(say("Requirement volatility"), heads, rows, (1, 2, 3))
    yield note(say("Volatility = (added + changed + removed) / requirements at the begin of the month (CMMI, 29148)."))


def _scores(sheet: Sheet, scores: Sequence[tuple[date, float]]) -> Iterator[Piece]:
    say = sheet.words
    now = scores[-1][1]
    yield Piece(
        "text",
        plain(say("{percent} % of what the items need is there today.", percent=round(100 * now)))
        + " "
        + sheet.link("gaps.md", say("What is missing")),
    )
    if len(scores) > 1:
        points = tuple((float(day.toordinal()), round(100 * share, 1)) for day, share in scores)
        low, high = points[0][0], points[-1][0]
        marks = tuple(
            (x, date.fromordinal(round(x)).isoformat()) for x in (low + (high - low) * part / 4 for part in range(5))
        )
        names = tuple((x, date.fromordinal(round(x)).isoformat()) for x, _ in points)
        yield figure(
            charts.lines(
                sheet.frame(
                    say("Trace score in percent"),
                    say("The share of what the items need that is there, on each recorded day."),
                    say("Day"),
                ),
                (Line(Part("first", say("Trace score")), points),),
                Axis(say("Day"), low, high, marks, names),
                Axis(say("Percent"), 0.0, 100.0, ((0.0, "0 %"), (50.0, "50 %"), (100.0, "100 %"))),
            )
        )
    yield note(say("Trace score = met needs / all needs of the living items (after Jama)."))
